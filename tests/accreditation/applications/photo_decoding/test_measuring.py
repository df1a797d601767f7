"""Measures of photos: light, sharpness and background of drawn portraits."""

import io

import pytest
from PIL import Image, ImageEnhance, ImageFilter

from accreditation.applications.domain.photo_rules import PhotoAdvice
from accreditation.applications.photo_decoding.measuring import advise_on, measure_photo
from rostrum.demo.press_corps.photos import draw_photo


@pytest.fixture(scope="module")
def portrait() -> Image.Image:
    """A portrait of the demonstration."""
    return Image.open(io.BytesIO(draw_photo("p0", 0))).convert("RGB")


def test_drawn_portrait_needs_no_advice(portrait: Image.Image) -> None:
    assert advise_on(portrait) == ()


def test_dark_bright_and_pale_photos(portrait: Image.Image) -> None:
    assert PhotoAdvice.DARK in advise_on(ImageEnhance.Brightness(portrait).enhance(0.15))
    assert PhotoAdvice.BRIGHT in advise_on(Image.blend(portrait, Image.new("RGB", portrait.size, "white"), 0.9))
    assert PhotoAdvice.PALE in advise_on(ImageEnhance.Contrast(portrait).enhance(0.2))


def test_blurred_photo(portrait: Image.Image) -> None:
    assert PhotoAdvice.BLURRED in advise_on(portrait.filter(ImageFilter.GaussianBlur(8)))


def test_uneven_background(portrait: Image.Image) -> None:
    stripes = portrait.copy()
    for left in range(0, 90, 30):
        stripes.paste("black", (left, 0, left + 15, 320))
    assert PhotoAdvice.BACKGROUND in advise_on(stripes)


def test_size_and_place_of_the_face(portrait: Image.Image) -> None:
    far = Image.new("RGB", portrait.size, portrait.getpixel((5, 5)))
    far.paste(portrait.resize((300, 400)), (290, 120))
    assert PhotoAdvice.FACE_ASIDE in advise_on(far) or PhotoAdvice.NO_FACE in advise_on(far)


def test_uniform_photo_is_measured() -> None:
    measures = measure_photo(Image.new("RGB", (600, 800), (120, 120, 120)))
    assert (measures.contrast, measures.sharpness, measures.faces) == (0, 0, [])
