"""Pictures of the main pages of the sample site of Åsele: `make screens` leaves them in build/screens/.

Phone and desktop, light and dark. Pictures in the README and the docs come from here and from nowhere else.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from generator.build import build
from generator.order import Order
from generator.profile import Profile
from tests.browser.conftest import CHROMIUM_FLAGS, NOW, REPOSITORY
from tests.browser.host import hosted

SITE = "asele"
PAGES = {
    "start": "/",
    "foretag": "/foretag/",
    "handel": "/foretag/runda-bordets-handel-langbacken/",
    "evenemang": "/evenemang/",
    "manad": "/evenemang/manad/2026-12/",
    "marknad": "/marknad/",
    "trygghet": "/trygghet/",
    "natverk": "/natverk/asele-handel/",
    "punkt": "/trygghet/sot-punkten-langbacken/",
    "sok": "/sok/?q=snickare",
}
SIZES = {"telefon": (390, 844), "dator": (1280, 900)}
SCREENS = REPOSITORY / "build/screens"
IN_DOCS = {"start-dator-light.png": "start.png"}


def take(site: Path) -> None:
    SCREENS.mkdir(parents=True, exist_ok=True)
    with hosted(site) as origin, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM_FLAGS)
        for size, (width, height) in SIZES.items():
            for scheme in ("light", "dark"):
                context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
                page = context.new_page()
                page.clock.set_fixed_time(NOW)
                for name, path in PAGES.items():
                    page.goto(origin + path, wait_until="networkidle")
                    page.screenshot(path=SCREENS / f"{name}-{size}-{scheme}.png")
                context.close()
        browser.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        report = build(Order(REPOSITORY, SITE, Path(folder), NOW), Profile())
        assert report.target, report.problems
        take(report.target)
    for screen, picture in IN_DOCS.items():
        shutil.copyfile(SCREENS / screen, REPOSITORY / "docs/pictures" / picture)
    print(f"{len(list(SCREENS.glob('*.png')))} pictures in {SCREENS.relative_to(REPOSITORY)}/")
