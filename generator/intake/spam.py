"""What tells a program that fills in forms from a person: layers, each of which a person passes without a thought.

Proof of work (ALTCHA) is asked of browsers that run scripts. People without pass a page more: they look through
their answers, and send them from there.
"""

from __future__ import annotations

import base64
import binascii
import json
from datetime import UTC, datetime
from urllib.parse import parse_qs

from altcha import v1

from generator.intake.nonce import GRACE, MOST_SECONDS

WORK = 50_000
"""The most numbers that a browser tries: well under a second on a telephone."""


def challenge(key: bytes, site: str, form: str, now: float) -> dict[str, object]:
    """What a browser has to solve before it sends this form of this site."""
    expires = datetime.fromtimestamp(int(now) + MOST_SECONDS, UTC)
    asked = v1.ChallengeOptions(hmac_key=key.hex(), max_number=WORK, expires=expires, params={"form": f"{site}/{form}"})
    made = v1.create_challenge(asked)
    return {
        "algorithm": made.algorithm,
        "challenge": made.challenge,
        "maxnumber": made.max_number,
        "salt": made.salt,
        "signature": made.signature,
    }


def solved(payload: str, key: bytes, site: str, form: str, now: float) -> str:
    """The challenge that was solved, for the journal to use up; empty where it was not, or not for this form."""
    try:
        given = json.loads(base64.b64decode(payload, validate=True))
        asked = parse_qs(str(given["salt"]).partition("?")[2])
        fresh = int(asked["expires"][0]) + GRACE >= now and asked["form"] == [f"{site}/{form}"]
        right, _ = v1.verify_solution(given, key.hex(), check_expires=False)
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error):
        return ""
    return str(given["challenge"]) if right and fresh else ""
