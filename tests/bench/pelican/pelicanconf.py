"""The settings of the site that plain Pelican builds from the corpus."""

import json
from pathlib import Path

HERE = Path(__file__).parent
BENCH = json.loads((HERE / "bench.json").read_text("utf-8"))

SITENAME = "Inlandets portal"
SITEURL = "https://bench.example.com"
TIMEZONE = "Europe/Stockholm"
DEFAULT_LANG = "sv"
THEME = str(HERE / "theme")
THEME_STATIC_PATHS: list[str] = []
STATIC_PATHS: list[str] = []
PLUGINS: list[str] = []
ARTICLE_ORDER_BY = "title"
ARTICLE_URL = "{section}/{slug}/"
ARTICLE_SAVE_AS = "{section}/{slug}/index.html"
CATEGORY_URL = "kategori/{slug}/"
CATEGORY_SAVE_AS = "kategori/{slug}/index.html"
TAG_URL = "ort/{slug}/"
TAG_SAVE_AS = "ort/{slug}/index.html"
AUTHOR_SAVE_AS = ""
DIRECT_TEMPLATES = ["index", "categories", "tags"]
PAGINATED_TEMPLATES = {"index": 100, "category": 100, "tag": 100}
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
