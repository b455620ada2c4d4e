"""What is done with a form that was sent: read, checked, written to the journal, and only then answered.

A browser with script sends a nonce and a solved challenge with the answers. One without is shown its answers, and
sends them from there, with the nonce of that page.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
from collections.abc import Collection
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from starlette.responses import Response

from generator.intake import replies, spam
from generator.intake.answers import TRAP, Refused
from generator.intake.asked import Asked, ask, faults
from generator.intake.desk import Counter, Desk
from generator.intake.forge import ForgeFault
from generator.intake.journal import Journal, Submission
from generator.intake.keys import Keys, new_receipt, seal
from generator.intake.limits import Limits, Pace, blurred
from generator.intake.nonce import fault_of, is_link_word, new_nonce
from generator.intake.worker import Worker
from generator.pages.forms import Form

CHECKED = "looked through"
"""What the nonce of the page that shows the answers is bound to besides the form: it needs no proof of work."""


@dataclass(slots=True)
class Receiver:
    """`address`: where people reach it. `more_origins`: where forms may be sent from besides portal and receiver.

    `trusted`: addresses of proxies whose X-Forwarded-For is believed.
    """

    desk: Desk
    journal: Journal
    worker: Worker
    keys: Keys
    address: str
    limits: Limits = field(default_factory=Limits)
    trusted: Collection[str] = frozenset()
    more_origins: Collection[str] = frozenset()
    wake: threading.Event = field(default_factory=threading.Event)
    pace: Pace = field(default_factory=Pace)

    def form(self, site: str, name: str, language: str = "") -> tuple[Counter, Form]:
        counter = self.desk.counter(site)
        if counter is None:
            raise Refused("no-form")
        form = counter.forms[counter.language(language)].get(name)
        if form is None:
            raise Refused("no-form")
        return counter, form

    def origins(self, counter: Counter) -> frozenset[str]:
        parts = urlsplit(counter.edition.config.base_url)
        return frozenset({f"{parts.scheme}://{parts.netloc}", self.address, *self.more_origins})

    def start(self, site: str, name: str) -> dict[str, object]:
        """What a script needs before it can send a form: a nonce, and a challenge to solve."""
        self.form(site, name)
        self._require_open()
        now = self._seconds()
        nonce = new_nonce(self.keys.nonces, site, name, now)
        return {"nonce": nonce, "challenge": spam.challenge(self.keys.challenges, site, name, now)}

    def submit(self, site: str, name: str, pairs: list[tuple[str, str]], address: str, *, scripted: bool) -> Response:
        language = dict(pairs).get("lang", "")
        counter, form = self.form(site, name, language)
        asked = ask(counter, form, language, pairs, address, scripted=scripted)
        if asked.answers.sent.get(TRAP):
            # To whoever fills in what no person sees, it looks as if it had been taken.
            self._count("trap")
            return self._receipt(asked, new_receipt())
        if asked.answers.sent.get("change"):
            return replies.change(asked, {})
        reason, word = self._robot(asked) if "nonce" in asked.answers.sent else ("", "")
        if reason:
            self._count(reason)
            return self._look_through(asked, reason)
        if not self.pace.allows(address, self.limits.minutely, self._seconds()):
            raise Refused("too-many")
        if found := faults(asked, self.desk.now()):
            return replies.change(asked, found)
        return self._take(asked, word) if "nonce" in asked.answers.sent else self._look_through(asked, "")

    def _robot(self, asked: Asked) -> tuple[str, str]:
        """(why it is not taken as it came, the challenge to use up): by the nonce of the form, or of its answers."""
        now, nonce = self._seconds(), asked.answers.sent["nonce"]
        fault = fault_of(nonce, self.keys.nonces, asked.site, f"{asked.form.name} {CHECKED}", now)
        if fault != "forged":
            return fault, ""
        if fault := fault_of(nonce, self.keys.nonces, asked.site, asked.form.name, now):
            return fault, ""
        payload = asked.answers.sent.get("altcha", "")
        word = spam.solved(payload, self.keys.challenges, asked.site, asked.form.name, now)
        return ("", word) if word else ("no-work", "")

    def _take(self, asked: Asked, word: str) -> Response:
        """Onto the disk. A solved challenge is used up only by what is taken."""
        self._require_open()
        answers = asked.split()
        sealed = seal(answers.private, self.keys.sealing)
        submission = Submission("", asked.site, asked.form.name, asked.language, 0.0, answers.public, sealed)
        private = hashlib.sha256(self.keys.links + json.dumps(dict(answers.private), sort_keys=True).encode())
        nonce = asked.answers.sent["nonce"].partition(".")[0]
        address = blurred(asked.address, self.keys.addresses, self.desk.now())
        try:
            number = self.journal.take(
                submission, nonce, private.hexdigest(), address, self.limits, self._seconds(), word
            )
        except Refused as refused:
            if refused.reason not in ("used-nonce", "no-work"):
                raise
            return self._look_through(asked, refused.reason)
        except sqlite3.Error:
            raise Refused("closed") from None
        self.wake.set()
        return self._receipt(asked, number)

    def _look_through(self, asked: Asked, reason: str) -> Response:
        nonce = new_nonce(self.keys.nonces, asked.site, f"{asked.form.name} {CHECKED}", self._seconds())
        return replies.check(asked, nonce, reason)

    def _receipt(self, asked: Asked, number: str) -> Response:
        return replies.receipt(asked, number, self.worker.link(Submission(number, asked.site, "", "", 0.0, {}, b"")))

    def own(self, site: str, number: str, word: str) -> tuple[Counter, Submission]:
        """The submission that a secret link leads to."""
        counter = self.desk.counter(site)
        if counter is None:
            raise Refused("no-form")
        submission = self.journal.find(number)
        if submission is None or submission.site != site or not is_link_word(word, self.keys.links, site, number):
            raise Refused("no-link")
        return counter, submission

    def withdraw(self, submission: Submission) -> Submission:
        try:
            self.worker.withdraw(submission)
        except ForgeFault:
            raise Refused("closed") from None
        found = self.journal.find(submission.receipt)
        assert found is not None, "it was there just now"
        return found

    def _require_open(self) -> None:
        """Closed while the forge takes nothing: what waits must not grow without end."""
        if self.journal.waiting() >= self.limits.waiting:
            raise Refused("closed")

    def _count(self, what: str) -> None:
        self.journal.count(what, f"{self.desk.now():%Y-%m-%d}")

    def _seconds(self) -> float:
        return self.desk.now().timestamp()
