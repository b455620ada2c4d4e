"""/evenemang/<id>.ics and the calendars: what they show is what the pages show."""

from __future__ import annotations

import subprocess
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from generator.clock import after_gap, instant
from generator.edition import Edition
from generator.icalendar_text import SWEDISH_TIME
from generator.outputs import calendar
from generator.pages.plan import voices
from tests import tiny
from tests.written import plain

STOCKHOLM = ZoneInfo("Europe/Stockholm")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return tiny.built(tmp_path_factory.mktemp("calendar"))


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    root = tiny.write_repository(tmp_path_factory.mktemp("desk") / "root")
    portal, edition = tiny.portal_and_edition(root)
    return next(voices(portal, edition)), edition


def read(path) -> icalendar.Calendar:
    return icalendar.Calendar.from_ical(path.read_bytes())


def expanded(text: bytes) -> list[tuple[date | datetime, date | datetime]]:
    """Local (start, end) of everything a calendar program finds in the file."""
    whole = icalendar.Calendar.from_ical(text)
    found = recurring_ical_events.of(whole).between(date(1990, 1, 1), date(2099, 1, 1))
    return sorted(((_local(one.start), _local(one.end)) for one in found), key=str)


def _local(moment):
    return moment.replace(tzinfo=None) if isinstance(moment, datetime) else moment


def shown(record) -> list[tuple[date | datetime, date | datetime]]:
    """The same of a record's page; what has no end ends when it begins, or with its day."""
    pairs = []
    for start, end in record["occurrences"]:
        if not isinstance(start, datetime):
            pairs.append((start, (end or start) + timedelta(days=1)))
        else:
            pairs.append((start, end or start))
    return sorted(pairs, key=str)


def file_of(record, desk) -> bytes:
    return calendar._calendar(calendar._desk(*desk), "Prov", [record], "/evenemang/prov.ics")


CASES = {
    "once": "start: 2026-12-01 18:00\nend: 2026-12-01 20:00\n",
    "all day": "start: 2026-12-01\n",
    "three days": "start: 2026-12-04\nend: 2026-12-06\n",
    "no end": "start: 2026-12-01 18:00\n",
    "past midnight": "start: 2026-11-28 20:00\nend: 2026-11-29 01:00\nrepeat: FREQ=WEEKLY;COUNT=5\n",
    "the last Friday": "start: 2026-11-27 20:00\nend: 2026-11-28 01:00\nrepeat: FREQ=MONTHLY;BYDAY=-1FR;COUNT=7\n"
    "except_dates: [2026-12-25]\nextra_dates: [2026-12-26]\n",
    "over the night in autumn": "start: 2026-10-24 23:00\nend: 2026-10-25 04:00\nrepeat: FREQ=DAILY;COUNT=3\n",
    "over the night in spring": "start: 2027-03-27 23:00\nend: 2027-03-28 04:00\nrepeat: FREQ=DAILY;COUNT=3\n",
    "every week over both": "start: 2026-10-06 18:00\nend: 2026-10-06 20:00\nrepeat: FREQ=WEEKLY;UNTIL=20270525\n",
    "until an hour": "start: 2026-10-06 18:00\nrepeat: FREQ=WEEKLY;UNTIL=20270525T180000\n",
    "all day each month": "start: 2026-10-31\nrepeat: FREQ=MONTHLY;BYMONTHDAY=-1;UNTIL=20270731\n",
    "a first time off its rule": "start: 2026-12-02 18:00\nrepeat: FREQ=WEEKLY;BYDAY=TU;COUNT=3\n",
    "the first is left out": "start: 2026-12-01 18:00\nrepeat: FREQ=WEEKLY;COUNT=3\nexcept_dates: [2026-12-01]\n",
    "only other days": "start: 2026-12-01 18:00\nexcept_dates: [2026-12-01]\nextra_dates: [2026-12-09, 2026-12-12]\n",
    "thirty years": "start: 2026-12-01\nrepeat: FREQ=YEARLY;COUNT=40\n",
    "another zone": "start: 2026-10-20 18:00\ntimezone: Europe/Helsinki\nrepeat: FREQ=WEEKLY;COUNT=4\n",
}


@pytest.mark.parametrize("text", CASES.values(), ids=CASES.keys())
def test_a_calendar_program_finds_the_times_of_the_page(text, desk):
    record = plain("event", text)
    assert expanded(file_of(record, desk)) == shown(record)


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2032, 12, 31)).map(
    lambda at: at.replace(minute=0, second=0, microsecond=0)
)
RULES = st.tuples(
    st.sampled_from(["DAILY", "WEEKLY", "WEEKLY;BYDAY=TU", "MONTHLY", "MONTHLY;BYDAY=-1FR", "MONTHLY;BYMONTHDAY=-1"]),
    st.sampled_from(["", ";INTERVAL=2"]),
    st.one_of(st.integers(1, 12).map("COUNT={}".format), st.integers(0, 200)),
)


