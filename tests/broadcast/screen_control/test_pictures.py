"""Pictures of screens: encoded again, refused if they are none or too large."""

import io

import pytest
from PIL import Image

from broadcast.screen_control.pictures import LARGEST_SIDE, prepare_picture


def encode(size: tuple[int, int], kind: str) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", size, "navy").save(content, kind, exif=b"Exif\0\0private") if kind == "JPEG" else Image.new(
        "RGBA", size
    ).save(content, kind)
    return content.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_picture_is_encoded_again_without_metadata(kind: str) -> None:
    prepared = prepare_picture(encode((64, 36), kind))
    assert b"private" not in prepared
    with Image.open(io.BytesIO(prepared)) as image:
        assert (image.format, image.size) == ("JPEG", (64, 36))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg/>",
        encode((LARGEST_SIDE + 1, 1), "PNG"),
        encode((64, 36), "JPEG")[:300],
        encode((4, 4), "WEBP"),
    ],
    ids=["empty", "svg", "large", "cut", "webp"],
)
def test_what_is_no_small_picture_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r".*"):
        prepare_picture(content)
