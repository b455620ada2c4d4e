"""`bygd poster`: the posters of a built portal's service points as PDF, for a printer without a browser."""

from __future__ import annotations

import re
from mimetypes import guess_type
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import unquote, urlsplit

import typer

from generator.commands.options import Debug, Lang, Language, explained
from generator.stop import Stop

if TYPE_CHECKING:
    from weasyprint.urls import URLFetcher  # type: ignore[import-untyped]

app = typer.Typer()

POSTERS = "trygghet/*/affisch/index.html"
ICON = '<svg class="icon"'
DRAWN = ' fill="none" stroke="#000" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round"'
"""What the style sheet says of icons; WeasyPrint does not let the rules of a page into its drawings."""
_CANONICAL = re.compile(r'<link rel="canonical" href="([^"]*)"')


@app.command()
def poster(
    site: Annotated[str, typer.Argument(help="Portalen, som den står byggd.")],
    point: Annotated[str, typer.Argument(help="Servicepunkten; utan den görs alla.")] = "",
    out: Annotated[Path, typer.Option("--out", help="Mapp att lägga affischerna i.")] = Path("build/posters"),
    built: Annotated[Path, typer.Option("--from", help="Mappen med byggda portaler.")] = Path("dist"),
    lang: Language = Lang.SV,
    debug: Debug = False,
) -> None:
    """Gör affischer av servicepunkterna, en A4 var som PDF. Make posters of the service points, as PDF."""
    with explained(lang, debug):
        folder = built / site
        if not (folder / "index.html").is_file():
            raise Stop("not-built", str(folder))
        pages = {page.parent.parent.name: page for page in sorted(folder.glob(POSTERS))}
        if point and point not in pages:
            raise Stop("no-point", ", ".join(pages) or "-")
        out.mkdir(parents=True, exist_ok=True)
        for name in [point] if point else pages:
            path = out / f"{name}.pdf"
            path.write_bytes(as_pdf(pages[name], folder))
            print(path)


def as_pdf(page: Path, site: Path) -> bytes:
    """A tagged PDF (PDF/UA-1), which a screen reader can read. Raises `Stop` without WeasyPrint.

    The page is read at its address on the web: so no path of this machine gets into the file's links.
    """
    try:
        from weasyprint import HTML  # type: ignore[import-untyped]
    except (ModuleNotFoundError, OSError):  # OSError: the package is here, its system library Pango is not
        raise Stop("no-extra", "posters") from None
    base = _CANONICAL.findall((site / "index.html").read_text("utf-8"))[0]
    address = base + page.relative_to(site).parent.as_posix() + "/"
    text = page.read_text("utf-8").replace(ICON, ICON + DRAWN)
    html = HTML(string=text, base_url=address, url_fetcher=_from_folder(site, base))
    pdf: bytes = html.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=address.encode())
    return pdf


def _from_folder(site: Path, base: str) -> URLFetcher:
    """Gives the site's own files for its addresses, and nothing else: a poster asks no network."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class FromFolder(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
            path = (site / unquote(urlsplit(url.removeprefix(base)).path)).resolve()
            if not url.startswith(base) or not path.is_relative_to(site.resolve()):
                raise ValueError(f"not of this site: {url}")
            kind = guess_type(path.name)[0] or "application/octet-stream"
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})

    return FromFolder()
