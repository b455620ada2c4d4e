"""Outputs: each writes one family of files, `write(portal, edition, out)`. They never import each other."""
