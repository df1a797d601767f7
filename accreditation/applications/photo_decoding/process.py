"""The server's end of a process that decodes uploads: starts it, sends uploads, reads answers, ends it."""

import asyncio
import os
import socket
import subprocess
import sys
from typing import IO, ClassVar, Self

from msgspec import DecodeError

from accreditation.applications.photo_decoding.frames import (
    LENGTH_BYTES,
    Answer,
    decode_answer,
    decode_length,
    encode_length,
)

_VARIABLES = ("PATH", "LD_LIBRARY_PATH", "PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV")
"""Environment of the process: what Python needs, and no address or password of a database."""

_PHOTOS_OF_A_PROCESS = 50

_PIECE_BYTES = 256 * 1024
"""Part of an upload that the server holds in memory."""


class ProcessEndedError(Exception):
    """The process ended, or its answer could not be read, before it had answered an upload."""


class DecoderProcess:
    """A running process of the program `module`, whose standard input and output are one socket.

    `most_answer_bytes` is the longest answer that is read.
    """

    module: ClassVar[str]
    most_answer_bytes: ClassVar[int]

    def __init__(
        self, process: "subprocess.Popen[bytes]", answers: asyncio.StreamReader, uploads: asyncio.StreamWriter
    ) -> None:
        self._process = process
        self._answers = answers
        self._uploads = uploads

    @classmethod
    async def start(cls) -> Self:
        """Start the process. Raises OSError."""
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                process = await asyncio.to_thread(_start_worker, cls.module, theirs.fileno())
            return cls(process, *await asyncio.open_connection(sock=ours))
        except BaseException:
            ours.close()  # which ends the process, if it has started
            raise

    @property
    def is_running(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    async def exchange(self, upload: IO[bytes], size: int) -> bytes:
        """Send an upload of `size` bytes and return the content of the answer. Raises ProcessEndedError."""
        try:
            self._uploads.write(encode_length(size))
            await self._send(upload)
            length = decode_length(await self._answers.readexactly(LENGTH_BYTES))
            if length > self.most_answer_bytes:
                raise ProcessEndedError
            return await self._answers.readexactly(length)
        except (ConnectionError, asyncio.IncompleteReadError) as error:
            raise ProcessEndedError from error

    async def _send(self, upload: IO[bytes]) -> None:
        upload.seek(0)
        while piece := await asyncio.to_thread(upload.read, _PIECE_BYTES):
            self._uploads.write(piece)
            await self._uploads.drain()

    async def end(self) -> int:
        """Kill it; gives its exit code."""
        self._process.kill()
        self._uploads.close()
        return await asyncio.to_thread(self._process.wait)


class PhotoProcess(DecoderProcess):
    """A running `worker` of photos."""

    module = "accreditation.applications.photo_decoding.worker"
    most_answer_bytes = 4 * 1024 * 1024
    """Many times a photo of the worst quality."""

    _photos_left = _PHOTOS_OF_A_PROCESS

    @property
    def is_usable(self) -> bool:
        """Whether it runs, and has not prepared so many photos that a new one should take its place."""
        return self.is_running and self._photos_left > 0

    async def prepare(self, upload: IO[bytes], size: int) -> Answer:
        """The answer to an upload of `size` bytes. Raises ProcessEndedError."""
        self._photos_left -= 1
        try:
            return decode_answer(await self.exchange(upload, size))
        except DecodeError as error:
            raise ProcessEndedError from error


def _start_worker(module: str, connection: int) -> "subprocess.Popen[bytes]":
    """Start the process on the file descriptor of a socket.

    Not by asyncio: uvloop forks, which copies the page tables of the server and stops its event loop for 20 ms, where
    `subprocess` uses vfork.
    """
    return subprocess.Popen(  # noqa: S603 - a constant command
        (sys.executable, "-m", module),
        stdin=connection,
        stdout=connection,
        env={name: os.environ[name] for name in _VARIABLES if name in os.environ},
        start_new_session=True,
    )
