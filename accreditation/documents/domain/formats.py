"""Format of an uploaded file by its bytes, whatever its name says, and why a file is refused. Pure (A16)."""

from collections.abc import Collection

from conference.errors import InvalidError

PDF, JPEG, PNG, WEBP = "pdf", "jpeg", "png", "webp"

HEAD_BYTES = 1024
TAIL_BYTES = 66_000
"""Bytes at the end of a file in which the directory of a ZIP archive would end."""

_EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP, _ZIP_END, _ZIP_HEAD = b"PK\x03\x04", b"PK\x05\x06", (b"PK\x03\x04", b"PK\x05\x06")
_HEIC = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"}


def detect_format(data: bytes, accepted: Collection[str]) -> str:
    """Return the format of a file: pdf, jpeg, png or webp.

    Raises:
        InvalidError: `document.virus_test`, `document.heic`, `document.word`, `document.zip`, `document.svg`;
            `document.polyglot` for a file of two formats; `document.unknown_format`; `document.not_accepted` for a
            format that this kind of document does not accept.
    """
    head = data[:HEAD_BYTES]
    found = _find_image(head) or (PDF if head.startswith(b"%PDF-") else "")
    if not found:
        raise InvalidError(_reason_of(data, head))
    if _has_second_format(data, head, found):
        raise InvalidError("document.polyglot")
    if found not in accepted:
        raise InvalidError("document.not_accepted", format=found.upper())
    return found


def _find_image(head: bytes) -> str:
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    return WEBP if head[:4] == b"RIFF" and head[8:12] == b"WEBP" else ""


def _reason_of(data: bytes, head: bytes) -> str:
    """Return the code of the refusal of a file that is neither a PDF nor an accepted image."""
    if head.startswith(_EICAR):
        return "document.virus_test"
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC:
        return "document.heic"
    if head.startswith(_ZIP_HEAD):
        is_office = any(
            name in data[:4096] for name in (b"[Content_Types].xml", b"word/", b"mimetypeapplication/vnd.oasis")
        )
        return "document.word" if is_office else "document.zip"
    if head.startswith((_OLE, b"{\\rtf")):
        return "document.word"
    if b"<svg" in head.lower():
        return "document.svg"
    return "document.polyglot" if b"%PDF-" in head else "document.unknown_format"


def _has_second_format(data: bytes, head: bytes, found: str) -> bool:
    is_pdf_too = found != PDF and b"%PDF-" in head
    return is_pdf_too or _ZIP_END in data[-TAIL_BYTES:] or _has_markup(head)


def _has_markup(head: bytes) -> bool:
    """Return whether a browser that ignores types could take the file for a page."""
    lowered = head.lower()
    return any(mark in lowered for mark in (b"<script", b"<html", b"<!doctype html", b"<svg"))
