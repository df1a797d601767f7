"""Make pictures of documents in a process for each, one at a time."""

import asyncio
import io

import structlog
from msgspec import DecodeError

from accreditation.applications.photo_decoding.process import DecoderProcess, ProcessEndedError
from accreditation.documents.domain.kinds import Kind
from accreditation.documents.domain.pictures import PreparedDocument
from accreditation.documents.domain.uploads import require_size
from accreditation.documents.rasterising.frames import (
    Answer,
    Drawn,
    Failed,
    Job,
    Refused,
    decode_answer,
    encode_message,
)
from conference.errors import InvalidError, ThrottledError

MAX_WAITING = 12
"""Documents that wait or are being drawn: above that a newcomer is asked to come back."""

RETRY_S = 15

_DOCUMENT_S = 120.0
"""Longest time for one document, for a machine that is busy; the process itself limits its processor time."""

_log = structlog.get_logger(__name__)


class DocumentProcess(DecoderProcess):
    """A running `accreditation.documents.rasterising.worker`."""

    module = "accreditation.documents.rasterising.worker"
    most_answer_bytes = 96 * 1024 * 1024


class ProcessStudio:
    """`accreditation.documents.ports.DocumentStudio` by PDFium and Pillow, in processes beside the server."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()
        self._waiting = 0

    async def prepare(self, data: bytes, kind: Kind) -> PreparedDocument:
        """Return the pictures of a file's pages.

        Raises:
            InvalidError: A `document.*` code; `document.broken` also when the process did not survive the file.
            ThrottledError: `document.busy`, when too many wait, or no process can be started or answers in time.
        """
        require_size(len(data), kind)
        if self._waiting >= MAX_WAITING:
            raise ThrottledError("document.busy", retry_after_s=RETRY_S)
        self._waiting += 1
        try:
            async with self._turn:
                return _document_in(await self._answer_to(Job(data, tuple(sorted(kind.types)), kind.most_pages)))
        finally:
            self._waiting -= 1

    async def _answer_to(self, job: Job) -> Answer:
        process: DocumentProcess | None = None
        message = encode_message(job)
        try:
            async with asyncio.timeout(_DOCUMENT_S):
                process = await DocumentProcess.start()
                return decode_answer(await process.exchange(io.BytesIO(message), len(message)))
        except (ProcessEndedError, DecodeError):
            _log.warning("document_worker.ended", upload_bytes=len(job.data))
            raise InvalidError("document.broken") from None
        except OSError as error:  # TimeoutError among them
            _log.warning("document.process_failed", error=repr(error), upload_bytes=len(job.data))
            raise ThrottledError("document.busy", retry_after_s=RETRY_S) from error
        finally:
            if process is not None:
                await process.end()


def _document_in(answer: Answer) -> PreparedDocument:
    match answer:
        case Drawn(media, pages):
            return PreparedDocument(media, pages)
        case Refused(code, params):
            raise InvalidError(code, None, **params)
        case Failed(error):
            _log.warning("document.failed", error=error)
            raise InvalidError("document.broken")
