"""INTAKE: a form that anyone fills in becomes a change set that an officer decides on.

    form page -> receiver -> journal -> checked record -> change set -> forge

A submission is on the disk before its sender is answered, and what is private in it never leaves that disk.
"""
