"""What keeps a portal readable in a disruption: crisis mode, and copies that can be carried and checked."""
