"""Prepare uploaded photos in a process of their own, one at a time.

The process starts with the first upload and ends when no other one waits; its memory ends with it. An upload waits in
the temporary file of its request and is read piece by piece, so that the server never holds a whole one.
"""

import asyncio
import io
import os
from typing import IO

import structlog

from accreditation.applications.domain.photos import PreparedPhoto, require_size
from accreditation.applications.photo_decoding.frames import Answer, Failed, Prepared, Refused
from accreditation.applications.photo_decoding.process import PhotoProcess, ProcessEndedError
from conference.errors import InvalidError, ThrottledError
from conference.free_memory import release_free_memory

MAX_WAITING = 24
"""Uploads that wait or are being prepared: above that a newcomer is asked to come back."""

RETRY_S = 10

_PHOTO_S = 60.0
"""Longest time for one upload, for a machine that is busy; the process itself limits its processor time."""

_RELEASE_AFTER_S = 5.0
"""Seconds after the last upload, in which the buffers of its request are freed too."""

_log = structlog.get_logger(__name__)


class PillowStudio:
    """`accreditation.applications.ports.PhotoStudio` by Pillow, in a process beside the server."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._process: PhotoProcess | None = None
        self._releasing: asyncio.TimerHandle | None = None

    async def prepare(self, upload: bytes | IO[bytes]) -> PreparedPhoto:
        """The photo, upright, 3:4, without metadata. A file is read when its turn comes.

        Raises:
            InvalidError: A `photo.*` code; `photo.broken` also when the process did not survive the upload.
            ThrottledError: `photo.busy`, when too many wait, or no process can be started or answers in time.
        """
        try:
            return await self._prepare_in_turn(io.BytesIO(upload) if isinstance(upload, bytes) else upload)
        finally:
            self._release_memory_later()

    async def _prepare_in_turn(self, upload: IO[bytes]) -> PreparedPhoto:
        size = upload.seek(0, os.SEEK_END)
        require_size(size)
        if self._waiting >= MAX_WAITING:
            raise ThrottledError("photo.busy", retry_after_s=RETRY_S)
        self._waiting += 1
        try:
            async with self._turn:
                return _photo_in(await self._answer_to(upload, size))
        finally:
            self._waiting -= 1
            if not self._waiting:
                await self._end_process()

    async def _answer_to(self, upload: IO[bytes], size: int) -> Answer:
        try:
            async with asyncio.timeout(_PHOTO_S):
                process = await self._usable_process()
                return await process.prepare(upload, size)
        except ProcessEndedError:
            _log.warning("photo_worker.ended", code=await self._end_process(), upload_bytes=size)
            raise InvalidError("photo.broken") from None
        except OSError as error:  # TimeoutError among them
            await self._end_process()
            _log.warning("photo.process_failed", error=repr(error), upload_bytes=size)
            raise ThrottledError("photo.busy", retry_after_s=RETRY_S) from error
        except asyncio.CancelledError:
            await self._end_process()  # or its answer would be taken for that to the next upload
            raise

    async def _usable_process(self) -> PhotoProcess:
        if self._process is not None and not self._process.is_usable:
            await self._end_process()
        if self._process is None:
            self._process = await PhotoProcess.start()
        return self._process

    async def _end_process(self) -> int | None:
        """End the process, if one runs; gives its exit code."""
        process, self._process = self._process, None
        return await process.end() if process else None

    def _release_memory_later(self) -> None:
        """Release what the buffers of requests have left in the heap, once no upload has come for a while."""
        if self._releasing is not None:
            self._releasing.cancel()
        loop = asyncio.get_running_loop()
        self._releasing = loop.call_later(_RELEASE_AFTER_S, loop.run_in_executor, None, release_free_memory)


def door_photo(jpeg: bytes) -> bytes:
    """A kept photo at the size that doors show. Some milliseconds of work: not on the event loop."""
    from accreditation.applications.photo_decoding import preparing  # noqa: PLC0415 - Pillow, for nodes with doors

    return preparing.door_photo(jpeg)


def _photo_in(answer: Answer) -> PreparedPhoto:
    match answer:
        case Prepared(photo):
            return photo
        case Refused(code, params):
            raise InvalidError(code, None, **params)
        case Failed(error):
            _log.warning("photo.failed", error=error)
            raise InvalidError("photo.broken")
