"""The board: the latest state of each key, and the revision it stands at (DESIGN §4.1)."""

from dataclasses import dataclass
from datetime import date

from broadcast.board.domain.announcements import Announcement
from broadcast.board.domain.sessions import Session
from broadcast.board.domain.signing import Tally
from broadcast.board.domain.speakers import SpeakersList
from conference.languages import Text

EVENT = "event"
TALLY = "tally"
SESSION = "session/"
SPEAKERS = "speakers/"
ANNOUNCEMENT = "announcement/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A room that screens may show."""

    id: str
    name: Text
    order: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class EventInfo:
    """What the conference is called, where and on which days it is; the state of the key `event`."""

    name: Text
    short_name: Text
    theme: Text
    venue: Text
    timezone: str
    days: tuple[date, ...]
    rooms: tuple[Room, ...] = ()


State = EventInfo | Session | SpeakersList | Tally | Announcement
"""What a key may hold. Everything in it may be shown to anyone; what is private has no type here."""


@dataclass(frozen=True, slots=True)
class Revision:
    """How far a board has come: commits are counted by `offset` within one `epoch`."""

    epoch: str
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a key holds: `state` since `offset`; None once it has been taken off the board.

    `version` is the offset of the last change of the state itself; a later `offset` only says that what is shown
    depends on something else that changed. `previous` is the offset of the version that an undo returns to: 0 for
    "was not there", None when there is nothing to undo.
    """

    key: str
    offset: int
    version: int
    previous: int | None
    state: State | None


def session_key(session_id: str) -> str:
    """The key of a session."""
    return SESSION + session_id


def speakers_key(session_id: str) -> str:
    """The key of a session's list of speakers."""
    return SPEAKERS + session_id


def announcement_key(announcement_id: str) -> str:
    """The key of an announcement."""
    return ANNOUNCEMENT + announcement_id


def dependent_keys(key: str) -> tuple[str, ...]:
    """The keys whose projection also shows the state of `key`: a session shows who has its floor."""
    return (session_key(key.removeprefix(SPEAKERS)),) if key.startswith(SPEAKERS) else ()
