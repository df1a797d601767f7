"""The process that makes pictures of documents: limits, crashes, waiting."""

import asyncio

import pytest

from accreditation.documents import document_studio
from accreditation.documents.document_studio import DocumentProcess, ProcessStudio
from conference.errors import InvalidError, ThrottledError
from tests.support.document_files import pdf, word_file
from tests.support.document_samples import LETTER


async def test_document_is_drawn_in_a_process_of_its_own() -> None:
    prepared = await ProcessStudio().prepare(pdf(2), LETTER)
    assert (prepared.media, len(prepared.pages)) == ("pdf", 2)


async def test_refusal_of_the_process_reaches_the_caller() -> None:
    with pytest.raises(InvalidError, match=r"document\.word"):
        await ProcessStudio().prepare(word_file(), LETTER)


async def test_file_that_ends_the_process_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DocumentProcess, "module", "tests.support.no_such_worker")
    with pytest.raises(InvalidError, match=r"document\.broken"):
        await ProcessStudio().prepare(pdf(), LETTER)


async def test_file_that_takes_too_long_is_asked_for_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document_studio, "_DOCUMENT_S", 0)
    with pytest.raises(ThrottledError, match=r"document\.busy"):
        await ProcessStudio().prepare(pdf(), LETTER)


async def test_crowd_is_asked_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document_studio, "MAX_WAITING", 1)
    studio = ProcessStudio()
    outcomes = await asyncio.gather(*(studio.prepare(word_file(), LETTER) for _ in range(2)), return_exceptions=True)
    assert sorted(type(one).__name__ for one in outcomes) == ["InvalidError", "ThrottledError"]
