"""Files at their addresses, in folders that are there or not."""

import pytest

from generator.site_file import in_its_folder, write_file


def test_a_file_is_written_at_its_address_and_over_the_one_that_was_there(tmp_path):
    for contents in (b"longer", b"short"):
        write_file(tmp_path, "/foretag/snickeriet.vcf", contents)
    write_file(tmp_path, "/feed.xml", b"feed")
    assert (tmp_path / "foretag/snickeriet.vcf").read_bytes() == b"short"
    assert (tmp_path / "feed.xml").read_bytes() == b"feed"


def test_what_is_missing_besides_the_folder_is_said(tmp_path):
    path = tmp_path / "a" / "b"
    with pytest.raises(FileNotFoundError, match="gone"):
        in_its_folder(str(path), lambda: (tmp_path / "gone").rename(path))
