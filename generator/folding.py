"""Long lines of calendars (RFC 5545, 3.1) and business cards (RFC 6350, 3.2), which readers put together again."""

from __future__ import annotations

LONGEST_LINE = 75
"""Octets of a line, its end not counted."""
ROOM = LONGEST_LINE - len(b" ")
"""Those of a line that goes on with the one before."""
END = b"\r\n"
CONTINUED = 0x80
"""How the octets of a letter in UTF-8 begin, in binary, all but the first."""


def folded(line: str, first: int = LONGEST_LINE, bound: bytes = b"") -> bytes:
    """The line in pieces short enough, never broken inside a letter; each but the first begins with a space.

    `first`: octets of the first piece. `bound`: signs that are never parted from what they stand before.
    """
    octets = line.encode()
    if len(octets) <= first:
        return octets + END
    pieces = []
    end = first
    while len(octets) > end:
        while octets[end] & 0xC0 == CONTINUED:
            end -= 1
        end -= octets[end - 1] in bound
        pieces.append(octets[:end])
        octets = octets[end:]
        end = ROOM
    return (END + b" ").join((*pieces, octets)) + END
