"""A picture in a form: with script and without, drawn anew, refused by name, and never in words of git."""

from __future__ import annotations

import asyncio
import base64
import re
import subprocess
from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any

import httpx
import pytest
from PIL import Image

from generator.intake.application import UPLOADS, application
from generator.intake.photo import MOST_BYTES, WIDEST
from generator.survey import check
from tests.intake.way import ADDRESS, COMPANY, EVENT, PORTAL, Way, fields, git, in_a_loop, receipt_in, way
from tests.test_picture import GPS, SECRET, photo
from tests.tiny import NOW, SITE, build_site, tags

WORDS = "Fyra personer vid en svarv"


@pytest.fixture(scope="module")
def here(tmp_path_factory) -> Way:
    return way(tmp_path_factory.mktemp("photo"))


def upload(here: Way, answers: dict[str, Any], raw: bytes, form: str = "company", name: str = "IMG 0001.HEIC.jpg"):
    """As a browser without script sends a form with a file."""
    files = {"images": (name, raw, "image/jpeg")}
    told = {"Origin": PORTAL}
    return here.client.post(f"/intake/{SITE}/{form}", data=answers, files=files, headers=told)


def sent(here: Way, looked: Any, form: str = "company") -> str:
    """Send from the page that shows the answers; the receipt."""
    assert looked.status_code == 200, looked.text
    here.clock.move(seconds=10)
    return receipt_in(here.post(form, fields(looked.text), Origin=ADDRESS).text)


def in_git(here: Way, path: str, branch: str) -> bytes:
    command = ["git", "-C", str(here.root), "show", f"{branch}:{path}"]
    return subprocess.run(command, capture_output=True, check=True).stdout


def noise(size: tuple[int, int]) -> bytes:
    """A picture that hardly gets smaller, however it is written."""
    out = BytesIO()
    Image.effect_noise(size, 100).convert("RGB").save(out, "JPEG", quality=95)
    return out.getvalue()


def test_a_photo_goes_from_the_form_to_the_page_without_where_it_was_taken(tmp_path):
    here = way(tmp_path)
    looked = upload(here, {**COMPANY, "images_text": WORDS}, photo((3000, 1500)))
    assert re.search('<img class="sent-photo" src="data:image/webp;base64,[A-Za-z0-9+/=]+"', looked.text)
    receipt = sent(here, looked)
    assert here.worker.open_all() == 1
    path = f"content/{SITE}/images/{receipt}.webp"
    raw = in_git(here, path, f"anmalan/{receipt}")
    image = Image.open(BytesIO(raw))
    assert (image.format, image.size) == ("WEBP", (WIDEST, WIDEST // 2)) and len(raw) <= MOST_BYTES
    assert not image.getexif().get_ifd(GPS) and SECRET.encode() not in raw
    record = in_git(here, f"content/{SITE}/company/{receipt}.yaml", f"anmalan/{receipt}").decode()
    assert f"- {receipt}.webp {WORDS}" in record
    told = (here.root / f".git/bygd/anmalan-{receipt}.md").read_text("utf-8")
    assert WORDS in told and base64.b64encode(raw).decode()[:40] not in told and " kB" in told

    git(here.root, "merge", "-q", f"anmalan/{receipt}")
    assert check(here.root, NOW) == ()
    site = build_site(here.root, tmp_path / "out", strict=True).target
    [shown] = tags((site / "foretag" / receipt / "index.html").read_text("utf-8"), "img")
    assert shown.attributes["alt"] == WORDS


def test_a_script_sends_it_in_the_form_itself(here):
    small = base64.b64encode(photo((640, 480))).decode()
    receipt = here.receipt("offer", {
        "name": "Svarv", "direction": "offer", "exchange": "sell", "item_type": "equipment", "category": "maskiner",
        "summary": "Väl använd.", "valid_to": "2027-04-30", "contact_role": "Snickaren", "village": "moskosel",
        "images": small, "images_text": WORDS,
    })  # fmt: skip
    kept = base64.b64decode(here.journal.find(receipt).answers["images"][0])
    assert Image.open(BytesIO(kept)).format == "WEBP" and SECRET.encode() not in kept


def test_the_largest_photo_fits_in_the_page_that_sends_it(here):
    looked = upload(here, {**COMPANY, "name": "Brus", "images_text": WORDS}, noise((2400, 1800)))
    assert sent(here, looked)


def test_the_picture_stays_when_something_else_is_wrong_and_another_takes_its_place(here):
    told = upload(here, {**COMPANY, "name": "", "images_text": WORDS}, photo((200, 100)))
    assert told.status_code == 422
    [kept] = re.findall('name="images" value="([^"]+)"', told.text)
    answers = {**COMPANY, "name": "Andra bilden", "images_text": WORDS, "images": kept}
    looked = upload(here, answers, photo((120, 100)))
    [second] = re.findall('name="images" value="([^"]+)"', looked.text)
    assert Image.open(BytesIO(base64.b64decode(second))).size == (120, 100)


def test_no_file_is_no_picture_and_its_words_go_nowhere(here):
    looked = upload(here, {**COMPANY, "name": "Utan bild", "images_text": WORDS}, b"", name="")
    assert looked.status_code == 200 and "sent-photo" not in looked.text
    answers = here.journal.find(sent(here, looked)).answers
    assert not answers.keys() & {"images", "images_text"}


def test_a_picture_without_words_is_asked_for_them_and_kept(here):
    told = upload(here, COMPANY, photo((200, 100)))
    assert told.status_code == 422 and 'id="images_text-error"' in told.text
    assert "Skriv vad bilden visar" in told.text and 'name="images" value="' in told.text


def moving() -> bytes:
    out = BytesIO()
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:])
    return out.getvalue()


