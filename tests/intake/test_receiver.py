"""What the receiver takes, what it refuses, and that nobody has to write anything twice."""

from __future__ import annotations

import json
import random
import re
import time
from urllib.parse import urlencode

import pytest

from generator.intake import spam
from generator.intake.answers import URLENCODED
from generator.intake.keys import unseal
from generator.intake.limits import Limits
from generator.personal_number import passes_luhn
from tests.intake.way import (
    ADDRESS,
    COMPANY,
    EVENT,
    KEYS,
    NETWORK,
    OFFER,
    PORTAL,
    Way,
    fields,
    git,
    link_in,
    receipt_in,
    way,
)
from tests.tiny import SITE


@pytest.fixture(scope="module")
def here(tmp_path_factory) -> Way:
    """One receiver for tests that do not look at what the others have sent."""
    return way(
        tmp_path_factory.mktemp("receiver"),
        limits=Limits(minutely=10_000, hourly=10_000, daily=10_000, in_all=10_000, waiting=10_000),
    )


def raw(here: Way, body: bytes, content_type: str = URLENCODED, form: str = "company", **headers: str):
    told = {"Origin": PORTAL, "Content-Type": content_type, **headers}
    return here.client.post(f"/intake/{SITE}/{form}", content=body, headers=told)


def taken(here: Way) -> int:
    return len(here.journal.with_status("queued", "opened"))


@pytest.mark.parametrize(
    ("form", "answers"), [("company", COMPANY), ("event", EVENT), ("offer", OFFER), ("network", NETWORK)]
)
def test_every_form_is_taken(here, form, answers):
    submission = here.journal.find(here.receipt(form, answers))
    assert submission.form == form and submission.answers["name"] == (answers["name"],)


def test_forgiving_input_is_written_as_files_have_it(here):
    event = here.journal.find(here.receipt("event", {**EVENT, "name": "Förlåtande"})).answers
    assert event["start"] == ("2026-12-12 19:00",) and event["price"] == ("1050.50",)
    offer = here.journal.find(here.receipt("offer", {**OFFER, "name": "Förlåtande"})).answers
    assert offer["valid_to"] == ("2027-04-30",)


def test_every_fault_is_told_at_its_question_and_everything_typed_is_given_back(here):
    told = here.post("company", {**COMPANY, "name": "", "website": "ingen adress", "submitter_email": "nej"})
    assert told.status_code == 422
    for question in ("name", "website", "submitter_email"):
        assert f'id="{question}-error"' in told.text
    assert "Vi är två.\n\n- Kök" in told.text
    assert re.search(r'value="snickeri" id="categories(-snickeri)?" checked', told.text)
    assert "Kök på mått\nFönster" in told.text


def test_pages_are_in_english_where_the_form_was(here):
    told = here.post("company", {**COMPANY, "name": "", "lang": "en"})
    assert 'lang="en"' in told.text and "This must be filled in." in told.text


def test_a_firm_that_is_on_the_portal_is_sent_to_the_correction_form(tmp_path):
    here = way(tmp_path)
    receipt = here.receipt("company", COMPANY)
    here.worker.open_all()
    git(here.root, "merge", "-q", f"anmalan/{receipt}")
    here.receiver.desk._looked = 0.0
    told = here.post("company", {**COMPANY, "name": "Samma nummer"})
    assert told.status_code == 422 and f"/foretag/{receipt}/" in told.text


# fault-81: the trap is filled in


def test_whoever_fills_in_the_trap_sees_a_receipt_and_is_dropped_and_counted(here):
    before = taken(here)
    done = here.post("company", {**COMPANY, "homepage": "https://spam.example.com"})
    assert done.status_code == 200 and here.journal.find(receipt_in(done.text)) is None
    assert taken(here) == before
    assert here.journal.counts()["2026-11-24", "trap"] >= 1


# fault-82: sent twice, reloaded, replayed


def test_the_same_thing_twice_is_one_entry_with_one_receipt(here):
    looked = here.post("company", {**COMPANY, "name": "Två gånger"})
    here.clock.move(seconds=10)
    answers = fields(looked.text)
    receipts = {receipt_in(here.post("company", answers, Origin=ADDRESS).text) for _ in range(3)}
    assert len(receipts) == 1
    assert {here.receipt("company", {**COMPANY, "name": "Två gånger"})} == receipts, "and with another nonce"


