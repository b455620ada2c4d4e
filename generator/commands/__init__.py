"""The commands of `bygd`, one module per family. Only they, and cli.py, print or exit."""
