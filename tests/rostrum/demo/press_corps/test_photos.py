"""Drawn photos: size, variety, the same in every run."""

import hashlib
import io
import subprocess
import sys

from PIL import Image

from accreditation.applications.photo_decoding.preparing import prepare_photo
from rostrum.demo.press_corps import draw_photo
from tests.rostrum.demo.press_corps.conftest import KEYS, SEED
from tests.support.paths import ROOT


def test_photos_are_jpegs_of_600_by_800_without_metadata(photos: list[bytes]) -> None:
    for photo in photos:
        image = Image.open(io.BytesIO(photo))
        assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (600, 800))
        assert dict(image.getexif()) == {}


def test_photos_have_at_most_thirty_kilobytes(photos: list[bytes]) -> None:
    assert max(map(len, photos)) <= 30_000


def test_photos_differ_from_person_to_person(photos: list[bytes]) -> None:
    assert len({hashlib.sha256(photo).digest() for photo in photos}) == len(KEYS)
    small = [Image.open(io.BytesIO(photo)).resize((6, 8)).tobytes() for photo in photos]
    assert len(set(small)) == len(KEYS)


def test_photo_has_a_face_on_a_lighter_wall(photos: list[bytes]) -> None:
    for photo in photos:
        image = Image.open(io.BytesIO(photo))
        corner, face = image.getpixel((20, 20)), image.getpixel((300, 440))
        assert isinstance(corner, tuple)
        assert isinstance(face, tuple)
        assert sum(abs(a - b) for a, b in zip(corner, face, strict=True)) > 20


def test_photo_is_the_same_in_another_process(photos: list[bytes]) -> None:
    program = (
        "import hashlib\nfrom rostrum.demo.press_corps import draw_photo\n"
        f"print(hashlib.sha256(draw_photo({KEYS[0]!r}, {SEED})).hexdigest())"
    )
    root = ROOT
    other = subprocess.run([sys.executable, "-c", program], cwd=root, check=True, capture_output=True, text=True).stdout
    assert other.strip() == hashlib.sha256(photos[0]).hexdigest()


def test_photo_depends_on_key_and_seed(photos: list[bytes]) -> None:
    assert draw_photo(KEYS[0], SEED + 1) != photos[0]
    assert draw_photo(KEYS[1], SEED) != photos[0]


def test_studio_takes_a_drawn_photo(photos: list[bytes]) -> None:
    prepared = prepare_photo(photos[0])
    assert (prepared.width, prepared.height) == (600, 800)