def test_a_nonce_that_was_used_for_other_answers_gives_a_new_one_and_the_answers_back(here):
    looked = here.post("company", {**COMPANY, "name": "Först"})
    here.clock.move(seconds=10)
    answers = fields(looked.text)
    assert here.post("company", answers).status_code == 200
    again = here.post("company", {**answers, "name": "Sedan"})
    assert again.status_code == 409 and "Sedan" in again.text
    assert fields(again.text)["nonce"] != answers["nonce"]


@pytest.mark.parametrize(
    ("nonce", "moved", "said"),
    [
        ("påhittad", 10, "behöver skickas en gång till"),
        ("", 10, "behöver skickas en gång till"),
        (None, 7 * 3600, "öppet så länge"),
        (None, 0, "väldigt fort"),
    ],
    ids=["forged", "empty", "expired", "early"],
)
def test_a_nonce_that_is_not_good_costs_a_click_and_no_text(here, nonce, moved, said):
    looked = here.post("company", {**COMPANY, "name": f"Nonce {nonce} {moved}"})
    here.clock.move(seconds=moved)
    answers = fields(looked.text)
    told = here.post("company", answers if nonce is None else {**answers, "nonce": nonce})
    assert told.status_code == 400 and said in told.text
    assert fields(told.text)["summary"] == answers["summary"]


def test_a_nonce_is_good_for_its_own_form_only(here):
    here.post("event", EVENT)
    nonce = fields(here.post("event", EVENT).text)["nonce"]
    here.clock.move(seconds=10)
    assert here.post("company", {**COMPANY, "nonce": nonce, "name": "Fel nonce"}).status_code == 400


# fault-83: bodies that no form of ours sends

BAD_BODIES = {
    "10 MB": (b"name=" + b"x" * 10_000_000, URLENCODED, 413),
    "10,000 fields": (b"&".join(b"f%d=1" % n for n in range(10_000)), URLENCODED, 400),
    "10,000 of one": (b"&".join(b"name=1" for _ in range(10_000)), URLENCODED, 400),
    "invalid UTF-8": (b"name=%ff%fe%fa", URLENCODED, 400),
    "bytes of their own": (b"name=\xff\xfe", URLENCODED, 400),
    "a field twice": (b"name=a&name=b", URLENCODED, 400),
    "an array": (b"name[]=a&name[0]=b", URLENCODED, 400),
    "a field we do not ask for": (b"name=a&withdrawn=2026-01-01", URLENCODED, 400),
    "a field of the record that is not asked": (b"name=a&assured_by=Kommunen", URLENCODED, 400),
    "JSON": (b'{"name": "a"}', "application/json", 415),
    "half a file": (b"--x\r\n", "multipart/form-data; boundary=x", 415),
    "half of a name": (
        b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\nBj',
        "multipart/form-data; boundary=x",
        415,
    ),
    "files without a boundary": (b"--x--\r\n", "multipart/form-data", 415),
    "a file we do not ask for": (
        b'--x\r\nContent-Disposition: form-data; name="evil"; filename="a"\r\n\r\nx\r\n--x--\r\n',
        "multipart/form-data; boundary=x",
        400,
    ),
    "10 MB of file": (b"x" * 10_000_000, "multipart/form-data; boundary=x", 413),
    "no type": (b"name=a", "", 415),
}


@pytest.mark.parametrize(("body", "content_type", "status"), BAD_BODIES.values(), ids=BAD_BODIES)
def test_what_no_form_sends_is_refused_at_once_in_both_languages(here, body, content_type, status):
    before, started = taken(here), time.perf_counter()
    told = raw(here, body, content_type)
    assert time.perf_counter() - started < 10
    assert told.status_code == status
    assert "Gå tillbaka" in told.text and "Go back" in told.text
    assert taken(here) == before


def test_a_body_without_end_is_cut_off_at_the_limit(here):
    sent = 0

    async def endless():
        nonlocal sent
        while True:
            sent += 1
            yield b"x" * 10_000

    told = here.client.post(f"/intake/{SITE}/company", content=endless(), headers={"Origin": PORTAL})
    assert told.status_code == 413 and sent < 40


def test_a_refusal_gives_back_what_was_written(here):
    told = raw(here, urlencode({"name": "Mitt långa namn", "okänt": "x"}).encode())
    assert told.status_code == 400 and "Mitt långa namn" in told.text


# fault-93: where a form comes from


