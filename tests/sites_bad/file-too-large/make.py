"""One byte more than a record may have."""

from generator.source import LARGEST_FILE


def make(root):
    start = b"title: Boken\nbody: "
    (root / "content/arvidsjaur/page/bok.yaml").write_bytes(start.ljust(LARGEST_FILE + 1, b"a"))
