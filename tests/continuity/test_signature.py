"""Signatures in minisign's format: made, checked, and refused when anything is not as it was."""

from __future__ import annotations

import stat
import subprocess

import pytest

from generator.continuity.signature import (
    new_key,
    read_public_key,
    read_secret_key,
    sign,
    signed_by,
    write_new_key,
)
from generator.continuity.verify import verify
from generator.publish import SIGNATURE
from generator.stop import Stop
from tests import tiny

CONTENT = "Här finns värme och vatten.\n".encode()


def test_what_is_signed_is_known_again_and_nothing_else():
    key = new_key()
    signature = sign(CONTENT, key, "asele 2026-11-26")
    assert signed_by(CONTENT, signature, key.public)
    assert not signed_by(CONTENT + b"!", signature, key.public)
    assert not signed_by(CONTENT, signature, new_key().public)


def test_the_comment_is_signed_too():
    key = new_key()
    signature = sign(CONTENT, key, "asele 2026-11-26")
    assert not signed_by(CONTENT, signature.replace("2026-11-26", "2027-11-26"), key.public)


@pytest.mark.parametrize("text", ["", "nonsense", "a\nb\nc\nd", "untrusted comment: x\nRUQ=\ntrusted comment: y\nAA=="])
def test_what_is_no_signature_signs_nothing(text):
    assert not signed_by(CONTENT, text, new_key().public)


def test_a_key_survives_its_file_which_only_its_owner_may_read(tmp_path):
    public = write_new_key(tmp_path / "key")
    key = read_secret_key(tmp_path / "key")
    assert key.public == public == read_public_key(str(tmp_path / "key.pub")) == read_public_key(public.as_line())
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        write_new_key(tmp_path / "key")


@pytest.mark.parametrize("text", ["", "hej\nhopp\n", "untrusted comment: x\nRUQ=\n"])
def test_a_file_without_a_key_is_refused_by_name(tmp_path, text):
    (tmp_path / "key").write_text(text)
    for read in (lambda: read_secret_key(tmp_path / "key"), lambda: read_public_key(str(tmp_path / "key"))):
        with pytest.raises(Stop) as caught:
            read()
        assert caught.value.reason == "bad-key" and "key" in caught.value.fact


def test_the_forms_are_as_long_as_minisigns_manual_says():
    key = new_key()
    assert len(key.public.as_line()) == 56
    assert [len(line) for line in sign(b"", key, "x").splitlines()][1::2] == [100, 88]
    assert key.as_text().splitlines()[1].startswith("RWQAAEIy"), "Ed25519, no password, BLAKE2b"


def test_a_build_and_a_hurried_one_sign_what_they_publish(tmp_path):
    """The key's file is named in the environment; without it nothing is signed, and no old signature is left over."""
    public = write_new_key(tmp_path / "key")
    root, out = tiny.write_repository(tmp_path / "root", languages="sv"), tmp_path / "out"
    build = ("build", tiny.SITE, "--root", root, "--out", out, "--now", tiny.NOW_TEXT)
    signing = tiny.environment(BYGD_SIGNING_KEY=str(tmp_path / "key"))
    for more in ((), ("--crisis-only",)):
        assert tiny.run(*build, *more, env=signing).code == 0
        assert verify(out / tiny.SITE, public).sound
        comment = (out / tiny.SITE / SIGNATURE).read_text().splitlines()[2]
        assert comment == f"trusted comment: {tiny.SITE} 2026-11-24T12:00:00+01:00"
    assert tiny.run(*build, "--crisis-only").code == 0
    assert not (out / tiny.SITE / SIGNATURE).exists() and verify(out / tiny.SITE).sound
    ran = tiny.run(*build, env=tiny.environment(BYGD_SIGNING_KEY=str(tmp_path / "lost")))
    assert ran.code == 2 and "ingen nyckel" in ran.err


def test_minisign_itself_accepts_our_signature_and_refuses_another(tmp_path):
    """Debian's minisign, which a municipality or a reader may have instead of Bygd."""
    public = write_new_key(tmp_path / "key")
    (tmp_path / "sums").write_bytes(CONTENT)
    (tmp_path / "sums.minisig").write_text(sign(CONTENT, read_secret_key(tmp_path / "key"), "asele"))
    ask = ["minisign", "-V", "-P", public.as_line(), "-m", str(tmp_path / "sums")]
    assert subprocess.run(ask, capture_output=True, check=False).returncode == 0
    (tmp_path / "sums").write_bytes(CONTENT + b"!")
    assert subprocess.run(ask, capture_output=True, check=False).returncode != 0


def test_we_accept_what_minisign_has_signed(tmp_path):
    write_new_key(tmp_path / "key")
    (tmp_path / "sums").write_bytes(CONTENT)
    sign_it = ["minisign", "-S", "-s", str(tmp_path / "key"), "-m", str(tmp_path / "sums"), "-W"]
    done = subprocess.run(sign_it, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    key = read_public_key(str(tmp_path / "key.pub"))
    assert signed_by(CONTENT, (tmp_path / "sums.minisig").read_text(), key)
