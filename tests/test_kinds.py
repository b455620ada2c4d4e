"""The kinds: each a folder with a schema and an example, rules where fields meet, and values that are derived."""

from datetime import date, datetime, timedelta

import pytest

from generator.clock import SWEDEN, instant, zone_info
from generator.content import read_content
from generator.kinds import Setting
from generator.schema import PACKAGED_KINDS, load_kinds
from tests.tiny import NOW, write
from tests.written import BOUNDARIES, KINDS, PLAIN, SETTING, VOCABULARIES, examined, places, record, source

FOLDERS = sorted(path.parent.name for path in PACKAGED_KINDS.glob("*/schema.yaml"))
GROUPS = {"about", "service", "members", "booking", "when", "where", "supply", "contact", "reuse"}


def faults(kind, more, text=None, setting=SETTING):
    """What is found in a plain record of `kind` with some lines more."""
    return [
        (f, c) for f, _, c in places(examined(source(kind, (text or PLAIN[kind]) + more), setting=setting).problems)
    ]


# What every kind has


def test_every_folder_of_a_kind_is_a_kind_of_that_name():
    assert sorted(KINDS) == FOLDERS
    assert {path.name for path in PACKAGED_KINDS.iterdir() if path.is_dir() and path.name != "__pycache__"} == set(
        KINDS
    )


@pytest.mark.parametrize("kind", FOLDERS)
def test_every_kind_has_an_example_that_passes_the_check(kind, tmp_path):
    example = (PACKAGED_KINDS / kind / "example.yaml").read_text("utf-8")
    write(tmp_path / f"content/arvidsjaur/{kind}/exempel.yaml", example)
    content = read_content(tmp_path, NOW)
    assert content.problems == ()
    assert [one.key for one in content.records] == [(kind, "exempel")]
    assert content.records[0]["example"] is True


@pytest.mark.parametrize("kind", FOLDERS)
def test_every_example_fills_every_required_field_and_most_of_the_others(kind):
    """It is what an officer copies, and what the handbook shows."""
    text = (PACKAGED_KINDS / kind / "example.yaml").read_text("utf-8")
    filled = {line.partition(":")[0] for line in text.splitlines() if not line.startswith((" ", "-"))}
    fields = KINDS[kind].fields
    assert {name for name, field in fields.items() if field.required} <= filled
    assert len(filled) >= len(fields) / 2


@pytest.mark.parametrize("kind", FOLDERS)
def test_every_kind_and_field_has_a_name_in_both_languages(kind):
    definition = KINDS[kind]
    for label in (definition.title, definition.plural, definition.description):
        assert label.sv and label.en
    for field in definition.fields.values():
        assert field.title.sv and field.title.en, field.name
        assert bool(field.description.sv) == bool(field.description.en), field.name
        assert all(label.sv and label.en for label in field.labels.values()), field.name


@pytest.mark.parametrize("kind", FOLDERS)
def test_what_a_kind_says_of_its_fields_is_about_fields_it_has(kind):
    definition = KINDS[kind]
    derived = {"next_start"} if kind == "event" else set()
    named = {definition.heading, definition.lead, *definition.sort, *definition.card}
    assert named <= definition.fields.keys() | derived
    assert {field.group for field in definition.fields.values()} <= GROUPS
    assert {field.target for field in definition.fields.values() if field.target} <= KINDS.keys() | VOCABULARIES.keys()
    assert {f.public_if for f in definition.fields.values() if f.public_if} <= definition.fields.keys()
    assert definition.fields[definition.heading].required


def test_no_two_kinds_share_an_address_and_no_two_facets_of_a_kind_a_folder():
    assert len({kind.address for kind in KINDS.values()}) == len(KINDS)
    for kind in KINDS.values():
        facets = [field.facet for field in kind.facets()]
        assert len(set(facets)) == len(facets)


SCHEMA = """name: need
title: Behov
title_en: Need
plural: Behov
plural_en: Needs
description: Något som saknas.
description_en: Something missing.
address: behov
heading: name
lead: name
sort: [name]
card: []
fields:
  - {name: name, title: Namn, title_en: Name, type: string, group: about, constraints: {required: true}}
"""


def own_kind(root, schema=SCHEMA, name="need"):
    write(root / f"kinds/{name}/schema.yaml", schema)
    return load_kinds((PACKAGED_KINDS, root / "kinds"))


