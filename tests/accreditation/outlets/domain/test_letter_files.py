import pytest

from accreditation.outlets.domain.letter_files import MAX_LETTER_BYTES, letter_type
from conference.errors import InvalidError


@pytest.mark.parametrize(
    ("content", "kind"),
    [(b"%PDF-1.7", "application/pdf"), (b"\xff\xd8\xff\xe0", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png")],
)
def test_letters_are_known_by_their_content(content: bytes, kind: str) -> None:
    assert letter_type(content) == kind


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "letter_file.empty"),
        (b"PK\x03\x04", "letter_file.unknown_format"),
        (b"%PDF-" + bytes(MAX_LETTER_BYTES), "letter_file.too_large"),
    ],
)
def test_other_files_are_refused(content: bytes, code: str) -> None:
    with pytest.raises(InvalidError) as refused:
        letter_type(content)
    assert refused.value.code == code
