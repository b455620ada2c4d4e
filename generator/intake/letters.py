"""Letters to those who left an address: what became of what they sent, and reminders before something gets old."""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from generator.settings import SiteConfig

SLOWEST = 20.0
SUBJECTS = {
    "merged": ("Det du skickade in är godkänt", "What you sent has been approved"),
    "closed": ("Det du skickade in publiceras inte", "What you sent will not be published"),
    "remind": ("Stämmer uppgifterna fortfarande?", "Are the details still right?"),
}
BODIES = {
    "merged": (
        "Tack! Det du skickade in till {title} är godkänt och syns på portalen inom kort.\n\n{address}\n",
        "Thank you! What you sent to {title} has been approved and is soon on the portal.\n\n{address}\n",
    ),
    "closed": (
        "Det du skickade in till {title} publiceras inte.\n\n{reason}\n\nHör gärna av dig om du undrar över något.\n",
        "What you sent to {title} will not be published.\n\n{reason}\n\nDo get in touch if you wonder about it.\n",
    ),
    "remind": (
        "Det här finns på {title} i dag:\n\n{address}\n\nStämmer det? Då behöver du inget göra.\n"
        "Ändra: {change}\nTa bort: {remove}\n",
        "This is on {title} today:\n\n{address}\n\nIs it right? Then you need do nothing.\n"
        "Change: {change}\nRemove: {remove}\n",
    ),
}
ENDINGS = (
    "Kvittonummer: {receipt}\nDin egen sida: {link}\n\n{owner}\n",
    "Reference number: {receipt}\nYour own page: {link}\n\n{owner}\n",
)


@dataclass(frozen=True, slots=True)
class Post:
    """A mail server, and who letters are from."""

    host: str
    port: int
    sender: str


Send = Callable[[EmailMessage], None]


def letter(about: str, language: str, to: str, sender: str, config: SiteConfig, **facts: str) -> EmailMessage:
    """`about`: a key of SUBJECTS. Facts: receipt, link, and what the body speaks of."""
    at = 0 if language == "sv" else 1
    known = {"title": config.title, "owner": config.owner, "address": config.base_url, "reason": "", **facts}
    message = EmailMessage()
    message["Subject"] = f"{SUBJECTS[about][at]} ({facts['receipt']})"
    message["From"] = sender
    message["To"] = to
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(f"{BODIES[about][at]}\n{ENDINGS[at]}".format(**known))
    return message


def sender_of(post: Post) -> Send:
    def send(message: EmailMessage) -> None:
        with smtplib.SMTP(post.host, post.port, timeout=SLOWEST) as server:
            server.send_message(message)

    return send
