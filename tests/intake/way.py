"""A repository under git with a receiver of its own, and a person who fills in its forms."""

from __future__ import annotations

import asyncio
import html
import re
import subprocess
from collections.abc import Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import httpx
from nacl.public import PrivateKey
from starlette.applications import Starlette

from generator.intake.application import application
from generator.intake.desk import Desk
from generator.intake.forge import Forge
from generator.intake.forge.local import LocalForge
from generator.intake.journal import Journal
from generator.intake.keys import Keys, keys_from
from generator.intake.limits import Limits
from generator.intake.receiver import Receiver
from generator.intake.worker import Worker
from tests.tiny import NOW, SITE, write_repository

T = TypeVar("T")

ADDRESS = "https://anmal.example.com"
PORTAL = "https://prov.example.com"
KEYS = keys_from(PrivateKey(bytes(range(32))))

COMPANY: Mapping[str, Any] = {
    "name": "Björkviks Snickeri",
    "org_number": "559999-0016",
    "categories": ["snickeri", "byggforetag"],
    "summary": "Kök, trappor och fönster: allt på mått.",
    "body": "Vi är två.\r\n\r\n- Kök\r\n- Fönster",
    "services": "Kök på mått\r\n- Fönster\r\n",
    "village": "moskosel",
    "phone": "0980-319 201",
    "email": "agaren@bjorkvik.example.com",
    "website": "www.bjorkvik.example.com",
    "submitter_email": "HEMLIG-avsandare@example.com",
    "submitter_phone": "070-174 06 07",
}
"""What a person types into the company's form; the firm's own e-mail is not to be shown."""

EVENT = {
    "name": "Vinterdans",
    "category": "dans-och-fest",
    "summary": "Dans i bygdegården.",
    "start": "12/12 2026 kl 19",
    "organiser_name": "Byaföreningen",
    "village": "moskosel",
    "price": "1 050,50 kr",
}
OFFER = {
    "name": "Björkved",
    "direction": "offer",
    "exchange": "sell",
    "item_type": "material",
    "category": "ved",
    "summary": "Torr och kluven.",
    "price": "900",
    "valid_to": "30 april 2027",
    "contact_role": "Privatperson i Moskosel",
    "village": "moskosel",
}
NETWORK = {"name": "Träfolket", "owner": "Byaföreningen", "summary": "Vi som bygger.", "purpose": "Dela på jobben."}


def git(root: Path, *args: str) -> str:
    who = ["-c", "user.name=Prov", "-c", "user.email=prov@example.com", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", "-C", str(root), *who, *args], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def under_git(root: Path) -> Path:
    """The repository's files as the first commit of a git repository with the branch main."""
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "Allt")
    return root


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    at: datetime = NOW

    def __call__(self) -> datetime:
        return self.at

    def move(self, **by: float) -> None:
        self.at += timedelta(**by)


def in_a_loop(question: Coroutine[Any, Any, T]) -> T:
    """Run in a thread of its own: a browser test before this one leaves its event loop running in the main thread."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, question).result()


@dataclass
class Client:
    """A browser without script: no cookies, no memory."""

    app: Starlette
    peer: str = "192.0.2.7"

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=True, client=(self.peer, 40_000))
            async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as client:
                return await client.request(method, path, **options)

        return in_a_loop(ask())

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.request("GET", path, **options)

    def post(self, path: str, **options: Any) -> httpx.Response:
        return self.request("POST", path, **options)


@dataclass
class Way:
    """The whole way on one computer. The worker goes when it is told to."""

    root: Path
    receiver: Receiver
    worker: Worker
    journal: Journal
    clock: Clock
    client: Client
    said: list[str] = field(default_factory=list)

    def post(self, form: str, answers: Mapping[str, Any], **headers: str) -> Any:
        return self.client.post(f"/intake/{SITE}/{form}", data=dict(answers), headers={"Origin": PORTAL, **headers})

    def send(self, form: str, answers: Mapping[str, Any], **headers: str) -> Any:
        """As a person without script: post the form, look through the answers, send them from there."""
        looked = self.post(form, answers, **headers)
        assert looked.status_code == 200, looked.text
        self.clock.move(seconds=10)
        return self.post(form, {**fields(looked.text)}, **{**headers, "Origin": ADDRESS})

    def receipt(self, form: str, answers: Mapping[str, Any]) -> str:
        done = self.send(form, answers)
        assert done.status_code == 200, done.text
        return receipt_in(done.text)

    def branches(self) -> list[str]:
        return git(self.root, "for-each-ref", "--format=%(refname:short)", "refs/heads/anmalan").split()


def fields(page: str) -> dict[str, list[str]]:
    """The hidden fields of a page, as a browser would send them."""
    found: dict[str, list[str]] = {}
    hidden = r'<input type="hidden" name="(\w+)" value="([^"]*)">|<textarea name="(\w+)" hidden>\n?([^<]*)</textarea>'
    for name, value, area, text in re.findall(hidden, page):
        found.setdefault(name or area, []).append(html.unescape(value or text))
    return found


def receipt_in(page: str) -> str:
    return re.findall(r"<strong>(\w{5}-\w{5})</strong>", page)[0]


def link_in(page: str) -> str:
    return re.findall(r'href="(https://anmal\.example\.com/intake/[^"]+)"', page)[0]


def way(
    folder: Path, *, forge: Forge | None = None, limits: Limits | None = None, keys: Keys = KEYS, **options: Any
) -> Way:
    root = under_git(write_repository(folder / "root"))
    clock, said = Clock(), []
    desk, journal = Desk(root, clock), Journal(folder / "state" / "journal.sqlite")
    worker = Worker(journal, desk, forge or LocalForge(root), keys, clock, said.append, ADDRESS, **options)
    receiver = Receiver(desk, journal, worker, keys, ADDRESS, limits or Limits(minutely=10_000, hourly=100, daily=300))
    client = Client(application(receiver, with_worker=False))
    return Way(root, receiver, worker, journal, clock, client, said)
