"""Measurements, each a program of its own: `python -m tests.bench`, `python -m tests.bench.crisis` and so on."""

import os

# What is measured is a program that has run before, and so has been compiled: no machine of ours may keep Python
# from writing that down.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