def test_a_repository_can_have_a_kind_of_its_own(tmp_path):
    kinds = own_kind(tmp_path)
    assert kinds.keys() == KINDS.keys() | {"need"}
    assert {"search_words", "assured_date", "former_ids", "withdrawn", "example"} <= kinds["need"].fields.keys()


def test_a_repository_can_replace_a_kind_by_its_own(tmp_path):
    kinds = own_kind(tmp_path, SCHEMA.replace("name: need", "name: page"), "page")
    assert kinds["page"].address == "behov"
    assert kinds.keys() == KINDS.keys()


@pytest.mark.parametrize(
    "change",
    [
        ("constraints: {required: true}}", "}\n  - {name: name, title: A, title_en: B, type: string, group: about}"),
        ("{name: name, title: N", "{name: url, title: N"),
        ("card: []", "card: []\nforeignKeys:\n  - {fields: [gone], reference: {resource: villages, fields: [id]}}"),
    ],
    ids=["a field named twice", "a reserved name", "a reference without a field"],
)
def test_a_schema_that_makes_no_sense_is_refused_with_the_name_of_its_file(change, tmp_path):
    with pytest.raises(ValueError, match=r"kinds/need/schema\.yaml"):
        own_kind(tmp_path, SCHEMA.replace(*change))


# Rules that hold for every kind


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("lat: 65.59\nlon: 19.17\n", []),
        ("lat: 65.59\n", [("lat", "half-position")]),
        ("lon: 19.17\n", [("lon", "half-position")]),
        ("lat: 0\nlon: 19.17\n", [("lat", "coordinates-outside")]),
        ("lat: 19.17\nlon: 65.59\n", [("lat", "coordinates-swapped")]),
        ("lat: 64.16\nlon: 17.35\n", [("lat", "coordinates-outside")]),
        ("lat: norr\nlon: 19.17\n", [("lat", "bad-number")]),
    ],
)
@pytest.mark.parametrize("kind", ["company", "event"])
def test_a_position_is_whole_the_right_way_round_and_in_its_municipality(kind, more, expected):
    start = "start: 2026-12-01\n" if kind == "event" else ""
    assert faults(kind, start + more) == expected


def test_a_position_in_a_folder_that_is_no_municipality_may_be_anywhere_in_sweden():
    network = source("company", PLAIN["company"] + "lat: 59.33\nlon: 18.07\n", place="kvinnor-i-norr")
    assert examined(network).problems == ()


@pytest.mark.parametrize(
    ("day", "expected"), [("2026-11-24", []), ("2026-11-25", [("assured_date", "checked-in-future")])]
)
def test_nothing_has_been_checked_in_the_future(day, expected):
    assert faults("page", f"assured_date: {day}\n") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Vi är <b>fyra</b>.", [("body", "html-in-text")]),
        ("Se <a href=https://www.example.com>här</a>.", [("body", "html-in-text")]),
        ("<!-- dolt --> Text.", [("body", "html-in-text")]),
        ("Två < tre, och 5 <6.", []),
        ("Jag <3 Arvidsjaur.", []),
        ("Se <https://www.example.com>.", []),
        ("Skriv till <info@example.com>.", []),
    ],
)
def test_html_in_a_text_is_told_but_not_what_markdown_writes_in_the_same_brackets(text, expected):
    assert faults("page", "", f'title: Om\nbody: "{text}"\n') == expected


def test_html_in_an_item_of_a_list_is_told_with_the_line_of_the_item():
    written = source("company", PLAIN["company"] + "services:\n  - Kök\n  - <b>Trappor</b>\n")
    assert places(examined(written).problems) == [("services", 7, "html-in-text")]


# Company


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("legal_form: sole_trader\n", []),
        ("legal_form: limited_company\norg_number: 559999-0016\n", []),
        ("legal_form: sole_trader\norg_number: 559999-0016\n", [("org_number", "sole-traders-number")]),
        ("org_number: 811218-9876\n", [("org_number", "personal-number")]),
        ("sni: '16.230'\nsni_version: '2007'\n", []),
        ("sni: '16.230'\n", [("sni", "sni-without-edition")]),
        ("sni_version: '2025'\n", []),
    ],
)
def test_rules_of_a_company(more, expected):
    assert faults("company", more) == expected


