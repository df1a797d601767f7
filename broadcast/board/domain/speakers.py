"""The list of speakers of one session: current, waiting and past speakers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from broadcast.board.domain.sessions import Phase, Session
from conference.errors import NotFoundError, RuleError
from conference.languages import Text


class Turn(StrEnum):
    """State of a speaker."""

    WAITING = "waiting"
    SPEAKING = "speaking"
    SPOKEN = "spoken"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """A State or organization (`name`), the function of its speaker (`role`), and the turn."""

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
    """Return the speaker who has the floor, or None."""
    return next((s for s in speakers.speakers if s.turn is Turn.SPEAKING), None)


def waiting_speakers(speakers: SpeakersList) -> tuple[Speaker, ...]:
    """Return the waiting speakers, next first."""
    return tuple(s for s in speakers.speakers if s.turn is Turn.WAITING)


def find_speaker(speakers: SpeakersList, speaker_id: str) -> Speaker:
    """Return the speaker with this id.

    Raises: NotFoundError `speakers.unknown_speaker`.
    """
    for speaker in speakers.speakers:
        if speaker.id == speaker_id:
            return speaker
    raise NotFoundError("speakers.unknown_speaker")


def give_floor(speakers: SpeakersList, speaker_id: str, *, session: Session, now: datetime) -> SpeakersList:
    """Return the list with the floor given to a speaker; the current speaker's statement ends.

    All but the current speaker may be called, out of order or again (right of reply).

    Raises: NotFoundError, and RuleError `speakers.not_in_session` or `speakers.already_speaking`.
    """
    _must_be_in_session(session)
    called = find_speaker(speakers, speaker_id)
    if called.turn is Turn.SPEAKING:
        raise RuleError("speakers.already_speaking")
    return _replace_speaker(
        _end_current(speakers, now), replace(called, turn=Turn.SPEAKING, began_at=now, ended_at=None)
    )


def give_floor_to_next(speakers: SpeakersList, *, session: Session, now: datetime) -> SpeakersList:
    """Return the list with the floor given to the next waiting speaker.

    Raises: RuleError `speakers.nobody_waiting`, and the errors of `give_floor`.
    """
    _must_be_in_session(session)
    waiting = waiting_speakers(speakers)
    if not waiting:
        raise RuleError("speakers.nobody_waiting")
    return give_floor(speakers, waiting[0].id, session=session, now=now)


def end_statement(speakers: SpeakersList, *, now: datetime) -> SpeakersList:
    """Return the list without a current speaker.

    Raises: RuleError `speakers.nobody_speaking`.
    """
    if current_speaker(speakers) is None:
        raise RuleError("speakers.nobody_speaking")
    return _end_current(speakers, now)


def skip_speaker(speakers: SpeakersList, speaker_id: str) -> SpeakersList:
    """Return the list with a waiting speaker skipped; they keep their place and may be called later.

    Raises: NotFoundError, and RuleError `speakers.not_waiting`.
    """
    speaker = find_speaker(speakers, speaker_id)
    if speaker.turn is not Turn.WAITING:
        raise RuleError("speakers.not_waiting")
    return _replace_speaker(speakers, replace(speaker, turn=Turn.SKIPPED))


def reinstate_speaker(speakers: SpeakersList, speaker_id: str) -> SpeakersList:
    """Return the list with a skipped speaker waiting again.

    Raises: NotFoundError, and RuleError `speakers.not_skipped`.
    """
    speaker = find_speaker(speakers, speaker_id)
    if speaker.turn is not Turn.SKIPPED:
        raise RuleError("speakers.not_skipped")
    return _replace_speaker(speakers, replace(speaker, turn=Turn.WAITING))


def reorder_speakers(speakers: SpeakersList, order: Sequence[str]) -> SpeakersList:
    """Return the list with the waiting speakers in the given order of ids; the others keep their places.

    Raises: RuleError `speakers.order_mismatch` unless `order` names exactly the waiting ones.
    """
    waiting = {s.id: s for s in waiting_speakers(speakers)}
    if sorted(order) != sorted(waiting):
        raise RuleError("speakers.order_mismatch")
    moved = iter(waiting[speaker_id] for speaker_id in order)
    return replace(speakers, speakers=tuple(next(moved) if s.turn is Turn.WAITING else s for s in speakers.speakers))


def add_speaker(speakers: SpeakersList, speaker: Speaker) -> SpeakersList:
    """Return the list with one more speaker at its end.

    Raises: RuleError `speakers.already_listed`.
    """
    if any(s.id == speaker.id for s in speakers.speakers):
        raise RuleError("speakers.already_listed")
    return replace(speakers, speakers=(*speakers.speakers, speaker))


def _must_be_in_session(session: Session) -> None:
    if session.phase is not Phase.IN_SESSION:
        raise RuleError("speakers.not_in_session")


def _end_current(speakers: SpeakersList, now: datetime) -> SpeakersList:
    current = current_speaker(speakers)
    return speakers if current is None else _replace_speaker(speakers, replace(current, turn=Turn.SPOKEN, ended_at=now))


def _replace_speaker(speakers: SpeakersList, changed: Speaker) -> SpeakersList:
    return replace(speakers, speakers=tuple(changed if s.id == changed.id else s for s in speakers.speakers))
