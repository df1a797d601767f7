"""Texts of statements: accepted files, who may read them when, and the links by which they come and are read."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from broadcast.board.domain.speakers import Speaker, SpeakersList, Turn
from conference.errors import InvalidError, NotFoundError, RuleError

MOST_BYTES = 10 * 1024 * 1024
_PDF_TAIL = 2048
_HEAD = b"%PDF-"
_ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFile|RichMedia|XFA)\b")
_PROTECTED = re.compile(rb"/Encrypt\b")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


class Media(StrEnum):
    """Format of a text."""

    PDF = "pdf"
    TEXT = "txt"


class Purpose(StrEnum):
    """What a link is for: a delegation hands in its text, interpreters read the texts of a session."""

    HAND_IN = "hand_in"
    INTERPRET = "interpret"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLink:
    """A link, of which the digest of its secret is stored. `speaker_id` is "" for that of interpreters."""

    id: str
    digest: str
    purpose: Purpose
    session_id: str
    speaker_id: str
    expires_at: datetime
    revoked_at: datetime | None = None


class Statement(Struct, frozen=True, kw_only=True):
    """A text that was handed in; `reads` counts how often interpreters have opened it. Size in bytes."""

    id: str
    session_id: str
    speaker_id: str
    media: Media
    size: int
    received_at: datetime
    reads: int = 0


def recognise_media(content: bytes) -> Media:
    """Return the format of a file by its content, whatever its name.

    Raises: InvalidError with the field `file`: `statement.empty`, `statement.too_large`, `statement.unknown_format`,
    `statement.broken` for a PDF without its end, `statement.protected` and `statement.active` for a PDF that is
    encrypted or contains scripts or files.
    """
    if not content:
        raise _refuse_file("statement.empty")
    if len(content) > MOST_BYTES:
        raise _refuse_file("statement.too_large")
    if not content.startswith(_HEAD):
        return _recognise_text(content)
    if b"%%EOF" not in content[-_PDF_TAIL:]:
        raise _refuse_file("statement.broken")
    if _PROTECTED.search(content):
        raise _refuse_file("statement.protected")
    if _ACTIVE.search(content):
        raise _refuse_file("statement.active")
    return Media.PDF


def must_be_valid(link: StatementLink | None, purpose: Purpose, now: datetime) -> StatementLink:
    """Return the link.

    Raises: NotFoundError `statement.link_unknown` for one that is unknown, expired, revoked or for another purpose.
    """
    if link is None or link.purpose is not purpose or link.revoked_at is not None or link.expires_at <= now:
        raise NotFoundError("statement.link_unknown")
    return link


def must_be_waiting(speaker: Speaker) -> None:
    """Raise RuleError `statement.delivered` once the speaker has had the floor: the text is replaced until then."""
    if is_delivered(speaker):
        raise RuleError("statement.delivered")


def is_delivered(speaker: Speaker) -> bool:
    """Return whether the speaker has had the floor, so that the text is public."""
    return speaker.turn in (Turn.SPEAKING, Turn.SPOKEN)


def delivered_speakers(speakers: SpeakersList | None) -> tuple[Speaker, ...]:
    """Return the speakers whose texts are public."""
    return tuple(one for one in speakers.speakers if is_delivered(one)) if speakers else ()


def _recognise_text(content: bytes) -> Media:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _refuse_file("statement.unknown_format") from None
    if _CONTROL.search(text):
        raise _refuse_file("statement.unknown_format")
    return Media.TEXT


def _refuse_file(code: str) -> InvalidError:
    return InvalidError(code, {"file": code})
