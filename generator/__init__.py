"""Bygd: static portals for places, built from small text files in git."""

__version__ = "0.1.0"