@pytest.mark.parametrize("origin", ["https://ond.example.org", "null", "", "https://prov.example.com.ond.example.org"])
def test_a_form_from_elsewhere_is_refused(here, origin):
    told = here.post("company", COMPANY, Origin=origin)
    assert told.status_code == 403
    assert "access-control-allow-origin" not in told.headers


def test_the_portals_script_may_read_the_answer_and_no_other(here):
    path = f"/intake/{SITE}/company/start"
    assert here.client.get(path, headers={"Origin": PORTAL}).headers["access-control-allow-origin"] == PORTAL
    other = here.client.get(path, headers={"Origin": "https://ond.example.org"})
    assert "access-control-allow-origin" not in other.headers


# fault-92: a target in the request


@pytest.mark.parametrize("name", ["redirect", "next", "return_to", "url", "_next"])
def test_no_request_can_say_where_to_go(here, name):
    told = here.post("company", {**COMPANY, name: "https://ond.example.org"})
    assert told.status_code == 400 and "location" not in told.headers
    looked = here.client.post(
        f"/intake/{SITE}/company?{name}=https://ond.example.org", data=COMPANY, headers={"Origin": PORTAL}
    )
    assert looked.status_code == 200 and "ond.example.org" not in looked.text and "location" not in looked.headers


# fault-94: whose address it is


def test_an_address_that_the_sender_made_up_does_not_help_against_the_limit(tmp_path):
    here = way(tmp_path, limits=Limits(hourly=3))
    statuses = [
        here.send(
            "company", {**COMPANY, "name": f"Firma {n}", "org_number": ""}, **{"X-Forwarded-For": f"198.51.100.{n}"}
        ).status_code
        for n in range(5)
    ]
    assert statuses == [200, 200, 200, 429, 429]


def test_behind_a_proxy_that_is_trusted_each_sender_has_a_limit(tmp_path):
    here = way(tmp_path, limits=Limits(hourly=1))
    here.receiver.trusted = frozenset({here.client.peer})
    for n in range(3):
        forwarded = {"X-Forwarded-For": f"203.0.113.99, 198.51.100.{n}"}
        assert here.send("company", {**COMPANY, "name": f"Firma {n}", "org_number": ""}, **forwarded).status_code == 200
    again = here.send("company", {**COMPANY, "name": "En till"}, **{"X-Forwarded-For": "203.0.113.7, 198.51.100.1"})
    assert again.status_code == 429 and "En till" in again.text and "0980-319 210" in again.text


def test_the_day_has_a_limit_for_all_and_another_day_comes(tmp_path):
    here = way(tmp_path, limits=Limits(hourly=100, daily=100, in_all=2))
    sent = [here.send("event", {**EVENT, "name": f"Dans {n}"}).status_code for n in range(3)]
    assert sent == [200, 200, 429]
    here.clock.move(days=1, minutes=1)
    assert here.send("event", {**EVENT, "name": "Dans i dag"}).status_code == 200


def test_whoever_asks_in_one_minute_what_nobody_types_waits_for_the_next(tmp_path):
    here = way(tmp_path, limits=Limits(minutely=3))
    asked = [here.post("event", {**EVENT, "name": f"Dans {n}"}).status_code for n in range(5)]
    assert asked == [200, 200, 200, 429, 429]
    here.clock.move(minutes=1)
    assert here.post("event", EVENT).status_code == 200


def test_addresses_are_not_on_the_disk(here):
    here.receipt("event", {**EVENT, "name": "Adress"})
    assert here.client.peer.encode() not in here.journal.path.read_bytes()


def test_while_the_forge_takes_nothing_the_form_closes_with_a_number_to_call(tmp_path):
    here = way(tmp_path, limits=Limits(waiting=2))
    for n in range(2):
        here.receipt("event", {**EVENT, "name": f"Dans {n}"})
    told = here.send("event", {**EVENT, "name": "En till"})
    assert told.status_code == 503 and "0980-319 210" in told.text and "En till" in told.text
    here.worker.open_all()
    assert here.send("event", {**EVENT, "name": "En till"}).status_code == 200


# Proof of work.


def started(here: Way, form: str = "company") -> dict[str, str]:
    asked = here.client.get(f"/intake/{SITE}/{form}/start", headers={"Origin": PORTAL}).json()
    return {"nonce": asked["nonce"], "altcha": solve(asked["challenge"])}


