"""The list of speakers of one session: who has the floor, who is next, who has spoken."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from broadcast.board.domain.sessions import Phase, Session
from conference.errors import NotFoundError, RuleError
from conference.languages import Text


class Turn(StrEnum):
    """Where a speaker stands."""

    WAITING = "waiting"
    SPEAKING = "speaking"
    SPOKEN = "spoken"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Who takes the floor: a State or organization (`name`) and who speaks for it (`role`), and their turn."""

    id: str
    name: Text
    role: Text
    turn: Turn = Turn.WAITING
    began_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakersList:
    """The speakers of a session in the order they are to speak. At most one is speaking."""

    session_id: str
    speakers: tuple[Speaker, ...] = ()


def current_speaker(speakers: SpeakersList) -> Speaker | None:
    """Who has the floor."""
    return next((s for s in speakers.speakers if s.turn is Turn.SPEAKING), None)


def waiting_speakers(speakers: SpeakersList) -> tuple[Speaker, ...]:
    """Who is still to speak, next first."""
    return tuple(s for s in speakers.speakers if s.turn is Turn.WAITING)


def find_speaker(speakers: SpeakersList, speaker_id: str) -> Speaker:
    """The speaker with this id. Raises NotFoundError."""
    for speaker in speakers.speakers:
        if speaker.id == speaker_id:
            return speaker
    raise NotFoundError("speakers.unknown_speaker")


def give_floor(speakers: SpeakersList, speaker_id: str, *, session: Session, now: datetime) -> SpeakersList:
    """The list with the floor given to a speaker; whoever had it has spoken.

    Anyone but the present speaker may be called, out of order or again (right of reply). Raises NotFoundError, and
    RuleError `speakers.not_in_session` or `speakers.already_speaking`.
    """
    _must_be_in_session(session)
    called = find_speaker(speakers, speaker_id)
    if called.turn is Turn.SPEAKING:
        raise RuleError("speakers.already_speaking")
    return _with(_ended(speakers, now), replace(called, turn=Turn.SPEAKING, began_at=now, ended_at=None))


def give_floor_to_next(speakers: SpeakersList, *, session: Session, now: datetime) -> SpeakersList:
    """The list with the floor given to whoever is next. Raises RuleError `speakers.nobody_waiting` too."""
    _must_be_in_session(session)
    waiting = waiting_speakers(speakers)
    if not waiting:
        raise RuleError("speakers.nobody_waiting")
    return give_floor(speakers, waiting[0].id, session=session, now=now)


def end_statement(speakers: SpeakersList, *, now: datetime) -> SpeakersList:
    """The list with nobody on the floor. Raises RuleError `speakers.nobody_speaking`."""
    if current_speaker(speakers) is None:
        raise RuleError("speakers.nobody_speaking")
    return _ended(speakers, now)


def skip_speaker(speakers: SpeakersList, speaker_id: str) -> SpeakersList:
    """The list with a waiting speaker passed over; they keep their place and may be called later.

    Raises NotFoundError, and RuleError `speakers.not_waiting`.
    """
    speaker = find_speaker(speakers, speaker_id)
    if speaker.turn is not Turn.WAITING:
        raise RuleError("speakers.not_waiting")
    return _with(speakers, replace(speaker, turn=Turn.SKIPPED))


def reinstate_speaker(speakers: SpeakersList, speaker_id: str) -> SpeakersList:
    """The list with a skipped speaker waiting again. Raises NotFoundError, and RuleError `speakers.not_skipped`."""
    speaker = find_speaker(speakers, speaker_id)
    if speaker.turn is not Turn.SKIPPED:
        raise RuleError("speakers.not_skipped")
    return _with(speakers, replace(speaker, turn=Turn.WAITING))


def reorder_speakers(speakers: SpeakersList, order: Sequence[str]) -> SpeakersList:
    """The list with the waiting speakers in the order of their ids; the others stay where they are.

    Raises RuleError `speakers.order_mismatch` unless `order` names exactly the waiting ones.
    """
    waiting = {s.id: s for s in waiting_speakers(speakers)}
    if sorted(order) != sorted(waiting):
        raise RuleError("speakers.order_mismatch")
    moved = iter(waiting[speaker_id] for speaker_id in order)
    return replace(speakers, speakers=tuple(next(moved) if s.turn is Turn.WAITING else s for s in speakers.speakers))


def add_speaker(speakers: SpeakersList, speaker: Speaker) -> SpeakersList:
    """The list with one more speaker at its end. Raises RuleError `speakers.already_listed`."""
    if any(s.id == speaker.id for s in speakers.speakers):
        raise RuleError("speakers.already_listed")
    return replace(speakers, speakers=(*speakers.speakers, speaker))


def _must_be_in_session(session: Session) -> None:
    if session.phase is not Phase.IN_SESSION:
        raise RuleError("speakers.not_in_session")


def _ended(speakers: SpeakersList, now: datetime) -> SpeakersList:
    current = current_speaker(speakers)
    return speakers if current is None else _with(speakers, replace(current, turn=Turn.SPOKEN, ended_at=now))


def _with(speakers: SpeakersList, changed: Speaker) -> SpeakersList:
    return replace(speakers, speakers=tuple(changed if s.id == changed.id else s for s in speakers.speakers))
