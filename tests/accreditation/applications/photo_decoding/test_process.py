"""The process that prepares photos: what it costs the server, and what a hostile upload or a crash costs others."""

import asyncio
import struct
import sys
import tempfile
from pathlib import Path

import pytest
from PIL import Image

from accreditation.applications.photo_decoding.preparing import prepare_photo
from accreditation.applications.photo_studio import PillowStudio
from conference.errors import InvalidError
from tests.support.photo_uploads import encoded, large_png, list_workers, opened, started_worker

MIB = 1024 * 1024


def colour_of(jpeg: bytes) -> tuple[int, ...]:
    return tuple(round(value, -2) for value in opened(jpeg).getpixel((300, 400)))  # type: ignore[union-attr]


def highest_memory() -> int:
    """The most bytes that were resident in this process since `forget_highest_memory`."""
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM:"))


def forget_highest_memory() -> None:
    Path("/proc/self/clear_refs").write_text("5")


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
async def test_large_pngs_cost_the_server_no_memory() -> None:
    png, studio = large_png(), PillowStudio()
    forget_highest_memory()
    before = highest_memory()
    photos = await asyncio.gather(studio.prepare(png), studio.prepare(png))
    assert [photo.width for photo in photos] == [600, 600]
    assert highest_memory() - before < 64 * MIB


async def test_worker_ends_when_no_upload_waits() -> None:
    studio, png = PillowStudio(), encoded(Image.new("RGB", (300, 400)), "PNG")
    await asyncio.gather(studio.prepare(png), studio.prepare(png))
    assert list_workers() == []


async def test_upload_may_be_a_file() -> None:
    png = encoded(Image.radial_gradient("L").resize((900, 1200)), "PNG")
    with tempfile.SpooledTemporaryFile() as file:
        file.write(png)
        assert await PillowStudio().prepare(file) == prepare_photo(png)


async def test_upload_whose_worker_is_killed_is_broken() -> None:
    studio = PillowStudio()
    upload = asyncio.create_task(studio.prepare(large_png()))
    waiting = asyncio.create_task(studio.prepare(encoded(Image.new("RGB", (300, 400)), "PNG")))
    (await started_worker()).kill()
    with pytest.raises(InvalidError) as caught:
        await upload
    assert caught.value.code == "photo.broken"
    assert (await waiting).width == 600


async def test_answer_to_a_cancelled_upload_is_dropped() -> None:
    studio = PillowStudio()
    red, blue = (encoded(Image.new("RGB", (3000, 4000), colour), "PNG") for colour in ("#f00", "#00f"))
    cancelled = asyncio.create_task(studio.prepare(red))
    waiting = asyncio.create_task(studio.prepare(blue))
    await started_worker()
    cancelled.cancel()
    assert colour_of((await waiting).jpeg) == (0, 0, 300)
    with pytest.raises(asyncio.CancelledError):
        await cancelled


def jpeg_of_separate_scans(side: int) -> bytes:
    """A grey JPEG of three components, each in a scan of its own: its decoder keeps six bytes a pixel."""

    def segment(marker: int, data: bytes) -> bytes:
        return bytes((0xFF, marker)) + struct.pack(">H", len(data) + 2) + data

    frame = struct.pack(">BHHB", 8, side, side, 3) + b"".join(bytes((n, 0x11, 0)) for n in (1, 2, 3))
    one_code = bytes((1, *[0] * 15, 0))
    head = segment(0xDB, bytes((0, *[1] * 64))) + segment(0xC0, frame)
    tables = segment(0xC4, b"\x00" + one_code) + segment(0xC4, b"\x10" + one_code)
    zeros = bytes((side // 8 + 1) ** 2 // 4 + 1)
    scans = b"".join(segment(0xDA, bytes((1, n, 0, 0, 63, 0))) + zeros for n in (1, 2, 3))
    return b"\xff\xd8" + head + tables + scans + b"\xff\xd9"


async def test_decoder_that_wants_too_much_memory_is_refused() -> None:
    assert (await PillowStudio().prepare(jpeg_of_separate_scans(1600))).width == 600
    with pytest.raises(InvalidError) as caught:
        await PillowStudio().prepare(jpeg_of_separate_scans(10_900))
    assert caught.value.code == "photo.broken"
