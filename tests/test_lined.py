"""Files of lines: every line is found again, whatever is in it, and a file reads as it always did."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from generator.lined import Frame, Lined, Lines
from tests import tiny

FRAMES = (Frame("/data/a.json", b"[\n", b",\n", b"\n]\n"), Frame("/data/a.csv", b"name\r\n", b"", b""))
PART = st.text("ab,\n\r[]\"'å", max_size=12).map(str.encode)


def no_record(record: object) -> Lines:
    raise AssertionError("no line is to be made")


LINED = Lined(FRAMES, no_record)


@given(lines=st.lists(st.tuples(PART, PART), max_size=8))
def test_every_line_is_found_again(lines: list[Lines]) -> None:
    with TemporaryDirectory() as folder:
        site = Path(folder)
        lengths = LINED.write(site, lines)
        digests = [number.to_bytes(2) for number in range(len(lines))]
        found = LINED.read(site, tuple(zip(digests, lengths, strict=True)))
        assert [found[digest] for digest in digests] == lines
        joined = b",\n".join(one for one, _ in lines if one)
        assert (site / "data/a.json").read_bytes() == b"[\n" + joined + b"\n]\n"


def test_an_edit_of_one_record_leaves_every_other_line_as_it_was(tmp_path: Path) -> None:
    root = tiny.write_repository(tmp_path / "root", 5, languages="sv")
    out = tmp_path / "out"

    def lines() -> list[list[bytes]]:
        report = tiny.build_site(root, out, reuse=True)
        assert report.target
        return [(report.target / f"data/company.{ending}").read_bytes().splitlines() for ending in ("json", "csv")]

    before = lines()
    file = root / f"content/{tiny.SITE}/company/firma-002.yaml"
    file.write_text(file.read_text("utf-8").replace("Firma 002", "Firma två"), "utf-8")
    after = lines()
    for old, new in zip(before, after, strict=True):
        assert len(old) == len(new)
        assert any("Firma två".encode() in line for line in new)
        # A new name may have a new place among the others.
        assert len({*old} ^ {*new}) <= 4


def test_a_record_that_comes_and_goes_has_its_line_only_while_it_is_there(tmp_path: Path) -> None:
    root = tiny.write_repository(tmp_path / "root", 5, languages="sv")

    def names() -> list[str]:
        report = tiny.build_site(root, tmp_path / "out", reuse=True, allow_removals=True)
        cold = tiny.build_site(root, tmp_path / "anew", allow_removals=True)
        assert report.target and cold.target
        for ending in ("json", "csv", "geojson"):
            path = f"data/company.{ending}"
            assert (report.target / path).read_bytes() == (cold.target / path).read_bytes()
        text = (report.target / "data/company.json").read_text("utf-8")
        return [line.partition('"name":"')[2].partition('"')[0] for line in text.splitlines()[1:-1]]

    before = names()
    added = tiny.add(root, "company", "aaa.yaml", tiny.company(77))
    with_one_more = names()
    added.unlink()
    assert len(with_one_more) == len(before) + 1
    assert names() == before
