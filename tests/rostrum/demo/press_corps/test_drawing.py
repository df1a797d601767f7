"""Photos drawn by a separate program: the same, in order, until its reader ends."""

import asyncio
import hashlib
import io

import pytest
from PIL import Image

from rostrum.demo.press_corps.drawing import _read_photos, drawn_photos, write_photos
from tests.rostrum.demo.press_corps.conftest import KEYS, SEED


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


async def test_output_that_ends_within_a_photo_is_an_error() -> None:
    stream = asyncio.StreamReader()
    stream.feed_data((5).to_bytes(4, "big") + b"photo" + (9).to_bytes(4, "big") + b"thumb")
    stream.feed_eof()
    with pytest.raises(EOFError):
        await anext(_read_photos(stream, 1))


def test_each_block_follows_its_length(photos: list[bytes]) -> None:
    out = io.BytesIO()
    write_photos(KEYS[:2], SEED, out)
    data, blocks = out.getvalue(), []
    while data:
        length = int.from_bytes(data[:4], "big")
        blocks.append(data[4 : 4 + length])
        data = data[4 + length :]
    assert [blocks[0], blocks[2]] == photos[:2]
    assert [Image.open(io.BytesIO(block)).size for block in blocks] == 2 * [(600, 800), (120, 160)]
