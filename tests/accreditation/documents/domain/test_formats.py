"""Formats by the bytes of a file. Covers A16."""

import pytest

from accreditation.documents.domain.formats import detect_format
from conference.errors import InvalidError
from tests.support.document_files import archive, pdf, picture, word_file

ALL = ("jpeg", "pdf", "png", "webp")


@pytest.mark.parametrize(
    ("data", "found"),
    [(pdf(), "pdf"), (picture(), "jpeg"), (picture("PNG"), "png"), (picture("WEBP"), "webp")],
)
def test_format_is_found_by_the_bytes(data: bytes, found: str) -> None:
    assert detect_format(data, ALL) == found


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "document.unknown_format"),
        (b"%PDF", "document.unknown_format"),
        (b"\n%PDF-1.5", "document.polyglot"),
        (archive("letter.pdf"), "document.zip"),
        (archive(), "document.zip"),
        (word_file(), "document.word"),
        (archive("[Content_Types].xml"), "document.word"),
        (b"{\\rtf1 text}", "document.word"),
        (picture("PNG") + archive("a"), "document.polyglot"),
        (b"<html><body>", "document.unknown_format"),
        (b'<!-- --><svg xmlns="x">', "document.svg"),
    ],
)
def test_other_files_are_refused_by_name(data: bytes, code: str) -> None:
    with pytest.raises(InvalidError) as error:
        detect_format(data, ALL)
    assert error.value.code == code
