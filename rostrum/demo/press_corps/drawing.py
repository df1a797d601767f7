"""Photos drawn by a separate program, on another core, while this process writes to the database.

As a program: `python -m rostrum.demo.press_corps.drawing SEED KEY…` writes, for each key in turn, the photo and its
thumbnail to standard output, each after its length as four bytes, big-endian.
"""

from __future__ import annotations

import asyncio
import hashlib
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import BinaryIO

from accreditation.applications.domain.photos import PreparedPhoto
from rostrum.demo.press_corps.photos import SIZE, draw_photo_and_thumbnail

_LENGTH_BYTES = 4


@asynccontextmanager
async def drawn_photos(keys: Sequence[str], seed: int) -> AsyncIterator[AsyncIterator[PreparedPhoto]]:
    """Yield the prepared photos of `draw_photo` for these keys, in order.

    The program ends with the block. Raises EOFError when it ended before its last photo.
    """
    program = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        __name__,
        str(seed),
        *keys,
        stdout=asyncio.subprocess.PIPE,
        stdin=asyncio.subprocess.DEVNULL,
    )
    try:
        if program.stdout is None:
            raise EOFError("no output")
        yield _read_photos(program.stdout, len(keys))
    finally:
        if program.returncode is None:
            program.kill()
        await program.wait()


async def _read_photos(stream: asyncio.StreamReader, count: int) -> AsyncIterator[PreparedPhoto]:
    for _ in range(count):
        jpeg, thumbnail = await _read_block(stream), await _read_block(stream)
        yield PreparedPhoto(jpeg, thumbnail, hashlib.sha256(jpeg).hexdigest(), *SIZE)


async def _read_block(stream: asyncio.StreamReader) -> bytes:
    length = int.from_bytes(await stream.readexactly(_LENGTH_BYTES), "big")
    return await stream.readexactly(length)


def write_photos(keys: Sequence[str], seed: int, out: BinaryIO) -> None:
    """Draw the photos of these keys and write them to `out`, in the program's format."""
    for key in keys:
        for block in draw_photo_and_thumbnail(key, seed):
            out.write(len(block).to_bytes(_LENGTH_BYTES, "big"))
            out.write(block)
    out.flush()


if __name__ == "__main__":
    write_photos(sys.argv[2:], int(sys.argv[1]), sys.stdout.buffer)