def solve(challenge: dict) -> str:
    import base64
    import hashlib

    for number in range(challenge["maxnumber"] + 1):
        if hashlib.sha256(f"{challenge['salt']}{number}".encode()).hexdigest() == challenge["challenge"]:
            kept = {name: challenge[name] for name in ("algorithm", "challenge", "salt", "signature")}
            return base64.b64encode(json.dumps({**kept, "number": number}).encode()).decode()
    raise AssertionError("nothing solves it")


def scripted(here: Way, answers: dict, form: str = "company"):
    return here.post(form, answers, Accept="application/json")


def test_a_script_sends_with_a_solved_challenge_and_gets_json(here):
    proof = started(here)
    here.clock.move(seconds=60)
    done = scripted(here, {**COMPANY, "name": "Med skript", **proof}).json()
    assert here.journal.find(done["receipt"]).answers["name"] == ("Med skript",)
    assert done["link"].startswith(f"{ADDRESS}/intake/{SITE}/mitt/{done['receipt']}/")


def test_a_challenge_is_good_once_and_for_its_own_form(here):
    proof, other = started(here), started(here)
    here.clock.move(seconds=60)
    assert scripted(here, {**COMPANY, "name": "Ett", **proof}).status_code == 200
    reused = scripted(here, {**COMPANY, "name": "Annat", **other, "altcha": proof["altcha"]})
    assert (reused.status_code, reused.json()["refused"]) == (400, "no-work")
    elsewhere = started(here, "event")
    here.clock.move(seconds=60)
    wrong = scripted(here, {**COMPANY, "name": "Tredje", **started(here), "altcha": elsewhere["altcha"]})
    here.clock.move(seconds=60)
    assert wrong.status_code == 400


@pytest.mark.parametrize("payload", ["", "x", "bm90IGpzb24=", "e30=", "W10=", "bnVsbA=="])
def test_work_that_is_not_done_leads_to_the_page_without_script(here, payload):
    proof = started(here)
    here.clock.move(seconds=60)
    told = here.post("company", {**COMPANY, "name": "Utan arbete", **proof, "altcha": payload})
    assert told.status_code == 400 and "Utan arbete" in told.text and fields(told.text)["nonce"]


def test_clocks_that_differ_by_less_than_a_minute_do_not_matter():
    """fault-96: sixty seconds of grace at both ends."""
    challenge = spam.challenge(KEYS.challenges, SITE, "company", 1_000_000)
    payload = solve(challenge)
    end = 1_000_000 + 6 * 3600
    assert spam.solved(payload, KEYS.challenges, SITE, "company", end + 59)
    assert not spam.solved(payload, KEYS.challenges, SITE, "company", end + 61)


# Private answers.


def test_what_is_private_is_sealed_and_nothing_of_it_is_readable_on_the_disk(here):
    submission = here.journal.find(here.receipt("company", {**COMPANY, "name": "Privat"}))
    opened = unseal(submission.sealed, KEYS.private)
    assert opened == {
        "email": "agaren@bjorkvik.example.com",
        "submitter_email": "HEMLIG-avsandare@example.com",
        "submitter_phone": "070-174 06 07",
    }
    for file in here.journal.path.parent.iterdir():
        assert b"HEMLIG" not in file.read_bytes() and b"agaren" not in file.read_bytes()


def test_an_address_that_may_be_shown_is_part_of_the_record(here):
    submission = here.journal.find(here.receipt("company", {**COMPANY, "name": "Samtycke", "email_consent": "ja"}))
    assert submission.answers["email"] == ("agaren@bjorkvik.example.com",)


def personal_numbers(count: int) -> list[str]:
    """Generated, some of them coordination numbers, in every way to write one."""
    dice = random.Random(1)
    found = []
    while len(found) < count:
        born = f"{dice.randrange(100):02d}{dice.randrange(1, 13):02d}{dice.randrange(1, 29) + dice.choice((0, 60)):02d}"
        nine = f"{born}{dice.randrange(1000):03d}"
        digits = next(nine + check for check in "0123456789" if passes_luhn(nine + check))
        sign = dice.choice(("-", "", " ", "+", "–"))
        found.append(f"{dice.choice(('', '19', '20'))}{digits[:6]}{sign}{digits[6:]}")
    return found


