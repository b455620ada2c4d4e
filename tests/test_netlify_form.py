"""A form on Netlify's own server: the page, the function, the receiver behind it, and a proposal in git."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.intake.served import branches, free_port, prepare, serving
from tests.intake.way import COMPANY, fields, git, receipt_in
from tests.test_netlify import NETLIFY, REPOSITORY
from tests.test_picture import photo
from tests.tiny import NOW, SITE, build_site, built, environment

SLOWEST = 120.0


@contextmanager
def netlify_dev(folder: Path, port: int, **variables: str) -> Iterator[str]:
    """The address of Netlify's own server over what stands in `folder`, with the real netlify.toml."""
    quiet = {"HOME": str(folder / "home"), "CI": "1", "NETLIFY_TELEMETRY_DISABLED": "1", "BROWSER": "none"}
    options = "--offline --internal-disable-edge-functions --skip-gitignore --no-open --dir dist/site".split()
    command = [str(NETLIFY), "dev", *options, "--port", str(port), "--functions-port", str(free_port())]
    with (folder / "netlify.log").open("w") as log:
        process = subprocess.Popen(
            command, cwd=folder, env=environment(**quiet, **variables), stdin=subprocess.DEVNULL, stdout=log,
            stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        address, end = f"http://localhost:{port}", time.monotonic() + SLOWEST
        try:
            while True:
                try:
                    httpx.get(address, timeout=5)
                    break
                except httpx.TransportError:
                    alive = process.poll() is None and time.monotonic() < end
                    assert alive, (folder / "netlify.log").read_text("utf-8")
                    time.sleep(0.3)
            yield address
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=30)


@pytest.mark.slow
def test_a_form_goes_through_netlify_to_the_receiver_and_becomes_a_proposal(tmp_path):
    port = free_port()
    origin = f"http://localhost:{port}"
    served = prepare(tmp_path, "--origin", origin)
    host = tmp_path / "host"
    shutil.copytree(REPOSITORY / "netlify/functions", host / "netlify/functions")
    shutil.copy(REPOSITORY / "netlify.toml", host)
    settings = served.root / f"sites/{SITE}/site.yaml"
    settings.write_text(re.sub("form_receiver: .*", f"form_receiver: {origin}", settings.read_text("utf-8")), "utf-8")
    report = build_site(served.root, tmp_path / "out", now=NOW)
    assert report.target, report.problems
    shutil.copytree(report.target, host / "dist/site")

    with serving(served), netlify_dev(host, port, BYGD_RECEIVER=served.address) as address:
        page = httpx.get(f"{address}/anmal/foretag/", timeout=30)
        assert f'action="{origin}/intake/{SITE}/company"' in page.text
        assert f"form-action 'self' {origin};" in page.headers["Content-Security-Policy"]
        told = {"Origin": origin}
        form = f"{address}/intake/{SITE}/company"
        files = {"images": ("a.jpg", photo((2000, 1000)), "image/jpeg")}
        answers = {**COMPANY, "images_text": "En svarv"}
        looked = httpx.post(form, data=answers, files=files, headers=told, timeout=60)
        assert looked.status_code == 200 and "sent-photo" in looked.text, looked.text
        time.sleep(3.1)
        receipt = receipt_in(httpx.post(form, data=fields(looked.text), headers=told, timeout=60).text)
        assert branches(served.root, 1) == [f"anmalan/{receipt}"]
        changed = git(served.root, "diff", "--name-only", "main", f"anmalan/{receipt}").split()
        assert changed == [f"content/{SITE}/company/{receipt}.yaml", f"content/{SITE}/images/{receipt}.webp"]

        missing = httpx.get(f"{address}/finns-inte/", timeout=30)
        assert missing.status_code == 404 and "text/html" in missing.headers["Content-Type"]


READER = """
import { parseAllHeaders } from "@netlify/headers-parser";
const [file, ...paths] = process.argv.slice(1);
const { headers, errors } = await parseAllHeaders({ headersFiles: [file], minimal: false });
const matching = (path) => headers.filter((rule) => rule.forRegExp.test(path)).map((rule) => rule.values);
const valuesAt = (path) => Object.assign({}, ...matching(path));
console.log(JSON.stringify({ errors: errors.map(String), types: paths.map((path) => valuesAt(path)["Content-Type"]) }));
"""


def test_netlifys_own_reader_of_headers_finds_the_type_of_every_file(tmp_path):
    """Its server for developers puts its own types over them, so that they can't be seen in its answers."""
    site = built(tmp_path).site
    kinds = {
        "/meddelanden/koka-vattnet.cap.xml": "application/cap+xml",
        "/meddelanden/cap.xml": "application/atom+xml",
        "/evenemang/kalender.ics": "text/calendar; charset=utf-8",
        "/foretag/firma-001.vcf": "text/vcard; charset=utf-8",
        "/feed.xml": "application/atom+xml",
        "/foretag/kategori/kafe/feed.xml": "application/atom+xml",
        "/data/service_point.geojson": "application/geo+json",
        "/datasets/dcat": "application/rdf+xml",
        "/": None,
        "/sitemap.xml": None,
    }
    command = ["node", "--input-type=module", "-e", READER, str(site / "_headers"), *kinds]
    done = subprocess.run(command, cwd=REPOSITORY / "tests", capture_output=True, encoding="utf-8", check=True)
    assert json.loads(done.stdout) == {"errors": [], "types": list(kinds.values())}
