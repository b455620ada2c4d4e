"""`python -m generator` is `bygd`."""

from generator.cli import main

main()