# Service point


@pytest.mark.parametrize(
    ("activation", "more", "expected"),
    [
        ("normal", "", []),
        ("closed", "", []),
        ("open", "", [("activation", "activation-without-decision")]),
        ("standby", "decided_by: Krisledningen\n", [("activation", "activation-without-decision")]),
        ("open", "activation_from: 2026-11-24 08:00\n", [("activation", "activation-without-decision")]),
        ("open", "activation_from: 2026-11-24 08:00\ndecided_by: Krisledningen\n", []),
        ("on_demand", "", [("activation", "on-demand-without-phone")]),
        ("on_demand", "on_demand_phone: 0980-319 203\n", []),
        ("normal", "activation_from: 2026-11-24\nactivation_to: 2026-11-23\n", [("activation_to", "end-before-start")]),
    ],
)
def test_rules_of_the_state_of_a_service_point(activation, more, expected):
    text = PLAIN["service_point"].replace("activation: normal", f"activation: {activation}")
    assert faults("service_point", more, text) == expected


@pytest.mark.parametrize(
    ("point_type", "more", "is_fault"),
    [
        ("sot_point", "", True),
        ("sot_point", "power: none\n", True),
        ("sot_point", "power: mobile\n", False),
        ("sot_point", "lifecycle: planned\n", False),
        ("safety_point", "", False),
        ("service_point", "power: none\n", False),
    ],
)
def test_a_sot_point_that_is_there_has_reserve_power(point_type, more, is_fault):
    text = PLAIN["service_point"].replace("point_type: service_point", f"point_type: {point_type}")
    assert faults("service_point", more, text) == ([("power", "sot-point-without-power")] if is_fault else [])


# Offer


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("contact_role: Byaföreningen\n", []),
        ("", [("contact_role", "nobody-to-ask")]),
        ("contact_role: Byn\nvalid_from: 2027-05-01\n", [("valid_to", "end-before-start")]),
        ("contact_role: Byn\nvalid_from: 2027-04-30\n", []),
        ("contact_role: Byn\nprice: 250\n", []),
    ],
)
def test_rules_of_an_offer(more, expected):
    assert faults("offer", more) == expected


def test_an_offer_that_refers_to_nothing_is_kept_without_it_and_has_somebody_to_ask():
    """The firm that is misspelt is told of once: not also as an offer that nobody answers for."""
    text = PLAIN["offer"].replace("contact_role: Byaföreningen\n", "") + "company: nixx\nnetworks: [nix]\n"
    found = examined(source("offer", text))
    assert [problem.code for problem in found.problems] == ["missing-relation"] * 2
    (kept,) = found.records
    assert (kept["company"], kept["networks"]) == (None, ())


def test_a_reference_to_nothing_hides_no_other_fault():
    text = PLAIN["offer"] + "company: nixx\nvalid_from: 2027-12-01\n"
    found = examined(source("offer", text))
    assert {problem.code for problem in found.problems} == {"missing-relation", "end-before-start"}
    assert found.records == ()


@pytest.mark.parametrize("exchange", ["give_away", "lend"])
@pytest.mark.parametrize(("price", "is_fault"), [("", False), ("price: 0\n", False), ("price: 1\n", True)])
def test_what_is_given_or_lent_has_no_price(exchange, price, is_fault):
    text = PLAIN["offer"].replace("exchange: rent", f"exchange: {exchange}") + "contact_role: Byn\n"
    assert faults("offer", price, text) == ([("price", "price-on-gift")] if is_fault else [])


def at(text):
    return Setting(datetime.fromisoformat(text).replace(tzinfo=zone_info(SWEDEN)), BOUNDARIES)


@pytest.mark.parametrize(
    ("now", "over"), [("2027-04-30T23:59:59", False), ("2027-05-01T00:00", True), ("2026-11-24", False)]
)
def test_an_offer_holds_through_its_last_day(now, over):
    offer = record("offer", PLAIN["offer"] + "contact_role: Byn\n", setting=at(now))
    assert offer["over"] is over


# Notice


