"""Sizes of images in the heads of their files."""

import io

import pytest
from PIL import Image

from conference.graphics.image_heads import webp_pixels


def encode(kind: str, mode: str = "RGB", **options: bool) -> bytes:
    encoded = io.BytesIO()
    Image.new(mode, (70, 50)).save(encoded, kind, **options)
    return encoded.getvalue()


@pytest.mark.parametrize(
    "content",
    [encode("WEBP"), encode("WEBP", lossless=True), encode("WEBP", "RGBA")],
    ids=["lossy", "lossless", "alpha"],
)
def test_pixels_of_a_webp_are_those_that_it_declares(content: bytes) -> None:
    assert webp_pixels(content) == 70 * 50


def test_pixels_of_other_files_are_not_read() -> None:
    assert [webp_pixels(content) for content in (b"", encode("PNG"), b"RIFF....WAVE")] == [0, 0, 0]
