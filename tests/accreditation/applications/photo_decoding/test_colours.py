"""Colours of photos: profiles are converted to sRGB, malformed ones ignored."""

import io

import pytest
from PIL import Image, ImageCms

from accreditation.applications.photo_decoding.preparing import prepare_photo
from tests.support.photo_uploads import PRIMARIES, colour_profile, encoded, opened, portrait, with_profile_parts

pytestmark = pytest.mark.usefixtures("without_advice")

RED = (192, 16, 32)
"""Colour of the bar of `portrait`, in sRGB."""


def bar_colour(upload: bytes) -> tuple[int, ...]:
    return opened(prepare_photo(upload).jpeg).getpixel((300, 40))  # type: ignore[return-value]


def is_red(colour: tuple[int, ...]) -> bool:
    return all(abs(found - wanted) <= 8 for found, wanted in zip(colour, RED, strict=True))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("name", PRIMARIES)
def test_photo_of_another_colour_space_becomes_srgb(name: str, kind: str) -> None:
    profile = colour_profile(name)
    wide = ImageCms.profileToProfile(
        portrait(), ImageCms.createProfile("sRGB"), ImageCms.ImageCmsProfile(io.BytesIO(profile))
    )
    assert wide is not None
    assert not is_red(wide.getpixel((450, 60)))  # type: ignore[arg-type]
    assert is_red(bar_colour(encoded(wide, kind, icc_profile=profile)))


def test_profile_of_another_kind_of_image_is_ignored() -> None:
    grey = bytearray(colour_profile("Adobe RGB"))
    grey[16:20] = b"GRAY"
    for profile in (bytes(grey), b"not a profile", colour_profile("Adobe RGB")[:200]):
        assert is_red(bar_colour(encoded(portrait(), icc_profile=profile)))


@pytest.mark.parametrize(
    "parts",
    [
        (b"\x02\x02b", b"\x01\x02a"),
        (b"\x01\x02a", b"\x02\x02b", b"\x01\x02a", b"\x02\x02b"),
        (b"\x01\x03a",),
        (b"",),
        (b"\x01",),
        (b"\x01\x02a", b"\x02"),
    ],
    ids=["out of order", "twice", "missing", "empty", "without count", "one cut"],
)
def test_jpeg_with_a_malformed_profile_is_taken(parts: tuple[bytes, ...]) -> None:
    assert is_red(bar_colour(with_profile_parts(encoded(portrait()), *parts)))


def test_greyscale_photo_with_a_profile_is_taken() -> None:
    upload = encoded(Image.new("L", (900, 1200), 120), icc_profile=colour_profile("Display P3"))
    assert opened(prepare_photo(upload).jpeg).size == (600, 800)