def notice(severity, expires, onset=""):
    return f"severity: {severity}\nexpires: {expires}\n" + (f"onset: {onset}\n" if onset else "")


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        (notice("minor", "2027-01-31"), []),
        (notice("moderate", "2027-01-31", "2026-11-24"), []),
        (notice("severe", "2026-11-26 20:00"), [("severity", "severe-without-onset")]),
        (notice("severe", "2026-11-27 08:00", "2026-11-24 08:00"), []),
        (notice("severe", "2026-11-27 08:01", "2026-11-24 08:00"), [("expires", "notice-too-long")]),
        (notice("extreme", "2026-11-27 08:01", "2026-11-24 08:00"), [("expires", "notice-too-long")]),
        (notice("extreme", "2026-11-26", "2026-11-24"), []),
        (notice("extreme", "2026-11-27", "2026-11-24"), [("expires", "notice-too-long")]),
        (notice("minor", "2026-11-24 07:59", "2026-11-24 08:00"), [("expires", "end-before-start")]),
        (notice("minor", "2026-11-24", "2026-11-24 08:00"), []),
        (notice("severe", "2027-03-30 09:00", "2027-03-27 08:00"), []),
        (notice("severe", "2026-10-27 07:00", "2026-10-24 08:00"), []),
        (notice("severe", "2026-10-27 07:01", "2026-10-24 08:00"), [("expires", "notice-too-long")]),
    ],
)
def test_rules_of_a_notice(more, expected):
    """The last three: 72 hours are 72 hours also over the nights when clocks are changed."""
    assert faults("notice", more) == expected


@pytest.mark.parametrize(
    ("expires", "now", "over"),
    [
        ("2026-11-24 20:00", "2026-11-24T20:00", False),
        ("2026-11-24 20:00", "2026-11-24T20:00:01", True),
        ("2026-11-24", "2026-11-24T23:59:59", False),
        ("2026-11-24", "2026-11-25T00:00", True),
    ],
)
def test_a_notice_is_over_when_it_expires(expires, now, over):
    one = record("notice", PLAIN["notice"] + notice("minor", expires), setting=at(now))
    assert one["over"] is over


# Event


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("start: 2026-12-01 18:00\nend: 2026-12-01 20:00\n", []),
        ("start: 2026-12-01 18:00\nend: 2026-12-01 18:00\n", []),
        ("start: 2026-12-01 18:00\nend: 2026-12-01 17:59\n", [("end", "end-before-start")]),
        ("start: 2026-12-01 18:00\nend: 2026-12-01\n", []),
        ("start: 2026-12-01 18:00\nend: 2026-11-30\n", [("end", "end-before-start")]),
        ("start: 2026-12-01\nall_day: ja\n", []),
        ("start: 2026-12-01 18:00\nall_day: ja\n", [("all_day", "all-day-with-time")]),
        ("start: 2026-12-01\nstatus: cancelled\n", [("status", "status-without-note")]),
        ("start: 2026-12-01\nstatus: postponed\nstatus_note: Till våren.\n", []),
        ("start: 2026-12-01\nstatus: scheduled\n", []),
        ("start: 2027-03-28 02:00\n", [("start", "skipped-hour")]),
        ("start: 2027-03-28 03:00\n", []),
        ("start: 2027-10-31 02:00\n", [("start", "doubled-hour")]),
        ("start: 2027-10-31 03:00\n", []),
        ("start: 2027-03-28 02:30\ntimezone: Europe/London\n", []),
        ("start: 2027-03-28 01:30\ntimezone: Europe/London\n", [("start", "skipped-hour")]),
    ],
)
def test_rules_of_an_event(more, expected):
    assert faults("event", more) == expected


