"""Texts of statements: accepted files, who may read them when, and the links by which they come and are read."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from broadcast.board.domain.board import State, session_key, speakers_key
from broadcast.board.domain.sessions import Phase, Session
from broadcast.board.domain.speakers import Speaker, SpeakersList, Turn, waiting_speakers
from broadcast.board.domain.timing import expected_start
from conference.errors import InvalidError, NotFoundError, RuleError

MOST_BYTES = 10 * 1024 * 1024
_PDF_TAIL = 2048
_HEAD = b"%PDF-"
_ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFile|RichMedia|XFA)\b")
_PROTECTED = re.compile(rb"/Encrypt\b")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")

_TO_COME = frozenset({Phase.SCHEDULED, Phase.DELAYED, Phase.IN_SESSION, Phase.SUSPENDED})


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
    """A text that was handed in; `reads` counts how often interpreters have opened it. Size in bytes.

    `is_announced`: the delegation agreed that the press learns of the text before it is public.
    """

    id: str
    session_id: str
    speaker_id: str
    media: Media
    size: int
    received_at: datetime
    reads: int = 0
    is_announced: bool = False


class ExpectedStatement(Struct, frozen=True, kw_only=True):
    """A statement of which the press learns before its text is public; `at` is when its session begins."""

    session: Session
    speaker: Speaker
    at: datetime


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


def list_expected(board: Mapping[str, State], announced: Iterable[tuple[str, str]]) -> list[ExpectedStatement]:
    """Return the announced statements (session and speaker by id) that are still to come, in the order of the board.

    Those of sessions that are over, cancelled or postponed are left out.
    """
    speakers_by_session = dict[str, set[str]]()
    for session_id, speaker_id in announced:
        speakers_by_session.setdefault(session_id, set()).add(speaker_id)
    expected = []
    for session_id, chosen in speakers_by_session.items():
        session, speakers = board.get(session_key(session_id)), board.get(speakers_key(session_id))
        if isinstance(session, Session) and isinstance(speakers, SpeakersList) and session.phase in _TO_COME:
            at = expected_start(session)
            waiting = [one for one in waiting_speakers(speakers) if one.id in chosen]
            expected += [ExpectedStatement(session=session, speaker=one, at=at) for one in waiting]
    return sorted(expected, key=lambda one: (one.at, one.session.id))


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