@settings(deadline=None, max_examples=60)
@given(
    MOMENTS,
    RULES,
    st.integers(0, 30),
    st.booleans(),
    st.sets(st.integers(0, 60), max_size=3),
    st.sets(st.integers(0, 60), max_size=3),
)
def test_whatever_the_rule_the_times_are_those_of_the_page(desk, start, rule, hours, all_day, excepted, extra):
    freq, interval, end = rule
    ends = end if isinstance(end, str) else f"UNTIL={start.date() + timedelta(days=end):%Y%m%d}"
    first = f"{start:%Y-%m-%d}" if all_day else f"{start:%Y-%m-%d %H:%M}"
    text = f"start: {first}\nrepeat: FREQ={freq}{interval};{ends}\n"
    if not all_day:
        text += f"end: {start + timedelta(hours=hours):%Y-%m-%d %H:%M}\n"
    for name, days in (("except_dates", excepted), ("extra_dates", extra)):
        if days:
            text += f"{name}: [{', '.join(str(start.date() + timedelta(days=day)) for day in sorted(days))}]\n"
    record = plain("event", text)
    assume(record["occurrences"])
    # The hour that does not exist in spring is one thing to us and another to every program.
    assume(not any(isinstance(one, datetime) and after_gap(one) for pair in record["occurrences"] for one in pair))
    assert expanded(file_of(record, desk)) == shown(record)


KHAL = """[calendars]
[[portal]]
path = {0}/calendar
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
local_timezone = Europe/Stockholm
default_timezone = Europe/Stockholm
[sqlite]
path = {0}/khal.db
"""


def found_by_khal(feed, folder, first: date, days: int) -> set[tuple[str, str, str]]:
    """(UID, start, end) of everything that Debian's khal shows of the feed, having imported it as its user would."""
    (folder / "calendar").mkdir()
    tiny.write(folder / "khal.conf", KHAL.format(folder))
    khal = ["khal", "-c", str(folder / "khal.conf")]
    shown = ["--day-format", "", "--format", "{uid}|{start-long-full}|{end-long-full}", first.isoformat(), f"{days}d"]
    ran = [
        subprocess.run([*khal, *command], env=tiny.environment(HOME=str(folder)), capture_output=True, encoding="utf-8")
        for command in (["import", "--batch", str(feed)], ["list", *shown])
    ]
    assert [one.returncode for one in ran] == [0, 0], [one.stderr for one in ran]
    return {tuple(line.split("|")) for line in ran[1].stdout.splitlines() if line}


def test_debians_khal_imports_the_feed_of_a_municipality_and_shows_the_times_of_its_pages(tmp_path):
    portal, edition = tiny.portal_and_edition(tiny.PROGRAM, site="arvidsjaur", out=tmp_path / "unwritten")
    calendar.write(portal, edition, tmp_path)
    feed = tmp_path / "evenemang/kalender.ics"
    uids = {str(event["URL"]): str(event["UID"]) for event in read(feed).events}
    events = {uids.get(f"{edition.config.base_url}{one.url}"): one for one in portal.records["event"]}
    events.pop(None, None)
    assert len(events) == len(uids) > 10
    first = min(_local(one["occurrences"][0][0]).strftime("%Y-%m-%d") for one in events.values())
    found = found_by_khal(feed, tmp_path, date.fromisoformat(first), 3000)
    wanted = {(uid, *_spoken(pair)) for uid, one in events.items() for pair in one["occurrences"]}
    ended = {uid for uid, one in events.items() if one["occurrences"][0][1] is not None}
    # To khal, what has no end lasts an hour.
    assert {row for row in found if row[0] in ended} == {row for row in wanted if row[0] in ended}
    assert {row[:2] for row in found} == {row[:2] for row in wanted}


def _spoken(pair) -> tuple[str, str]:
    start, end = pair
    return tuple(f"{moment:%Y-%m-%d %H:%M}" for moment in (start, end or start))


