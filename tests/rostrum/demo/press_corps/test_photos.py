"""Drawn photos: the right size, small, varied, the same in every run."""

import asyncio
import hashlib
import io
import subprocess
import sys

import pytest
from PIL import Image

from accreditation.applications.photo_studio import prepare_photo
from rostrum.demo.press_corps import draw_photo
from rostrum.demo.press_corps.drawing import drawn_photos
from tests.support.paths import ROOT

SEED = 20251025
KEYS = [f"press-{number:03d}" for number in range(1, 41)]


@pytest.fixture(scope="module")
def photos() -> list[bytes]:
    return [draw_photo(key, SEED) for key in KEYS]


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


async def test_program_draws_the_same_photos_with_thumbnails(photos: list[bytes]) -> None:
    async with drawn_photos(KEYS, SEED) as drawn:
        prepared = [photo async for photo in drawn]
    assert [photo.jpeg for photo in prepared] == photos
    for photo in prepared[:3]:
        assert photo.sha256 == hashlib.sha256(photo.jpeg).hexdigest()
        assert Image.open(io.BytesIO(photo.jpeg)).size == (photo.width, photo.height)
        assert Image.open(io.BytesIO(photo.thumbnail)).size == (120, 160)


async def test_program_ends_with_its_reader() -> None:
    async with asyncio.timeout(20), drawn_photos(KEYS * 50, SEED) as drawn:
        assert (await anext(drawn)).width == 600


async def test_program_without_keys_draws_nothing() -> None:
    async with drawn_photos([], SEED) as drawn:
        assert [photo async for photo in drawn] == []


def test_studio_takes_a_drawn_photo(photos: list[bytes]) -> None:
    prepared = prepare_photo(photos[0])
    assert (prepared.width, prepared.height) == (600, 800)
