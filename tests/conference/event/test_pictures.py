"""Pictures for the press: checked with the folder, encoded upright and without metadata."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from conference.event.pictures import (
    MOST_PICTURES,
    THUMBNAIL,
    PictureError,
    check_picture,
    encode_picture,
    encode_thumbnail,
    find_picture_faults,
)
from tests.conference.event.folders import change, copied_event, problem

ORIENTATION, POSITION, LATITUDE = 0x0112, 0x8825, 2


def photograph(size: tuple[int, int] = (800, 400)) -> bytes:
    """A JPEG of a camera that was held on its side, with the position of the camera."""
    image, encoded = Image.new("RGB", size, "#a31f19"), io.BytesIO()
    exif = image.getexif()
    exif[ORIENTATION] = 6
    exif[POSITION] = {LATITUDE: (21.0, 1.0, 42.0)}
    image.save(encoded, "JPEG", exif=exif)
    return encoded.getvalue()


@pytest.mark.parametrize(("encode", "size"), [(encode_picture, (400, 800)), (encode_thumbnail, (180, THUMBNAIL[1]))])
def test_metadata_is_dropped(encode: Callable[[bytes], bytes], size: tuple[int, int]) -> None:
    assert b"Exif" in photograph()
    encoded = encode(photograph())
    assert b"Exif" not in encoded
    with Image.open(io.BytesIO(encoded)) as image:
        assert (image.format, image.size) == ("JPEG", size)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no readable"),
        (photograph()[:300], "no readable"),
        (photograph((12_001, 10)), "too many pixels"),
    ],
)
def test_unfit_pictures_are_refused(content: bytes, said: str) -> None:
    with pytest.raises(PictureError, match=said):
        check_picture(content)


def test_pictures_are_checked_with_the_folder(tmp_path: Path) -> None:
    folder = copied_event(tmp_path / "event")
    change(folder, "pictures.toml", '"drawn-hall.png"', '"../drawn-hall.png"')
    assert problem(folder).startswith("pictures.toml: pictures (drawn-hall): file: expected the name of a file")
    change(folder, "pictures.toml", '"../drawn-hall.png"', '"drawn-hall.jpg"')
    assert problem(folder) == "pictures.toml: pictures (drawn-hall): file: drawn-hall.jpg is not in the folder"


def test_files_used_twice_and_too_many_are_named() -> None:
    names = ["one.jpg", "one.jpg", *(f"{number}.jpg" for number in range(MOST_PICTURES - 1))]
    files = dict.fromkeys(names, photograph((8, 8)))
    assert [one.problem for one in find_picture_faults(names, files)] == ["used twice", f"more than {MOST_PICTURES}"]
