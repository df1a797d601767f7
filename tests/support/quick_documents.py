"""Documents drawn in the process of the test: to start a process for each takes longer than most tests.

Tests of that process use `ProcessStudio` itself. Equal files are drawn once.
"""

from functools import lru_cache

from accreditation.documents.document_studio import ProcessStudio
from accreditation.documents.rasterising.frames import Answer, Job, decode_answer, encode_message
from accreditation.documents.rasterising.worker import answer_job


class QuickDocumentStudio(ProcessStudio):
    """A studio with the same answers."""

    async def _answer_to(self, job: Job) -> Answer:
        return decode_answer(_answer_once(encode_message(job)))


@lru_cache(maxsize=64)
def _answer_once(message: bytes) -> bytes:
    return encode_message(answer_job(message))
