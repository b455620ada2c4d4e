"""What a file's ending says is in it: the one table, for hosts, for what we serve ourselves, and for links to it."""

from __future__ import annotations

from collections.abc import Mapping

ATOM, JSON_FEED = "application/atom+xml", "application/feed+json"
CALENDAR, CARD, CAP = "text/calendar", "text/vcard", "application/cap+xml"
GEOJSON, RDF = "application/geo+json", "application/rdf+xml"
BYTES = "application/octet-stream"
"""What is unknown, and Pagefind's own files."""

OF_ENDING: Mapping[str, str] = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".txt": "text/plain",
    ".csv": "text/csv",
    ".ics": CALENDAR,
    ".vcf": CARD,
    ".json": "application/json",
    ".geojson": GEOJSON,
    ".rdf": RDF,
    ".webmanifest": "application/manifest+json",
    ".wasm": "application/wasm",
    ".xml": "application/xml",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webp": "image/webp",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".woff2": "font/woff2",
    ".pdf": "application/pdf",
    ".zip": "application/zip",
}
"""Not left to the computer or the host, whose own tables may lack them."""


def media_type(name: str) -> str:
    """Of a file by its name."""
    return OF_ENDING.get(f".{name.rpartition('.')[2]}", BYTES)


def with_letters(kind: str) -> str:
    """As a header says it: texts are UTF-8."""
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