def flat(size: tuple[int, int]) -> bytes:
    out = BytesIO()
    Image.new("1", size).save(out, "PNG")
    return out.getvalue()


BAD = {
    "text": b"hej",
    "a script": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "cut off": photo((800, 600))[:-5000],
    "another sort": b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
    "a document": b"%PDF-1.7",
    "an archive": b"PK\x03\x04",
    "moving": moving(),
    "too wide": flat((30_001, 10)),
    "a bomb": flat((20_000, 20_000)),
    "nothing but a head": photo((800, 600))[:200],
}


@pytest.mark.parametrize("raw", BAD.values(), ids=BAD)
@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_what_is_no_picture_is_told_at_its_question_and_goes_no_further(here, raw, script):
    answers = {**COMPANY, "name": "Dålig bild", "images_text": WORDS}
    if script:
        told = here.post("company", {**answers, "images": base64.b64encode(raw).decode()})
    else:
        told = upload(here, answers, raw)
    assert told.status_code == 422 and 'id="images-error"' in told.text
    assert "Bilden gick inte att använda" in told.text
    assert "Dålig bild" in told.text and 'name="images" value=' not in told.text


@pytest.mark.parametrize("text", ["%%%", "data:image/png;base64,AAAA", "å", "AAA"])
def test_what_is_not_even_bytes_is_no_picture(here, text):
    told = here.post("company", {**COMPANY, "images_text": WORDS, "images": text})
    assert told.status_code == 422 and 'id="images-error"' in told.text


def test_a_form_that_asks_for_no_picture_takes_none(here):
    assert upload(here, EVENT, photo((40, 30)), "event").status_code == 400


def test_a_refusal_gives_the_words_back_and_not_the_bytes(here):
    told = upload(here, {**COMPANY, "okänt": "x"}, photo((200, 100)))
    assert told.status_code == 400 and "Björkviks Snickeri" in told.text
    assert base64.b64encode(photo((200, 100))).decode()[:40] not in told.text


def test_only_a_few_may_send_files_at_the_same_time(here):
    app = application(here.receiver, with_worker=False)

    async def ask() -> tuple[int, list[int]]:
        entered, go = asyncio.Semaphore(0), asyncio.Event()

        async def slowly() -> AsyncIterator[bytes]:
            entered.release()
            await go.wait()
            yield b"--x--\r\n"

        told = {"Origin": PORTAL, "Content-Type": "multipart/form-data; boundary=x"}
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url=ADDRESS, headers=told) as client:
            address = f"/intake/{SITE}/company"
            waiting = [asyncio.create_task(client.post(address, content=slowly())) for _ in range(UPLOADS)]
            for _ in range(UPLOADS):
                await entered.acquire()
            refused = await client.post(address, content=b"--x--\r\n")
            go.set()
            return refused.status_code, [one.status_code for one in await asyncio.gather(*waiting)]

    refused, others = in_a_loop(ask())
    assert refused == 429 and 429 not in others