@pytest.mark.parametrize("who", ["organiser_company: snickeriet", "organiser_network: byn", "organiser_name: Byn"])
def test_somebody_organises_an_event(who):
    text = PLAIN["event"].replace("organiser_name: Biblioteket\n", "") + "start: 2026-12-01\n"
    assert faults("event", "", text) == [("organiser_name", "no-organiser")]
    assert ("organiser_name", "no-organiser") not in faults("event", who + "\n", text)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=DAILY;COUNT=400", []),
        ("FREQ=DAILY;COUNT=401", ["too-many-occurrences"]),
        ("FREQ=DAILY;COUNT=99999999999999999999", ["too-many-occurrences"]),
        ("FREQ=WEEKLY;BYDAY=TU", ["endless-repeat"]),
        ("FREQ=WEEKLY;INTERVAL=0;COUNT=3", ["bad-repeat"]),
        ("FREQ=WEEKLY;COUNT=3;UNTIL=20270101", ["bad-repeat"]),
        ("FREQ=SECONDLY;COUNT=3", ["bad-repeat"]),
        ("FREQ=SOMETIMES;COUNT=3", ["bad-repeat"]),
        ("FREQ=WEEKLY;BYDAY=XX;COUNT=3", ["bad-repeat"]),
        ("freq=weekly;count=3", []),
        ("RRULE:FREQ=WEEKLY;COUNT=3", []),
        ("COUNT=3", ["bad-repeat"]),
        ("FREQ=WEEKLY;COUNT=tre", ["bad-repeat"]),
        ("'DTSTART:20200101\\nRRULE:FREQ=WEEKLY;COUNT=3'", ["bad-repeat"]),
    ],
)
def test_a_repetition_is_a_rule_with_an_end_and_no_more_times_than_a_year_has_days(rule, expected):
    found = faults("event", f"start: 2026-12-01 18:00\nrepeat: {rule}\n")
    assert found == [("repeat", code) for code in expected]


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;UNTIL=99991231",
        "FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2;COUNT=3",
        "FREQ=MONTHLY;BYDAY=1MO;BYSETPOS=2;COUNT=1",
    ],
)
def test_a_rule_that_never_comes_true_is_not_followed_to_the_end_of_time(rule):
    event = record("event", PLAIN["event"] + f"start: 2026-12-01 18:00\nrepeat: {rule}\n")
    assert [start for start, _ in event["occurrences"]] == [datetime(2026, 12, 1, 18)]


def event(more, now="2026-11-24T12:00"):
    return record("event", PLAIN["event"] + more, setting=at(now))


def starts(more):
    return [
        f"{start:%m-%d %H:%M}" if isinstance(start, datetime) else f"{start}" for start, _ in event(more)["occurrences"]
    ]


def test_an_event_that_does_not_repeat_happens_once():
    assert event("start: 2026-12-01 18:00\n")["occurrences"] == ((datetime(2026, 12, 1, 18), None),)


def test_an_event_that_repeats_happens_also_on_the_last_day_that_is_named():
    assert starts("start: 2026-12-01 18:00\nrepeat: FREQ=WEEKLY;BYDAY=TU;UNTIL=20261215\n") == [
        "12-01 18:00",
        "12-08 18:00",
        "12-15 18:00",
    ]


def test_an_event_on_the_last_friday_of_the_month_finds_it_in_months_of_any_length():
    text = "start: 2026-12-25 17:00\nrepeat: FREQ=MONTHLY;BYDAY=-1FR;COUNT=4\n"
    assert starts(text) == ["12-25 17:00", "01-29 17:00", "02-26 17:00", "03-26 17:00"]


def test_excepted_days_are_left_away_and_extra_days_come_in_their_place():
    text = (
        "start: 2026-12-01 18:00\nrepeat: FREQ=WEEKLY;COUNT=4\n"
        "except_dates: [2026-12-08, 2026-12-22]\nextra_dates: [2026-12-23, 2026-12-10]\n"
    )
    assert starts(text) == ["12-01 18:00", "12-10 18:00", "12-15 18:00", "12-23 18:00"]


def test_an_extra_day_that_the_rule_gives_already_is_one_occurrence():
    text = "start: 2026-12-01 18:00\nrepeat: FREQ=WEEKLY;COUNT=2\nextra_dates: [2026-12-08]\n"
    assert starts(text) == ["12-01 18:00", "12-08 18:00"]


def test_the_first_day_too_can_be_excepted():
    assert starts("start: 2026-12-01\nrepeat: FREQ=WEEKLY;COUNT=2\nexcept_dates: [2026-12-01]\n") == ["2026-12-08"]


def test_an_event_of_days_repeats_by_days():
    assert starts("start: 2026-12-01\nall_day: ja\nrepeat: FREQ=DAILY;INTERVAL=2;COUNT=3\n") == [
        "2026-12-01",
        "2026-12-03",
        "2026-12-05",
    ]


