"""Photos wrapped in a page of PDF."""

import io

import pytest
from PIL import Image

from accreditation.badges.art.photo import photo_page
from tests.support.drawn_badges import opened_pdf, page_images
from tests.support.photo_uploads import encoded


def jpeg(mode: str = "RGB", size: tuple[int, int] = (60, 80)) -> bytes:
    return encoded(Image.new("RGB", size, (200, 30, 30)).convert(mode))


@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_photo_lies_unchanged_in_its_page(mode: str) -> None:
    photo = jpeg(mode)
    page = photo_page(photo)
    assert page.count(photo) == 1
    with opened_pdf(page) as document:
        assert len(document) == 1
        assert document[0].get_size() == (60, 80)


def test_page_shows_the_colours_of_the_photo() -> None:
    (picture,) = page_images(photo_page(jpeg()), 72)
    red, green, blue = picture.getpixel((30, 40))  # type: ignore[misc]
    assert (red > 180, green < 60, blue < 60) == (True, True, True)


@pytest.mark.parametrize(
    "photo",
    [
        b"",
        b"GIF89a",
        jpeg("CMYK"),
        encoded(Image.new("RGB", (60, 80)), "PNG"),
        b"%PDF-1.4 endstream endobj",
        jpeg()[:20],
    ],
    ids=lambda photo: repr(photo[:8]),
)
def test_file_that_is_no_grey_or_rgb_jpeg_is_refused(photo: bytes) -> None:
    with pytest.raises(ValueError, match="JPEG"):
        photo_page(photo)


def test_table_of_the_page_points_at_its_objects() -> None:
    page = photo_page(jpeg())
    table = int(page.rsplit(b"startxref\n", 1)[1].split(b"\n", 1)[0])
    assert page[table:].startswith(b"xref\n0 6\n")
    places = [int(line.split()[0]) for line in io.BytesIO(page[table:]).readlines()[3:8]]
    assert [page[place : place + 7] for place in places] == [b"%d 0 obj" % number for number in range(1, 6)]
