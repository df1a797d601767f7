"""A rehearsal, and the copy of the programme with which its board begins."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from broadcast.board.domain.alerts import SiteAlert
from broadcast.board.domain.announcements import Announcement
from broadcast.board.domain.board import State
from broadcast.board.domain.identification import Identification
from broadcast.board.domain.sessions import Phase, Session
from broadcast.board.domain.signing import Tally
from broadcast.board.domain.speakers import SpeakersList, Turn
from broadcast.rehearsal.domain.timing import Pace

EPOCH = "rehearsal"
"""Beginning of the epochs of rehearsals. Those of the live board begin with `ep_`."""

_HELD = frozenset({Phase.IN_SESSION, Phase.SUSPENDED, Phase.ADJOURNED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """A rehearsal of a day of the programme, at its pace. It runs until `ended_at` is set; one runs at a time.

    `token_digest` is the SHA-256 of the token that screens and the feed are opened with.
    """

    id: str
    day: date
    pace: Pace
    token_digest: str
    started_at: datetime
    started_by: str
    started_by_name: str
    ended_at: datetime | None = None

    @property
    def is_running(self) -> bool:
        """Whether the rehearsal has not ended."""
        return self.ended_at is None


def planned_states(board: Mapping[str, State], *, at: datetime) -> dict[str, State]:
    """Return the states with which a rehearsal begins, from those of the live board.

    The plan is copied with its changes: times, rooms, delays, cancellations. Sessions that were held are planned again,
    all speakers wait, nothing is signed, and there are no announcements. `at` is the time of the empty tally.
    """
    planned = {key: _plan_state(state, at) for key, state in board.items()}
    return {key: state for key, state in planned.items() if state is not None}


def _plan_state(state: State, at: datetime) -> State | None:
    match state:
        case Session():
            return _plan_session(state)
        case SpeakersList():
            return _plan_speakers(state)
        case Tally():
            return replace(state, signatures=(), as_of=at)
        case Announcement() | SiteAlert() | Identification():
            return None
    return state


def _plan_session(session: Session) -> Session:
    if session.phase not in _HELD:
        return session
    return replace(session, phase=Phase.SCHEDULED, since=None, until=None, reason=None)


def _plan_speakers(speakers: SpeakersList) -> SpeakersList:
    waiting = tuple(replace(speaker, turn=Turn.WAITING, began_at=None, ended_at=None) for speaker in speakers.speakers)
    return replace(speakers, speakers=waiting)