def test_an_evening_is_at_the_same_hour_in_summer_and_winter():
    """fault-12: what repeats over a change of clocks keeps its hour, and so its length by the clock on the wall."""
    text = "start: 2027-03-22 18:00\nend: 2027-03-22 20:30\nrepeat: FREQ=WEEKLY;COUNT=2\n"
    before, after = event(text)["occurrences"]
    assert (before[0].hour, before[1] - before[0]) == (18, timedelta(hours=2, minutes=30))
    assert (after[0].hour, after[1] - after[0]) == (18, timedelta(hours=2, minutes=30))
    assert instant(after[0]) - instant(before[0]) == timedelta(days=7, hours=-1)


def test_an_event_past_midnight_ends_on_the_next_day_and_is_on_until_then():
    """fault-12: crossing midnight."""
    text = "start: 2026-12-31 22:00\nend: 2027-01-01 02:00\n"
    assert event(text)["occurrences"] == ((datetime(2026, 12, 31, 22), datetime(2027, 1, 1, 2)),)
    assert event(text, "2027-01-01T01:59")["next_start"] == datetime(2026, 12, 31, 22)
    assert event(text, "2027-01-01T02:01")["over"] is True


def test_an_event_over_the_night_when_clocks_change_ends_at_the_hour_that_is_written():
    """fault-12: crossing the change of clocks; by then five hours have gone, not six."""
    begin, end = event("start: 2027-03-27 22:00\nend: 2027-03-28 04:00\n")["occurrences"][0]
    assert end == datetime(2027, 3, 28, 4)
    assert instant(end) - instant(begin) == timedelta(hours=5)


def test_an_event_of_several_days_ends_with_its_last_day():
    text = "start: 2026-12-04\nend: 2026-12-06\nall_day: ja\n"
    assert event(text)["occurrences"] == ((date(2026, 12, 4), date(2026, 12, 6)),)
    assert event(text, "2026-12-06T23:59")["over"] is False
    assert event(text, "2026-12-07T00:00")["over"] is True


def test_an_event_that_begins_at_an_hour_and_ends_with_a_day_lasts_to_its_midnight():
    text = "start: 2026-12-04 18:00\nend: 2026-12-05\n"
    assert event(text, "2026-12-05T23:59")["over"] is False
    assert event(text, "2026-12-06T00:00")["over"] is True


@pytest.mark.parametrize(
    ("now", "coming"),
    [
        ("2026-11-24T12:00", datetime(2026, 12, 1, 18)),
        ("2026-12-01T18:00", datetime(2026, 12, 1, 18)),
        ("2026-12-01T20:00", datetime(2026, 12, 1, 18)),
        ("2026-12-01T20:01", datetime(2026, 12, 8, 18)),
        ("2026-12-08T20:01", None),
    ],
)
def test_the_next_start_is_of_what_is_on_or_comes_next(now, coming):
    one = event("start: 2026-12-01 18:00\nend: 2026-12-01 20:00\nrepeat: FREQ=WEEKLY;COUNT=2\n", now)
    assert one["next_start"] == coming
    assert one["over"] is (coming is None)


@pytest.mark.parametrize(("now", "over"), [("2026-12-01T23:59", False), ("2026-12-02T00:00", True)])
@pytest.mark.parametrize("start", ["2026-12-01 18:00", "2026-12-01"])
def test_an_event_without_an_end_is_over_when_its_day_is(start, now, over):
    assert event(f"start: {start}\n", now)["over"] is over


def test_now_is_compared_in_the_events_own_time_zone():
    text = "start: 2026-12-01 18:00\nend: 2026-12-01 20:00\ntimezone: Europe/Helsinki\n"
    assert event(text, "2026-12-01T19:00")["over"] is False
    assert event(text, "2026-12-01T19:01")["over"] is True


def test_an_event_of_which_every_day_is_excepted_is_over_and_still_has_a_page():
    one = event("start: 2026-12-01 18:00\nexcept_dates: [2026-12-01]\n")
    assert (one["occurrences"], one["next_start"]) == ((), None)


def test_the_same_event_seen_later_differs_only_in_what_is_derived_from_the_time():
    text = "start: 2026-12-01 18:00\nrepeat: FREQ=WEEKLY;COUNT=2\n"
    early, late = event(text), event(text, "2027-01-01T00:00")
    changed = {name for name in early.values if early.values[name] != late.values[name]}
    assert changed == {"next_start", "over"}
    assert early.values.keys() == late.values.keys()