def test_a_thousand_personal_numbers_are_all_refused(here):
    numbers = personal_numbers(1000)
    for start in range(0, 1000, 50):
        for number in numbers[start : start + 50]:
            told = here.post("correction", {"record": "/foretag/firma-001/", "wrong": f"Ring {number} i stället."})
            assert told.status_code == 422 and 'id="wrong-error"' in told.text, number
    for name in ("name", "summary", "body", "services", "org_number", "phone", "submitter_phone"):
        told = here.post("company", {**COMPANY, name: numbers[0]})
        assert told.status_code == 422 and f'id="{name}-error"' in told.text, name


@pytest.mark.parametrize("name", ["Bj\u043erkvik", "Bjo\u200brkvik", "\u202eBjörkvik", "Björk\ufeffvik", "Ｂjörkvik"])
def test_letters_that_pose_as_others_or_cannot_be_seen_are_refused(here, name):
    told = here.post("company", {**COMPANY, "name": name})
    assert told.status_code == 422 and 'id="name-error"' in told.text


# fault-97 and fault-95: what a sender may do afterwards


def test_a_sender_takes_back_what_waits_and_what_is_open(tmp_path):
    """fault-97: the entry leaves the queue, the proposal is closed, the branch is gone."""
    here = way(tmp_path)
    for opened in (False, True):
        done = here.send("event", {**EVENT, "name": f"Ångrad {opened}"})
        receipt, link = receipt_in(done.text), link_in(done.text).removeprefix(ADDRESS)
        if opened:
            here.worker.open_all()
            assert here.branches()
        assert "Ta tillbaka" in here.client.get(link).text
        assert "Det är tillbakataget." in here.client.post(link, headers={"Origin": ADDRESS}).text
        assert here.worker.open_all() == 0 and here.branches() == []
        assert here.journal.find(receipt).status == "withdrawn"


def test_a_link_is_bound_to_its_receipt(here):
    first, second = (here.send("event", {**EVENT, "name": f"Länk {n}"}) for n in "ab")
    word = link_in(first.text).rpartition("/")[2]
    mixed = f"/intake/{SITE}/mitt/{receipt_in(second.text)}/{word}"
    for method in (here.client.get, here.client.post):
        assert method(mixed, headers={"Origin": ADDRESS}).status_code == 404


def test_a_correction_of_any_record_is_a_proposal_to_an_officer_and_changes_nothing(tmp_path):
    """fault-95: nobody can change another firm's record; they can ask for it."""
    here = way(tmp_path)
    before = git(here.root, "rev-parse", "main")
    wrong = {"record": f"{PORTAL}/en/foretag/firma-001/", "wrong": "Vi har flyttat.", "right": "Moskosel"}
    receipt = here.receipt("correction", wrong)
    here.worker.open_all()
    assert git(here.root, "rev-parse", "main") == before
    shown = git(here.root, "show", "--format=", f"anmalan/{receipt}")
    assert "+# Fel: Vi har flyttat." in shown and "content/arvidsjaur/company/firma-001.yaml" in shown
    assert "\n-" not in shown.replace("\n---", "")


def test_a_removal_is_a_proposal_to_withdraw(tmp_path):
    here = way(tmp_path)
    receipt = here.receipt("removal", {"record": "/foretag/firma-002/", "reason": "Vi har slutat."})
    here.worker.open_all()
    assert "+withdrawn: 2026-11-24" in git(here.root, "show", "--format=", f"anmalan/{receipt}")


@pytest.mark.parametrize("record", ["", "/foretag/finns-inte/", "https://annan.example.com/", "../../etc/passwd"])
def test_a_page_that_does_not_exist_cannot_be_corrected(here, record):
    assert here.post("correction", {"record": record, "wrong": "x"}).status_code == 422


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/intake/",
        "/intake/finns-inte/company",
        f"/intake/{SITE}/notice",
        f"/intake/{SITE}/..%2f..",
        "/intake/../etc",
    ],
)
def test_what_does_not_exist_is_a_page_that_says_so(here, path):
    told = here.client.post(path, data=COMPANY, headers={"Origin": PORTAL})
    assert told.status_code == 404 and "Formuläret finns inte" in told.text


def test_no_page_may_run_anything_or_be_shown_in_another(here):
    headers = here.post("company", COMPANY).headers
    assert (
        "script-src" not in headers["content-security-policy"]
        and "default-src 'none'" in headers["content-security-policy"]
    )
    assert headers["x-content-type-options"] == "nosniff" and headers["cache-control"] == "no-store"