def test_the_swedish_zone_in_the_file_is_that_of_the_time_zone_database():
    zone = icalendar.Timezone.from_ical(SWEDISH_TIME).to_tz(lookup_tzid=False)
    for month in range(12 * 11):
        there = datetime(2026 + month // 12, month % 12 + 1, 28, 12)
        assert there.replace(tzinfo=zone).utcoffset() == there.replace(tzinfo=STOCKHOLM).utcoffset(), there


def test_every_calendar_of_the_site_can_be_read_and_has_its_names(built):
    files = sorted(built.site.rglob("*.ics"))
    assert {path.relative_to(built.site).as_posix() for path in files} >= {
        "evenemang/stickkafe.ics",
        "evenemang/kalender.ics",
        "evenemang/kategori/kultur/kalender.ics",
        "evenemang/ort/arvidsjaur/kalender.ics",
    }
    for path in files:
        raw = path.read_bytes()
        assert all(len(line) <= 75 for line in raw.split(b"\r\n")) and b"\n" not in raw.replace(b"\r\n", b"")
        whole = read(path)
        assert whole["NAME"] == whole["X-WR-CALNAME"] and whole["VERSION"] == "2.0"
        assert whole["REFRESH-INTERVAL"].params["VALUE"] == "DURATION"
        assert len({str(event["UID"]) for event in whole.events}) == len(whole.events)
        for event in whole.events:
            assert not event.errors
            assert {"UID", "DTSTAMP", "DTSTART", "SUMMARY", "STATUS", "SEQUENCE", "URL"} <= event.keys()


def test_what_was_over_a_year_ago_has_left_the_calendar_but_not_its_page(built):
    names = {str(event["SUMMARY"]) for event in read(built.site / "evenemang/kalender.ics").events}
    assert names == {"Stickkafé"}
    assert (built.site / "evenemang/forra-arets-fest.ics").is_file()


def event_of(text, desk):
    return icalendar.Calendar.from_ical(file_of(plain("event", "start: 2026-12-01 18:00\n" + text), desk)).events[0]


def test_a_cancelled_event_says_so_in_status_and_name(desk):
    event = event_of("status: cancelled\nstatus_note: Storm.\n", desk)
    assert (event["STATUS"], event["SUMMARY"]) == ("CANCELLED", "Inställt: Stickkafé")
    assert "Storm." in event["DESCRIPTION"]
    assert event["SEQUENCE"] == event_of("", desk)["SEQUENCE"] + 1


def test_a_later_check_is_a_later_version_of_the_same_event(desk):
    one, other = event_of("assured_date: 2026-10-01\n", desk), event_of("assured_date: 2026-10-02\n", desk)
    assert one["UID"] == other["UID"] and one["SEQUENCE"] < other["SEQUENCE"]
    assert one["LAST-MODIFIED"].dt == datetime(2026, 10, 1, tzinfo=UTC) == one["DTSTAMP"].dt
    assert "LAST-MODIFIED" not in event_of("", desk)


def test_an_event_whose_file_is_renamed_is_the_same_event(desk):
    before = plain("event", "start: 2026-12-01\n", name="gammal")
    after = plain("event", "start: 2026-12-01\nformer_ids: [gammal]\n", name="ny")
    uids = {str(icalendar.Calendar.from_ical(file_of(one, desk)).events[0]["UID"]) for one in (before, after)}
    assert len(uids) == 1


def test_signs_that_mean_something_to_a_calendar_stay_text(desk):
    event = event_of("venue: Torget; A, B\\C\n", desk)
    assert event["LOCATION"] == "Torget; A, B\\C"


def test_a_made_up_event_says_that_it_is(desk):
    assert event_of("example: ja\n", desk)["DESCRIPTION"].startswith("Exempel")


def test_pages_lead_to_their_calendar(built):
    page = built.pages["evenemang/index.html"]
    hrefs = [tag.attributes["href"] for tag in tiny.tags(page, "a", "link") if "href" in tag.attributes]
    assert "webcal://prov.example.com/evenemang/kalender.ics" in hrefs and "../evenemang/kalender.ics" in hrefs
    page = built.pages["evenemang/stickkafe/index.html"]
    assert "../../evenemang/stickkafe.ics" in [tag.attributes.get("href") for tag in tiny.tags(page, "a")]


def test_every_feed_a_page_names_is_there(built):
    for name, page in built.pages.items():
        for tag in tiny.tags(page, "link") if name != "404.html" else ():
            if tag.attributes.get("rel") == "alternate" and "hreflang" not in tag.attributes:
                assert (built.site / name).parent.joinpath(tag.attributes["href"]).resolve().is_file(), (name, tag)


def test_the_moment_of_an_event_is_the_same_in_the_file_and_on_the_page(desk):
    record = plain("event", "start: 2026-10-20 18:00\ntimezone: Europe/Helsinki\n")
    event = icalendar.Calendar.from_ical(file_of(record, desk)).events[0]
    assert event.start.astimezone(UTC) == instant(record["start"], "Europe/Helsinki")
    assert isinstance(desk[1], Edition)
