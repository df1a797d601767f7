"""Uploads that arrive in pieces (tus 1.0): limits and states. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from msgspec import Struct

from accreditation.documents.domain.kinds import MEGABYTE, Kind
from conference.errors import ConflictError, InvalidError, RuleError

UPLOAD_LIFE = timedelta(hours=24)
"""How long an upload is kept after its latest byte."""

MOST_UPLOADS = 6
"""Unfinished uploads of one application."""

MOST_UPLOAD_BYTES = 50 * MEGABYTE
"""Largest upload of any kind."""

PIECE_BYTES = 128 * 1024
"""Bytes that are stored together when they arrive fast."""

PIECE_WITHIN_S = 1.0
"""Seconds after which received bytes are stored, even few: a cut loses what arrived in this time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """Upload of a document of some kind: `received` of `size` bytes are stored."""

    id: str
    application_id: str
    kind: str
    size: int
    received: int
    expires_at: datetime

    @property
    def is_complete(self) -> bool:
        """Whether all bytes have arrived."""
        return self.received == self.size


class Piece(Struct, frozen=True):
    """Stored, sealed piece of an upload, which begins at byte `start`."""

    start: int
    sealed: bytes


def require_size(size: int, kind: Kind) -> None:
    """Check the number of bytes of a file. Raises InvalidError `document.empty`, `document.too_large`."""
    if size <= 0:
        raise InvalidError("document.empty")
    if size > kind.most_bytes:
        raise InvalidError("document.too_large", megabytes=kind.most_bytes // MEGABYTE)


def require_few(unfinished: int) -> None:
    """Raise RuleError `document.too_many_uploads` when an application has as many uploads as it may have."""
    if unfinished >= MOST_UPLOADS:
        raise RuleError("document.too_many_uploads")


def require_piece(upload: Upload, start: int, length: int) -> None:
    """Check that a piece follows what is stored.

    Raises:
        ConflictError: `document.offset`, when other bytes are expected.
        InvalidError: `document.too_large`, when more arrives than was announced.
    """
    if start != upload.received:
        raise ConflictError("document.offset")
    if start + length > upload.size:
        raise InvalidError("document.too_large", megabytes=max(1, upload.size // MEGABYTE))


def upload_label(upload_id: str, start: int) -> str:
    """Return what a sealed piece is."""
    return f"upload {upload_id} {start}"


def page_label(document_id: str, number: int) -> str:
    """Return what a sealed picture of a page is."""
    return f"document {document_id} page {number}"
