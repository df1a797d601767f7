"""Photos prepared in the process of the test: to start the process of the studio takes longer than most tests.

Tests of that process use `PillowStudio` itself, and so do programs that tests start. Equal uploads are prepared once:
`tests/accreditation/applications/photo_decoding` shows that equal uploads give equal photos.
"""

from functools import lru_cache
from typing import IO

from accreditation.applications.photo_decoding import worker
from accreditation.applications.photo_decoding.frames import Answer
from accreditation.applications.photo_studio import PillowStudio


class QuickStudio(PillowStudio):
    """A studio with the same limits and answers."""

    async def _answer_to(self, upload: IO[bytes], size: int) -> Answer:
        upload.seek(0)
        return _answer_once(upload.read(size))


@lru_cache(maxsize=64)
def _answer_once(upload: bytes) -> Answer:
    return worker._answer_to(upload)
