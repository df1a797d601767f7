"""The list of speakers of one session: current, waiting and past speakers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from broadcast.board.domain.sessions import Phase, Session
from broadcast.board.domain.speaking.speaking_time import Timer, stop_timer
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
    """A State or organization (`name`), the function of its speaker (`role`), and the turn.

    `country` is the ISO 3166 code of a State ("" for others), `speaker_class` a code of `SpeakingRules.classes` ("" for
    none). `reply` counts rights of reply: 0 is the statement itself. `is_entered`: by an operator, not by the
    programme. `timer` is set once the speaker has had the floor.
    """

    id: str
    name: Text
    role: Text
    turn: Turn = Turn.WAITING
    began_at: datetime | None = None
    ended_at: datetime | None = None
    country: str = ""
    speaker_class: str = ""
    reply: int = 0
    is_entered: bool = False
    timer: Timer | None = None

    def __hash__(self) -> int:
        """Return the hash of the id: texts by language have none."""
        return hash(self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakersList:
    """The speakers of a session in the order they are to speak. At most one is speaking.

    A closed list takes rights of reply only. `limits` are time limits in seconds by class, in place of the event's.
    `removed` are the ids of speakers of the programme who were removed.
    """

    session_id: str
    speakers: tuple[Speaker, ...] = ()
    is_closed: bool = False
    limits: Mapping[str, int] = field(default_factory=dict)
    removed: tuple[str, ...] = ()

    def __hash__(self) -> int:
        """Return the hash of the session's id: limits by class have none."""
        return hash(self.session_id)


def current_speaker(speakers: SpeakersList) -> Speaker | None:
    """Return the speaker who has the floor, or None."""
    return next((s for s in speakers.speakers if s.turn is Turn.SPEAKING), None)


def waiting_speakers(speakers: SpeakersList) -> tuple[Speaker, ...]:
    """Return the waiting speakers, next first."""
    return tuple([one for one in speakers.speakers if one.turn is Turn.WAITING])


def floor_of(speakers: SpeakersList) -> tuple[Speaker | None, Speaker | None]:
    """Return the current speaker and the next one, which the session of the list shows."""
    waiting = waiting_speakers(speakers)
    return current_speaker(speakers), waiting[0] if waiting else None


def find_speaker(speakers: SpeakersList, speaker_id: str) -> Speaker:
    """Return the speaker with this id.

    Raises: NotFoundError `speakers.unknown_speaker`.
    """
    for speaker in speakers.speakers:
        if speaker.id == speaker_id:
            return speaker
    raise NotFoundError("speakers.unknown_speaker")


def must_be_in_session(session: Session) -> None:
    """Raise RuleError `speakers.not_in_session` unless the session is in session."""
    if session.phase is not Phase.IN_SESSION:
        raise RuleError("speakers.not_in_session")


def close_floor(speakers: SpeakersList, now: datetime) -> SpeakersList:
    """Return the list with the current statement ended, if there is one."""
    current = current_speaker(speakers)
    if current is None:
        return speakers
    timer = stop_timer(current.timer, now) if current.timer else None
    return replace_speaker(speakers, replace(current, turn=Turn.SPOKEN, ended_at=now, timer=timer))


def give_floor(
    speakers: SpeakersList, speaker_id: str, *, session: Session, now: datetime, limit_s: int | None = None
) -> SpeakersList:
    """Return the list with the floor given to a speaker for `limit_s` seconds; the current speaker's statement ends.

    Speakers may be called out of order. One who has spoken is entered again as a right of reply (`rolling_list`).

    Raises: NotFoundError, and RuleError `speakers.not_in_session`, `speakers.already_speaking` or
    `speakers.already_spoken`.
    """
    must_be_in_session(session)
    called = find_speaker(speakers, speaker_id)
    if called.turn is Turn.SPEAKING:
        raise RuleError("speakers.already_speaking")
    if called.turn is Turn.SPOKEN:
        raise RuleError("speakers.already_spoken")
    given = replace(called, turn=Turn.SPEAKING, began_at=now, ended_at=None, timer=Timer(limit_s=limit_s))
    return replace_speaker(close_floor(speakers, now), given)


def next_speaker(speakers: SpeakersList) -> Speaker:
    """Return the next waiting speaker.

    Raises: RuleError `speakers.nobody_waiting`.
    """
    waiting = waiting_speakers(speakers)
    if not waiting:
        raise RuleError("speakers.nobody_waiting")
    return waiting[0]


def end_statement(speakers: SpeakersList, *, now: datetime) -> SpeakersList:
    """Return the list without a current speaker.

    Raises: RuleError `speakers.nobody_speaking`.
    """
    if current_speaker(speakers) is None:
        raise RuleError("speakers.nobody_speaking")
    return close_floor(speakers, now)


def skip_speaker(speakers: SpeakersList, speaker_id: str) -> SpeakersList:
    """Return the list with a waiting speaker skipped; they keep their place and may be called later.

    Raises: NotFoundError, and RuleError `speakers.not_waiting`.
    """
    speaker = find_speaker(speakers, speaker_id)
    if speaker.turn is not Turn.WAITING:
        raise RuleError("speakers.not_waiting")
    return replace_speaker(speakers, replace(speaker, turn=Turn.SKIPPED))


def reinstate_speaker(speakers: SpeakersList, speaker_id: str) -> SpeakersList:
    """Return the list with a skipped speaker waiting again.

    Raises: NotFoundError, and RuleError `speakers.not_skipped`.
    """
    speaker = find_speaker(speakers, speaker_id)
    if speaker.turn is not Turn.SKIPPED:
        raise RuleError("speakers.not_skipped")
    return replace_speaker(speakers, replace(speaker, turn=Turn.WAITING))


def reorder_speakers(speakers: SpeakersList, order: Sequence[str]) -> SpeakersList:
    """Return the list with the waiting speakers in the given order of ids; the others keep their places.

    Raises: RuleError `speakers.order_mismatch` unless `order` names exactly the waiting ones.
    """
    waiting = {s.id: s for s in waiting_speakers(speakers)}
    if sorted(order) != sorted(waiting):
        raise RuleError("speakers.order_mismatch")
    moved = iter(waiting[speaker_id] for speaker_id in order)
    return replace(speakers, speakers=tuple(next(moved) if s.turn is Turn.WAITING else s for s in speakers.speakers))


def replace_speaker(speakers: SpeakersList, changed: Speaker) -> SpeakersList:
    """Return the list with a changed speaker at the same place."""
    return replace(speakers, speakers=tuple(changed if s.id == changed.id else s for s in speakers.speakers))
