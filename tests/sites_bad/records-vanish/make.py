"""Five pages are published; then somebody deletes all but one."""

from datetime import datetime

from generator.build import build
from generator.clock import SWEDEN, zone_info
from generator.order import Order
from generator.profile import Profile

COMMAND = ("build", "arvidsjaur")


def make(root):
    extra = [root / f"content/arvidsjaur/page/sida-{number}.yaml" for number in range(4)]
    for path in extra:
        path.write_text("title: En sida till\nbody: Med text.\n", "utf-8")
    now = datetime(2026, 11, 24, 12, tzinfo=zone_info(SWEDEN))
    assert build(Order(root, "arvidsjaur", root / "dist", now), Profile()).published == 5
    for path in extra:
        path.unlink()
