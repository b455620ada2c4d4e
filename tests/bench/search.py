"""`python -m tests.bench.search`: one search index for a site, or one for each kind of record, merged in the browser?

With an index for each kind, only that of a kind in which something has changed is made anew. The price is paid by every
reader: each index has a list of its pages, and chunks of words, of its own. Both are measured here, with the real
Pagefind and a real browser. Bytes are those of the first search of a visit, compressed as a host sends them.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, sync_playwright

from generator.outputs.search import FOLDER, index_of, searched
from tests.bench import corpus
from tests.browser.conftest import CHROMIUM_FLAGS
from tests.browser.host import hosted, size_sent
from tests.tiny import build_site

WORDS = ("kaffe", "snickare", "mat", "musik", "värme", "taxi")
SHOWN = 10
"""Results whose files are fetched at once (AT_A_TIME of js/search.js)."""
SEARCH = """async ([folders, word, shown]) => {
  const [first, ...others] = folders.map((folder) => new URL(`/${folder}/`, location.href).href);
  const pagefind = await import(`${first}pagefind.js`);
  for (const other of others) await pagefind.mergeIndex(other);
  const { results } = await pagefind.search(word);
  await Promise.all(results.slice(0, shown).map((result) => result.data()));
  return results.length;
}"""

Html = Sequence[tuple[str, str]]
"""(path below the site, HTML) of each page that is searched."""


@dataclass(frozen=True, slots=True)
class Way:
    """Pages in one or more indexes: folder -> seconds that it took to make."""

    name: str
    seconds: Mapping[str, float]

    def __str__(self) -> str:
        return f"{self.name}: {sum(self.seconds.values()):.1f} s, after a change {max(self.seconds.values()):.1f} s"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.search", description=__doc__)
    parser.add_argument("--n", type=int, action="append", help="companies; may be given again (100 and 2000)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM_FLAGS)
        for companies in parser.parse_args().n or [100, 2000]:
            with TemporaryDirectory(prefix="bygd-search-") as folder:
                print(*compared(Path(folder), companies, browser), sep="\n", flush=True)
    return 0


def compared(folder: Path, companies: int, browser: Browser) -> Iterator[str]:
    corpus.write(folder / "root", companies)
    site = build_site(folder / "root", folder / "out", site=corpus.SITE).target
    assert site
    pages = list(searched(site))
    kinds = defaultdict(list)
    for path, html in pages:
        kinds[f"{FOLDER}/{path.split('/')[0]}"].append((path, html))
    yield f"{companies} companies, {len(pages)} searched pages"
    for name, parts in (("one index", {f"{FOLDER}/whole": pages}), ("one for each kind", kinds)):
        way = Way(name, {part: _made(site / part, some) for part, some in parts.items()})
        fetched = [_fetched(site, list(parts), word, browser) for word in WORDS]
        told = ", ".join(f"{word} {size // 1000}" for word, size in zip(WORDS, fetched, strict=True))
        yield f"  {way}; first search, kB: {told}; median {statistics.median(fetched) // 1000:.0f}"


def _made(folder: Path, pages: Html) -> float:
    began = time.perf_counter()
    files = index_of(pages)
    seconds = time.perf_counter() - began
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return seconds


def _fetched(site: Path, folders: Sequence[str], word: str, browser: Browser) -> int:
    """Bytes."""
    with hosted(site) as origin, browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{origin}/sok/")
        fetched: list[str] = []
        page.on("request", lambda one: fetched.append(one.url))
        assert page.evaluate(SEARCH, [folders, word, SHOWN]), f"nothing is found for {word}"
        return sum(size_sent(site, address) for address in fetched)


if __name__ == "__main__":
    raise SystemExit(main())
