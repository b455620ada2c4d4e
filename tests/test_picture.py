"""Pictures: what is refused, and what of a picture reaches the reader."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageFile

from generator.field_type import Unreadable
from generator.picture import encoded, look
from tests import tiny

GPS, ORIENTATION, MAKER = 0x8825, 0x0112, 0x010F
SECRET = "TelefonensMarke"


def photo(size: tuple[int, int] = (1600, 900), turned: int = 1) -> bytes:
    """What a telephone gives: with its maker, where it was, and which way it was held."""
    image = Image.new("RGB", size, "navy")
    image.paste("white", (0, 0, size[0] // 2, size[1] // 2))
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER] = turned, SECRET
    exif.get_ifd(GPS).update({1: "N", 2: (65.0, 35.0, 0.0), 3: "E", 4: (19.0, 10.0, 0.0)})
    out = BytesIO()
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def refusal(path: Path) -> str:
    with pytest.raises(Unreadable) as refused:
        look(path, "Torget")
    return refused.value.code


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    root = tiny.write_repository(tmp_path_factory.mktemp("picture") / "root", languages="sv")
    tiny.write(root / f"content/{tiny.SITE}/images/torget.jpg", photo())
    text = tiny.company(1) + 'images:\n  - torget.jpg Torget & "kyrkan" < 5\n'
    tiny.add(root, "company", "firma-001.yaml", text)
    report = tiny.build_site(root, root.parent / "out")
    assert report.target and not report.problems, report.problems
    return report.target


def test_the_photo_of_the_test_does_say_where_it_was_taken():
    exif = Image.open(BytesIO(photo())).getexif()
    assert exif.get_ifd(GPS)[1] == "N" and SECRET.encode() in photo()


def test_nothing_but_pixels_reaches_the_site(site):
    files = sorted((site / "bilder").iterdir())
    assert [Image.open(BytesIO(file.read_bytes())).size for file in files] == [(1200, 675), (480, 270)]
    for file in files:
        image = Image.open(BytesIO(file.read_bytes()))
        assert image.format == "WEBP" and not dict(image.getexif()) and not image.getexif().get_ifd(GPS)
        assert not {"exif", "xmp"} & image.info.keys() and SECRET.encode() not in file.read_bytes()


def test_a_page_shows_its_pictures_with_words_and_room_kept_for_them(site):
    html = (site / "foretag/firma-001/index.html").read_text("utf-8")
    [image] = tiny.tags(html, "img")
    assert image.attributes["alt"] == 'Torget & "kyrkan" < 5' and image.attributes["loading"] == "lazy"
    assert (image.attributes["width"], image.attributes["height"]) == ("1200", "675")
    [small] = tiny.tags(html, "source")
    for address in (image.attributes["src"], small.attributes["srcset"]):
        assert address.startswith("../../bilder/") and (site / "foretag/firma-001" / address).is_file()
    shared = {tag.attributes.get("property"): tag.attributes.get("content") for tag in tiny.tags(html, "meta")}
    assert shared["og:image"] == "https://prov.example.com" + image.attributes["src"].removeprefix("../..")


def test_a_picture_held_sideways_stands_upright(tmp_path):
    path = tiny.write(tmp_path / "a.jpg", photo((900, 600), turned=6))
    picture = look(path, "Torget")
    assert (picture.width, picture.height) == (600, 900)
    drawn = Image.open(BytesIO(encoded(picture, (60, 90)))).convert("L")
    assert drawn.getpixel((50, 10)) > 200 > 100 > drawn.getpixel((10, 80))


def test_the_same_picture_gives_the_same_bytes_and_a_small_one_is_not_made_larger(tmp_path):
    picture = look(tiny.write(tmp_path / "a.jpg", photo((200, 100))), "Torget")
    assert picture.sizes() == ((200, 100),)
    assert encoded(picture, (200, 100)) == encoded(picture, (200, 100))


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "I;16"])
def test_every_sort_of_png_can_be_drawn(tmp_path, mode):
    Image.new(mode, (40, 30)).save(tmp_path / "a.png")
    assert Image.open(BytesIO(encoded(look(tmp_path / "a.png", "Torget"), (40, 30)))).size == (40, 30)


def test_a_picture_in_inks_can_be_drawn(tmp_path):
    Image.new("CMYK", (40, 30)).save(tmp_path / "a.jpg", icc_profile=b"no profile of light")
    assert "icc_profile" not in Image.open(BytesIO(encoded(look(tmp_path / "a.jpg", "Torget"), (40, 30)))).info


@pytest.mark.parametrize(
    "raw", [b"", b"\xff\xd8", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7", b"\0\0\0 ftypheic", b"GIF89a"]
)
def test_what_is_no_picture_is_refused_whatever_it_is_called(tmp_path, raw):
    assert refusal(tiny.write(tmp_path / "a.jpg", raw)) == "picture-broken"


@pytest.mark.parametrize("lenient", [False, True])
def test_a_picture_that_is_cut_off_is_refused_whatever_others_ask_of_pillow(tmp_path, monkeypatch, lenient):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", lenient)  # as WeasyPrint does for its whole process
    whole = photo()
    assert refusal(tiny.write(tmp_path / "a.jpg", whole[: len(whole) // 2])) == "picture-broken"
    assert ImageFile.LOAD_TRUNCATED_IMAGES is lenient


@pytest.mark.parametrize("size", [(30_001, 1), (1, 30_001), (6_400, 6_400), (10_000, 10_000), (29_000, 29_000)])
def test_a_picture_that_would_fill_the_memory_is_refused_by_its_size_alone(tmp_path, size):
    Image.new("1", size).save(tmp_path / "a.png")
    assert refusal(tmp_path / "a.png") == "picture-too-large"


def test_a_file_of_too_many_bytes_a_link_and_a_folder_are_refused(tmp_path):
    with (tmp_path / "a.jpg").open("wb") as file:
        file.truncate(20_000_001)
    assert refusal(tmp_path / "a.jpg") == "picture-too-large"
    tiny.write(tmp_path / "real.jpg", photo((40, 30)))
    (tmp_path / "link.jpg").symlink_to(tmp_path / "real.jpg")
    (tmp_path / "folder.jpg").mkdir()
    assert {refusal(tmp_path / name) for name in ("link.jpg", "folder.jpg", "none.jpg")} == {"picture-missing"}


def test_a_lenient_build_keeps_the_record_and_the_pictures_that_are_sound(tmp_path):
    root = tiny.write_repository(tmp_path / "root", languages="sv")
    tiny.write(root / f"content/{tiny.SITE}/images/torget.jpg", photo((40, 30)))
    images = "images:\n  - torget.jpg Torget\n  - borta.jpg Kyrkan\n"
    tiny.add(root, "company", "firma-001.yaml", tiny.company(1) + images)
    report = tiny.build_site(root, tmp_path / "out")
    assert report.target and [problem.code for problem in report.problems] == ["picture-missing"]
    assert len(tiny.tags((report.target / "foretag/firma-001/index.html").read_text("utf-8"), "img")) == 1


def test_a_picture_that_no_record_names_is_told_of_unless_a_record_that_may_name_it_cannot_be_read(repository):
    repository.write("content/arvidsjaur/images/torget.jpg", photo((40, 30)))
    repository.write("content/arvidsjaur/images/README.md", "Bilder.")
    repository.add("company", images="[torget.jpg Torget]")
    assert not repository.problems()
    repository.add("company", images="[]")
    assert repository.only_problem().path == "content/arvidsjaur/images/torget.jpg"
    repository.write("content/arvidsjaur/company/trasig.yaml", "name: [\n")
    assert "picture-unnamed" not in {problem.code for problem in repository.problems()}


def test_a_picture_without_words_is_named_all_the_same(repository):
    repository.write("content/arvidsjaur/images/torget.jpg", photo((40, 30)))
    repository.add("company", images="torget.jpg")
    assert repository.only_problem().code == "picture-without-text"
