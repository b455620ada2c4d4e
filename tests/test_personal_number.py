"""No personal number gets out, however it is written; and what only looks a little like one is let through."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

import pytest

from generator.personal_number import COORDINATION_DAYS, find, passes_luhn
from generator.problem import LANGUAGES

KNOWN = "811218-9876"
"""The number that Swedish manuals use as their example; it belongs to nobody."""
SECRET = "9876"

FORMS = [
    "{short}-{last}",
    "{short}+{last}",
    "{short}–{last}",
    "{short}\u2011{last}",
    "{short}\u2212{last}",
    "{short}{last}",
    "{short} {last}",
    "{short}\u00a0{last}",
    "{short} - {last}",
    "{short} – {last}",
    "{century}{short}-{last}",
    "{century}{short}{last}",
    "{century}{short} {last}",
    "{century} {short}-{last}",
    "{century}{short} - {last}",
    "SE{short}{last}01",
    "se {short}{last}01",
    "SE{short}-{last}01",
]
PLACES = [
    "{}",
    "Ring Anna ({}) före klockan 16.",
    "Innehavarens nummer är {}.",
    "Personnr:{}, bor i Moskosel",
    "pnr{}kr",
    "# fråga {} om det här",
    "[länk](https://register.example.com/person/{}/visa)",
    "https://register.example.com/?nr={}&lang=sv",
    "anna{}@example.com",
    "org_number: '{}'",
    "0980-319 201,{}",
    "|{}|{}|",
]


def with_check_digit(nine):
    return next(nine + digit for digit in "0123456789" if passes_luhn(nine + digit))


def numbers(amount, seed):
    """(century, six digits, last four): personal and coordination numbers of people born 1900-2026."""
    dice = random.Random(seed)
    for _ in range(amount):
        born = date(1900, 1, 1) + timedelta(days=dice.randrange(126 * 365))
        day = born.day + dice.choice((0, 0, COORDINATION_DAYS))
        ten = with_check_digit(f"{born:%y%m}{day:02d}{dice.randrange(1000):03d}")
        yield f"{born:%Y}"[:2], ten[:6], ten[6:]


@pytest.mark.parametrize("form", FORMS)
def test_a_thousand_numbers_are_caught_however_they_are_written(form):
    missed = []
    for count, (century, short, last) in enumerate(numbers(1000, seed=form)):
        number = form.format(century=century, short=short, last=last)
        text = PLACES[count % len(PLACES)].replace("{}", number)
        if not list(find(text)):
            missed.append(text)
    assert missed == []


@pytest.mark.parametrize("form", FORMS)
def test_what_is_shown_of_a_number_never_holds_its_last_four_digits(form):
    for century, short, last in numbers(200, seed=form):
        (_, masked), *_ = find(form.format(century=century, short=short, last=last))
        assert masked == f"{short}-****"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("1981-12-18-9876", id="the date as computers write it"),
        pytest.param("81-12-18-9876", id="hyphens all through"),
        pytest.param("811218-\n  9876", id="broken over two lines"),
        pytest.param("811218\n  9876", id="broken over two lines without a hyphen"),
        pytest.param("811218\t9876", id="a tab between"),
        pytest.param("811218  9876", id="two spaces between"),
        pytest.param("٨١١٢١٨-٩٨٧٦", id="digits of another script"),
        pytest.param("８１１２１８－９８７６".replace("－", "-"), id="wide digits"),
        pytest.param("tel. 12,811218-9876", id="after a number and a comma"),
        pytest.param("556036-0793,811218-9876", id="a list with commas"),
        pytest.param("19811218-987601", id="century and the end of a VAT number"),
    ],
)
def test_a_number_is_caught_in_rarer_disguises_too(text):
    assert list(find(text))


def test_every_number_of_a_text_is_found_at_its_place():
    text = f"Anna {KNOWN}, och 19811218-9876; samt 811278-9873"
    assert [offset for offset, _ in find(text)] == [5, 22, 42]


@pytest.mark.parametrize(
    "text",
    [
        "811218-9875",
        "811318-9876",
        "811232-9870",
        "750231-0241",
        "812218-9873",
        "1234811218-9876",
        "811218-98765",
        "65.8112189876",
        "19.8112189876, 65.8112189876",
        "811218-987",
        "8112-189876",
    ],
)
def test_digits_that_are_no_date_or_fail_the_check_or_are_part_of_more_digits_are_let_through(text):
    assert list(find(text)) == []


def test_the_29th_of_february_is_a_birthday_in_leap_years_only():
    leap, common = with_check_digit("960229001"), with_check_digit("970229001")
    assert list(find(leap))
    assert not list(find(common))


@pytest.mark.parametrize("ten", ["2120000142", "5560360793", "8112189876", "5599990016"])
def test_the_check_digit_is_the_luhn_sum_of_the_nine_before_it(ten):
    assert passes_luhn(ten)
    assert not any(passes_luhn(ten[:9] + digit) for digit in "0123456789" if digit != ten[9])


ORG_FORMS = "{0}-{1}|{0}{1}|SE{0}{1}01|16{0}{1}|16{0}-{1}".split("|")
LANDLINES = "0{0}-{1} {2}|0{0} {1} {2}|0{0}-{1}{2}|+46 {0} {1} {2}|+46 (0){0} {1} {2}|(0{0}) {1} {2}".split("|")
MOBILES = "0{p}-{a} {b} {c}|0{p} {a} {b} {c}|0{p}-{r}|+46{p}{r}|+46 {p} {a} {b} {c}|0046{p}{r}|0{p}/{r}".split("|")
MOMENTS = "%Y-%m-%d|%Y-%m-%d %H:%M|%Y-%m-%dT%H:%M:%S|%Y%m%d|%Y%m%dT%H%M%SZ|%d/%m %Y|%d.%m.%Y kl. %H.%M".split("|")


def org_numbers(amount, dice):
    for _ in range(amount):
        kind, second, pair = dice.choice("25789"), dice.randrange(10), dice.randrange(20, 100)
        ten = with_check_digit(f"{kind}{second}{pair}{dice.randrange(10**5):05d}")
        yield dice.choice(ORG_FORMS).format(ten[:6], ten[6:])


def mobile_numbers(amount, dice, forms=MOBILES):
    for _ in range(amount):
        prefix, rest = dice.choice(["70", "72", "73", "76", "79"]), f"{dice.randrange(10**7):07d}"
        yield dice.choice(forms).format(p=prefix, r=rest, a=rest[:3], b=rest[3:5], c=rest[5:])


def landline_numbers(amount, dice):
    for _ in range(amount):
        area, rest = (
            dice.choice(["960", "941", "926", "910", "920", "90", "8", "10"]),
            str(dice.randrange(20000, 10**6)),
        )
        yield dice.choice(LANDLINES).format(area, rest[:3], rest[3:])


def moments(amount, dice):
    for _ in range(amount):
        moment = datetime(2020, 1, 1) + timedelta(minutes=dice.randrange(4000 * 24 * 60))
        yield moment.strftime(dice.choice(MOMENTS))


def amounts_and_places(amount, dice):
    for _ in range(amount):
        lat, lon, kronor = dice.uniform(55, 69), dice.uniform(11, 24), dice.randrange(10**7)
        yield dice.choice(
            [
                f"{lat:.6f}, {lon:.6f}",
                f"lat: {lat:.10f}\nlon: {lon:.10f}",
                f"N {dice.randrange(6100000, 7700000)} E {dice.randrange(260000, 920000)}",
                f"{dice.randrange(100, 984)} {dice.randrange(10, 99)} Arvidsjaur",
                f"{kronor:,} kr".replace(",", " "),
                f"{kronor}:-",
                f"{kronor},50 kr",
                f"Bankgiro {dice.randrange(100, 9999)}-{dice.randrange(1000, 9999)}",
                f"ISBN 978-91-{dice.randrange(10000, 99999)}-{dice.randrange(10, 99)}-7",
                f"EAN 73{dice.randrange(10**10, 10**11)}",
                f"öppet 0700-1600, {dice.randrange(1000, 9999)} m², {dice.randrange(10**5, 10**6)} kWh",
            ]
        )


def false_alarms(texts):
    return [text for text in texts if list(find(text))]


@pytest.mark.parametrize("corpus", [org_numbers, landline_numbers, moments, amounts_and_places])
def test_other_numbers_of_everyday_texts_raise_no_alarm(corpus):
    assert false_alarms(corpus(2000, random.Random(corpus.__name__))) == []


def test_mobile_numbers_as_people_write_them_raise_no_alarm():
    assert false_alarms(mobile_numbers(2000, random.Random("mobile"))) == []


def test_fewer_than_one_text_in_two_hundred_is_stopped_for_nothing():
    """Only a mobile number in one run of digits may look like a birthday; the message then says how to write it."""
    dice = random.Random("all")
    texts = [*org_numbers(2000, dice), *landline_numbers(1000, dice), *moments(1000, dice)]
    texts += [*amounts_and_places(1000, dice), *mobile_numbers(1000, dice, [*MOBILES, "0{p}{r}"])]
    assert len(false_alarms(texts)) < 0.005 * len(texts)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"phone: {KNOWN}\n", id="a value"),
        pytest.param(f"# {KNOWN}\n", id="a comment"),
        pytest.param(f"body: |\n  Ring.\n  {KNOWN}\n", id="a text of many lines"),
        pytest.param("org_number: SE811218987601\n", id="a VAT number"),
        pytest.param('body: "8\\x311218-9876"\n', id="an escaped digit"),
        pytest.param('body: "811218\\u002d9876"\n', id="an escaped hyphen"),
        pytest.param("body: >\n  Ring 811218-\n  9876.\n", id="a folded text"),
        pytest.param('body: "Ring 8112\\\n  189876"\n', id="a line that goes on"),
        pytest.param(f'"{KNOWN}": x\n', id="the name of a field"),
        pytest.param('"8\\x311218-9876": x\n', id="the escaped name of a field"),
    ],
)
def test_a_file_with_a_number_is_refused_at_its_line_and_no_message_lets_it_out(repository, text):
    """Not even the report, which others may read, shows the last four digits."""
    path = repository.add("company")
    lines = (repository.root / path).read_text("utf-8")
    repository.write(path, lines + text)
    content = repository.read()
    assert [problem.code for problem in content.problems] == ["personal-number"]
    assert content.problems[0].line >= 5
    assert content.left_out == {path}
    for language in LANGUAGES:
        assert "811218-****" in content.problems[0].message(language)
        assert SECRET not in content.problems[0].message(language)


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(f"name: Åsas {KNOWN}\n".encode("cp1252"), id="not UTF-8"),
        pytest.param(f"name: Ã…sas {KNOWN}\n".encode(), id="garbled letters"),
        pytest.param(f"<<<<<<< {KNOWN}\nname: x\n".encode(), id="conflict marks"),
        pytest.param(f"name: Åsas {KNOWN}\n".encode("utf-16"), id="UTF-16"),
        pytest.param(f"name: x\u202e{KNOWN}\n".encode(), id="hidden characters"),
        pytest.param(b"name: x\norg_number: 19811218-9875\n", id="a number written wrong"),
    ],
)
def test_a_message_about_another_fault_on_the_line_hides_the_number_as_well(repository, raw):
    repository.write("content/arvidsjaur/company/ett.yaml", raw)
    problems = repository.problems()
    assert problems
    for problem in problems:
        for language in LANGUAGES:
            assert "9876" not in problem.message(language) and "9875" not in problem.message(language)


@pytest.mark.parametrize("name", [f"{KNOWN}.yaml", "198112189876.md", f"snickare-{KNOWN}.yaml"])
def test_a_file_named_after_a_number_is_refused_because_its_name_becomes_an_address(repository, name):
    repository.add("page", name)
    content = repository.read()
    assert [problem.code for problem in content.problems] == ["personal-number"]
    assert content.records == ()
