"""/_headers and /_redirects: what the host adds to the files, in the form that Netlify and others read.

This is the only place that says it: netlify.toml has no headers of its own, because two policies on one answer would
both hold, and what one site allows is not what another does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote, urlsplit

from generator.back_end import FOLDER, back_end
from generator.edition import Edition
from generator.media_type import ATOM, CALENDAR, CAP, CARD, GEOJSON, JSON_FEED, RDF, with_letters
from generator.pages.plan import voices
from generator.portal import Portal, former_url
from generator.settings import SiteConfig

HOLDS_NOW = "'sha256-tyqHFvFBMs+uqzaG1jR6M4UdnPE6WJEbTWb0tHsAeKc='"
"""The one script that stands in a page: themes/bas/templates/parts/holds-now.html, between its tags."""
CONTENT_SECURITY_POLICY = (
    f"default-src 'none'; script-src 'self' {HOLDS_NOW}; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; upgrade-insecure-requests"
)
SEARCH_POLICY = CONTENT_SECURITY_POLICY.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'")
"""Pagefind is WebAssembly; only the page that searches, and its worker, may run it."""

EVERYWHERE = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Strict-Transport-Security": "max-age=63072000",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=(), payment=(), usb=(), interest-cohort=()",
    "Cache-Control": "public, max-age=0, must-revalidate",
}
ASK_EVERY_TIME = {"Cache-Control": "no-cache"}
"""A worker that was kept could not be mended, and a notice that was kept could be over."""
FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}
FOR_OTHERS = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
"""Open data may be read by the scripts of any other site."""

HEADERS: Mapping[str, Mapping[str, str]] = {
    "/*": EVERYWHERE,
    "/sok/*": {"Content-Security-Policy": SEARCH_POLICY},
    "/en/sok/*": {"Content-Security-Policy": SEARCH_POLICY},
    "/pagefind/*": {"Content-Security-Policy": SEARCH_POLICY},
    "/static/*": FOR_EVER,
    "/bilder/*": FOR_EVER,
    "/data/*": FOR_OTHERS,
    "/datasets/*": {**FOR_OTHERS, "Content-Type": RDF},
    "/*.ics": {"Content-Type": with_letters(CALENDAR)},
    "/*.vcf": {"Content-Type": with_letters(CARD)},
    "/*.geojson": {"Content-Type": GEOJSON},
    "/*.cap.xml": {"Content-Type": CAP},
    "/*/cap.xml": {"Content-Type": ATOM},
    "/*feed.xml": {"Content-Type": ATOM},
    "/*feed.json": {"Content-Type": JSON_FEED},
    "/sw.js": ASK_EVERY_TIME,
    "/status.json": ASK_EVERY_TIME,
}
"""Path pattern -> headers. Where several match, the later one's value of a header holds. A star within a pattern is
read by Netlify and most hosts; one that does not read it gives the type that it knows itself.
"""


def write(portal: Portal, edition: Edition, out: Path) -> None:
    rules = headers_of(edition.config)
    (out / "_headers").write_text("\n".join(_header_lines(rules)) + "\n", "utf-8")
    (out / "_redirects").write_text("".join(f"{line}\n" for line in _redirects(portal, edition)), "utf-8")


def headers_of(config: SiteConfig) -> Mapping[str, Mapping[str, str]]:
    """HEADERS, and what a site's own settings allow: the address of warnings, and that of the receiver of forms."""
    rules = HEADERS
    if config.form_receiver and config.form_receiver != config.base_url:
        policy = _allowing(CONTENT_SECURITY_POLICY, "form-action", config.form_receiver)
        forms = {"Content-Security-Policy": _allowing(policy, "connect-src", config.form_receiver)}
        rules = {**rules, **{f"{prefix}/anmal/*": forms for prefix in ("", "/en")}}
    if config.vma:
        address = urlsplit(config.vma_url)
        # A semicolon or a comma in the path would end the rule; without the query, of which a policy knows nothing.
        warnings = f"{address.scheme}://{address.netloc}{quote(address.path, safe='/%')}"
        rules = {pattern: _with_connection(headers, warnings) for pattern, headers in rules.items()}
    if config.editor:
        rules = {**rules, f"/{FOLDER}/*": _of_the_editor(config)}
    return rules


def _of_the_editor(config: SiteConfig) -> Mapping[str, str]:
    """What Decap CMS needs, on its own pages only.

    It compiles the checks of its configuration (unsafe-eval), styles its parts one by one (unsafe-inline), shows
    pictures that it has in memory (blob:), and speaks with the forge that keeps the content. The window where one logs
    in must be able to answer the one that opened it, and pictures of people come from the forge without a header.
    """
    kept = back_end(config)
    policy = {
        "default-src": "'none'",
        "script-src": "'self' 'unsafe-eval'",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": " ".join(("'self' data: blob:", *kept.shows)),
        "font-src": "'self' data:",
        "connect-src": " ".join(("'self' blob:", *kept.connects)),
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{directive} {sources}" for directive, sources in policy.items()),
        "Cross-Origin-Opener-Policy": "same-origin-allow-popups",
        "Cross-Origin-Embedder-Policy": "unsafe-none",
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex, nofollow",
    }


def _with_connection(headers: Mapping[str, str], address: str) -> Mapping[str, str]:
    return {name: _allowing(value, "connect-src", address) for name, value in headers.items()}


def _allowing(policy: str, directive: str, address: str) -> str:
    return policy.replace(f"{directive} 'self'", f"{directive} 'self' {address}")


def _header_lines(rules: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    for pattern, headers in rules.items():
        yield pattern
        yield from (f"  {name}: {value}" for name, value in headers.items())


def read_rules(site: Path) -> Mapping[str, Mapping[str, str]]:
    """The headers of a built site, from its own file; those of any site where there is none yet."""
    file = site / "_headers"
    if not file.is_file():
        return HEADERS
    rules: dict[str, dict[str, str]] = {}
    for line in file.read_text("utf-8").splitlines():
        if line.startswith(" "):
            name, _, value = line.strip().partition(": ")
            rules[next(reversed(rules))][name] = value
        else:
            rules[line] = {}
    return rules


def _redirects(portal: Portal, edition: Edition) -> Iterator[str]:
    """From every address that a record has had before, in every language in which it has a page."""
    for voice in voices(portal, edition):
        for record in filter(voice.speaks, portal.all_records()):
            for former in record["former_ids"]:
                yield f"{voice.url(former_url(record, former))}* {voice.url(record.url)} 301"
