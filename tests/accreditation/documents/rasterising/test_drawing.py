"""Pictures of documents: what hostile files become, and what is refused by name. Covers A16."""

import io

import pytest
from PIL import Image

from accreditation.documents.rasterising.drawing import MOST_PIXELS, PICTURE_SIZE, draw_document
from accreditation.documents.rasterising.frames import Job
from conference.errors import InvalidError
from tests.support.document_files import (
    EICAR,
    HEIC,
    SVG,
    archive,
    pdf,
    pdf_with_password,
    pdf_with_script,
    picture,
    word_file,
)

ALL = ("jpeg", "pdf", "png", "webp")


def job(data: bytes, types: tuple[str, ...] = ALL) -> Job:
    return Job(data, types, 10)


def refusal(data: bytes, types: tuple[str, ...] = ALL) -> str:
    with pytest.raises(InvalidError) as error:
        draw_document(job(data, types))
    return error.value.code


def opened(jpeg: bytes) -> Image.Image:
    return Image.open(io.BytesIO(jpeg))


def test_each_page_becomes_a_picture() -> None:
    drawn = draw_document(job(pdf(3)))
    assert (drawn.media, len(drawn.pages)) == ("pdf", 3)
    page = drawn.pages[0]
    image = opened(page.jpeg)
    assert image.format == "JPEG"
    assert image.size == (page.width, page.height)
    assert image.height <= PICTURE_SIZE[1]
    scale = page.width / 595
    assert image.getpixel((int(200 * scale), int((842 - 650) * scale)))[0] < 40  # type: ignore[index]
    assert image.getpixel((10, 10))[0] > 240  # type: ignore[index]


def test_script_of_a_pdf_does_not_reach_the_picture() -> None:
    hostile = pdf_with_script()
    assert b"CANARY" in hostile
    (page,) = draw_document(job(hostile)).pages
    assert b"CANARY" not in page.jpeg
    assert opened(page.jpeg).info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize("size", ["20000 14400", "1 1", "0 0", "3 14400"])
def test_page_of_any_size_gives_a_bounded_picture(size: str) -> None:
    (page,) = draw_document(job(pdf(size=size))).pages
    assert page.width <= PICTURE_SIZE[0] + 1
    assert page.height <= PICTURE_SIZE[1] + 1


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_image_is_encoded_anew(kind: str) -> None:
    drawn = draw_document(job(picture(kind, (3000, 4000))))
    assert drawn.media == kind.lower()
    assert (drawn.pages[0].width, drawn.pages[0].height) == (1600, 2133)


def test_image_is_turned_upright_and_loses_its_metadata() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "CANARY"
    (page,) = draw_document(job(picture(size=(1000, 800), exif=exif))).pages
    assert (page.width, page.height) == (800, 1000)
    assert b"CANARY" not in page.jpeg


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (pdf_with_password(), "document.password"),
        (pdf(11), "document.too_many_pages"),
        (pdf(2000), "document.too_many_pages"),
        (b"%PDF-1.5 and nothing else", "document.broken"),
        (picture()[:600], "document.broken"),
        (HEIC, "document.heic"),
        (EICAR, "document.virus_test"),
        (SVG, "document.svg"),
        (archive("a.txt"), "document.zip"),
        (word_file(), "document.word"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), "document.word"),
        (b"plain text", "document.unknown_format"),
        (b"%!PS-Adobe-3.0 EPSF-3.0", "document.unknown_format"),
        (pdf() + archive("a.txt"), "document.polyglot"),
        (b"GIF89a %PDF-1.5", "document.polyglot"),
        (picture()[:20] + b"%PDF-1.5" + picture()[20:], "document.polyglot"),
        (b"%PDF-1.5 <html><script>alert(1)</script>", "document.polyglot"),
    ],
)
def test_file_is_refused_by_name(data: bytes, code: str) -> None:
    assert refusal(data) == code


def test_refusal_names_the_pages_and_the_limit() -> None:
    with pytest.raises(InvalidError) as error:
        draw_document(job(pdf(11)))
    assert error.value.params == {"pages": 11, "most": 10}


def test_format_that_the_kind_does_not_accept_is_refused() -> None:
    assert refusal(picture("WEBP"), ("pdf", "jpeg")) == "document.not_accepted"


def test_image_with_too_many_pixels_is_refused_undecoded() -> None:
    side = int(MOST_PIXELS**0.5) + 100
    out = io.BytesIO()
    Image.new("1", (side, side)).save(out, "PNG")
    assert refusal(out.getvalue()) == "document.too_many_pixels"
