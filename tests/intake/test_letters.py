"""Letters through a real mail server: what became of it, and reminders. Only to those who left an address."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from email.policy import default

import pytest
from aiosmtpd.controller import Controller

from generator.intake.letters import Post, sender_of
from generator.intake.reminders import remind
from tests.intake.served import free_port
from tests.intake.way import COMPANY, EVENT, OFFER, Way, git, link_in, receipt_in, way
from tests.tiny import NOW


class Letterbox:
    def __init__(self) -> None:
        self.letters: list[Message] = []

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802 - what aiosmtpd calls it
        self.letters.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"


@pytest.fixture
def letterbox() -> Iterator[tuple[Letterbox, Post]]:
    box, port = Letterbox(), free_port()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    yield box, Post("127.0.0.1", port, "portalen@example.com")
    server.stop()


@pytest.fixture
def posting(letterbox, tmp_path) -> tuple[Letterbox, Way]:
    box, post = letterbox
    return box, way(tmp_path, send=sender_of(post), sender=post.sender)


def text_of(letter: Message) -> str:
    return letter.get_content()


def test_who_left_an_address_is_told_once_that_it_was_approved(posting):
    box, here = posting
    done = here.send("company", COMPANY)
    receipt, link = receipt_in(done.text), link_in(done.text)
    here.worker.open_all()
    here.worker.follow_up()
    assert box.letters == []
    git(here.root, "merge", "-q", f"anmalan/{receipt}")
    for _ in range(3):
        here.worker.follow_up()
    (letter,) = box.letters
    assert letter["To"] == "HEMLIG-avsandare@example.com" and receipt in letter["Subject"]
    assert "godkänt" in text_of(letter) and link in text_of(letter).replace("\n", "")


def test_who_was_refused_is_told_why(posting):
    box, here = posting
    receipt = here.receipt("event", {**EVENT, "submitter_email": "a@example.com", "lang": "en"})
    here.worker.open_all()
    here.worker.forge.comment(here.journal.find(receipt).name, "Svar: Det är ett privat kalas.")
    git(here.root, "branch", "-q", "-D", f"anmalan/{receipt}")
    here.worker.follow_up()
    (letter,) = box.letters
    assert "will not be published" in text_of(letter) and "Det är ett privat kalas." in text_of(letter)


def test_who_left_no_address_gets_no_letter_and_a_mail_server_that_is_down_is_tried_again(letterbox, tmp_path):
    box, post = letterbox
    here = way(tmp_path, send=sender_of(Post("127.0.0.1", free_port(), post.sender)), sender=post.sender)
    silent = here.receipt("event", EVENT)
    told = here.receipt("company", COMPANY)
    here.worker.open_all()
    for receipt in (silent, told):
        git(here.root, "merge", "-q", "--no-edit", f"anmalan/{receipt}")
    here.worker.follow_up()
    assert here.journal.find(silent).told == "merged" and here.journal.find(told).told == ""
    assert "HEMLIG" not in "".join(here.said)
    here.worker.send = sender_of(post)
    here.worker.follow_up()
    assert [letter["To"] for letter in box.letters] == ["HEMLIG-avsandare@example.com"]


def test_an_address_cannot_add_lines_to_a_letter(posting):
    _, here = posting
    told = here.post("event", {**EVENT, "submitter_email": "a@example.com\nBcc: alla@example.com"})
    assert told.status_code == 422 or "Bcc" not in told.text.partition("submitter_email")[2][:80]


def test_reminders_come_before_an_offer_ends_and_when_a_firm_is_a_year_old(posting):
    box, here = posting
    sent = {
        "offer": here.receipt("offer", {**OFFER, "submitter_email": "ved@example.com"}),
        "company": here.receipt("company", COMPANY),
        "event": here.receipt("event", {**EVENT, "submitter_email": "dans@example.com"}),
    }
    here.worker.open_all()
    for receipt in sent.values():
        git(here.root, "merge", "-q", "--no-edit", f"anmalan/{receipt}")
    here.worker.follow_up()
    box.letters.clear()
    here.receiver.desk._looked = -1e9
    assert remind(here.worker) == 0

    here.clock.at = NOW.replace(year=2027, month=4, day=25)
    assert [remind(here.worker) for _ in range(2)] == [1, 0]
    text = text_of(box.letters[0])
    assert box.letters[0]["To"] == "ved@example.com"
    for part in ("/anmal/rattelse/?post=", "/anmal/borttagning/?post=", "Då behöver du inget göra"):
        assert part in text

    here.clock.at = NOW.replace(year=2027, month=12)
    here.receiver.desk._looked = -1e9
    assert [remind(here.worker) for _ in range(2)] == [1, 0]
    assert box.letters[1]["To"] == "HEMLIG-avsandare@example.com"
