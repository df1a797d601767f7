"""Answers of the process that draws documents: an error of a decoder is an answer too."""

import pytest

from accreditation.documents.rasterising import worker
from accreditation.documents.rasterising.frames import Drawn, Failed, Job, Refused, encode_message
from accreditation.documents.rasterising.worker import answer_job
from tests.support.document_files import pdf


def test_job_is_answered() -> None:
    assert isinstance(answer_job(encode_message(Job(pdf(), ("pdf",), 1))), Drawn)
    refused = answer_job(encode_message(Job(pdf(2), ("pdf",), 1)))
    assert refused == Refused("document.too_many_pages", {"pages": 2, "most": 1})


def test_unexpected_error_is_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Job) -> None:
        raise ZeroDivisionError("x" * 1000)

    monkeypatch.setattr(worker, "draw_document", fail)
    answer = answer_job(encode_message(Job(pdf(), ("pdf",), 1)))
    assert isinstance(answer, Failed)
    assert len(answer.error) <= 300
