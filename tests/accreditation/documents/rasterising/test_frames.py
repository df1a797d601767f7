"""Messages of the process that draws documents."""

import msgspec
import pytest

from accreditation.documents.domain.pictures import PreparedPage
from accreditation.documents.rasterising.frames import (
    Answer,
    Drawn,
    Failed,
    Job,
    Refused,
    decode_answer,
    decode_job,
    encode_message,
)


@pytest.mark.parametrize(
    "answer",
    [
        Drawn("pdf", (PreparedPage(b"jpeg", 600, 800),)),
        Refused("document.too_many_pages", {"pages": 11, "most": 10}),
        Failed("ValueError()"),
    ],
)
def test_answer_is_read_as_it_was_written(answer: Answer) -> None:
    assert decode_answer(encode_message(answer)) == answer


def test_job_is_read_as_it_was_written() -> None:
    job = Job(b"\x00data", ("pdf",), 10)
    assert decode_job(encode_message(job)) == job
    with pytest.raises(msgspec.DecodeError):
        decode_job(b"\xff")
