"""Files that letters of assignment may be. Pure."""

from conference.errors import InvalidError

MAX_LETTER_BYTES = 8 * 1024 * 1024
LETTER_MEGABYTES = MAX_LETTER_BYTES // (1024 * 1024)

LETTER_TYPES = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}
"""First bytes of a file → its media type."""

ACCEPTED = ",".join(LETTER_TYPES.values())
"""Media types that the input of the form offers."""


def letter_type(content: bytes) -> str:
    """Return the media type of a file by its content.

    Raises InvalidError: `letter_file.empty`, `letter_file.too_large`, `letter_file.unknown_format`.
    """
    if not content:
        raise InvalidError("letter_file.empty")
    if len(content) > MAX_LETTER_BYTES:
        raise InvalidError("letter_file.too_large", megabytes=LETTER_MEGABYTES)
    found = next((kind for start, kind in LETTER_TYPES.items() if content.startswith(start)), None)
    if found is None:
        raise InvalidError("letter_file.unknown_format")
    return found
