"""The board: the latest state of each key, and its revision (DESIGN §4.1)."""

from dataclasses import dataclass
from datetime import date

from msgspec import Struct

from broadcast.board.domain.alerts import SiteAlert
from broadcast.board.domain.announcements import Announcement
from broadcast.board.domain.identification import Identification
from broadcast.board.domain.interpretation import Interpretation
from broadcast.board.domain.ratifications import Ratifications
from broadcast.board.domain.sessions import Session
from broadcast.board.domain.signing import Calling, Tally
from broadcast.board.domain.speakers import SpeakersList
from broadcast.board.domain.speaking.speaking_time import SpeakingRules
from conference.languages import Text

EVENT = "event"
TALLY = "tally"
CALLING = "calling"
RATIFICATIONS = "ratifications"
SESSION = "session/"
SPEAKERS = "speakers/"
ANNOUNCEMENT = "announcement/"
ALERT = "alert/"
IDENTIFICATION = "identification"
INTERPRETATION = "interpretation/"


class Room(Struct, frozen=True, kw_only=True):
    """A room that screens may show."""

    id: str
    name: Text
    order: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class EventInfo:
    """The conference's name, theme (empty: none), venue, days, rooms, time limits; the state of the key `event`."""

    name: Text
    short_name: Text
    theme: Text
    venue: Text
    timezone: str
    days: tuple[date, ...]
    rooms: tuple[Room, ...] = ()
    speaking: SpeakingRules = SpeakingRules()


State = (
    EventInfo
    | Session
    | SpeakersList
    | Tally
    | Calling
    | Ratifications
    | Announcement
    | SiteAlert
    | Identification
    | Interpretation
)
"""State of a key. All of it is public; private data have no type here."""


@dataclass(frozen=True, slots=True)
class Revision:
    """Position of a board: `offset` counts commits within one `epoch`."""

    epoch: str
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Latest state of a key, changed at `offset`; None once the key is removed from the board.

    `version` is the offset of the last change of the state itself; a later `offset` means that only the projection
    changed, because it depends on another key. `previous` is the offset of the version that an undo restores: 0 for
    "not on the board", None when there is nothing to undo. `act` is the offset of the first change of the act that
    made this version, if the act has written several keys: an undo takes all of them back. None: an act of one key.
    """

    key: str
    offset: int
    version: int
    previous: int | None
    state: State | None
    act: int | None = None


def session_key(session_id: str) -> str:
    """Return the key of a session."""
    return SESSION + session_id


def speakers_key(session_id: str) -> str:
    """Return the key of a session's list of speakers."""
    return SPEAKERS + session_id


def interpretation_key(session_id: str) -> str:
    """Return the key of the interpretation of a session."""
    return INTERPRETATION + session_id


def announcement_key(announcement_id: str) -> str:
    """Return the key of an announcement."""
    return ANNOUNCEMENT + announcement_id


def alert_key(alert_id: str) -> str:
    """Return the key of an alert."""
    return ALERT + alert_id


def dependent_keys(key: str) -> tuple[str, ...]:
    """Return the keys whose projection also shows the state of `key`: a session shows its current speaker."""
    return (session_key(key.removeprefix(SPEAKERS)),) if key.startswith(SPEAKERS) else ()
