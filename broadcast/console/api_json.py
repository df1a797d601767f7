"""JSON of the board in the API: what programs send, and what they are answered (docs/api.md)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from broadcast.announcements.web.forms import MOST_ROOMS
from broadcast.board.domain.announcements import Announcement, Destination, Level, Targets
from broadcast.board.domain.board import Entry
from broadcast.board.domain.sessions import Phase, Reason, Session, Verb
from broadcast.board.domain.speaking.rolling_list import Leftover
from broadcast.feed.act_json import BoardIn, Moment
from conference.api.answers import CodeIn, NoteIn


class SessionOut(Struct, frozen=True, kw_only=True):
    """A session. `title` is by language; `version` is to be sent with an act."""

    id: str
    title: Mapping[str, str]
    kind: str
    room: str
    starts_at: datetime
    ends_at: datetime
    phase: Phase
    since: datetime | None
    until: datetime | None
    reason: Reason | None
    version: int


class SessionsOut(Struct, frozen=True):
    """The sessions, at an offset of the board."""

    sessions: list[SessionOut]
    epoch: str
    offset: int


class AnnouncementOut(Struct, frozen=True, kw_only=True):
    """An announcement: text by language, end (null: until withdrawn); rooms and destinations null: everywhere."""

    id: str
    text: Mapping[str, str]
    level: Level
    posted_at: datetime
    expires_at: datetime | None
    rooms: tuple[str, ...] | None
    destinations: tuple[Destination, ...] | None
    version: int


class AnnouncementsOut(Struct, frozen=True):
    """The announcements on the board."""

    announcements: list[AnnouncementOut]


class MoveIn(BoardIn, frozen=True, kw_only=True):
    """A transition of a session; `until` and `reason` are for the verbs that take them.

    `waiting` says what becomes of waiting speakers at an adjournment: they are kept on the list, struck off, or carried
    to the session `carry_to`. `confirm` opens a session whose script lacks a signature.
    """

    verb: Verb
    until: Moment | None = None
    reason: Reason | None = None
    waiting: Leftover = Leftover.KEPT
    carry_to: CodeIn = ""
    confirm: bool = False


class UndoIn(BoardIn, frozen=True, kw_only=True):
    """The key whose last change is undone, as in the answer to an act."""

    key: Annotated[str, Meta(min_length=1, max_length=200)]


class AnnouncementIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An announcement in the operator's own words, by language; without rooms and destinations: for everywhere."""

    text: dict[str, NoteIn]
    level: Level = Level.INFO
    expires_at: Moment | None = None
    rooms: Annotated[list[CodeIn], Meta(max_length=MOST_ROOMS)] | None = None
    destinations: Annotated[list[Destination], Meta(max_length=len(Destination))] | None = None


def targets_of(body: AnnouncementIn) -> Targets:
    """Return where an announcement is to be shown."""
    rooms, destinations = tuple(body.rooms or ()), tuple(body.destinations or ())
    return Targets(rooms=rooms or None, destinations=destinations or None)


def session_out(entry: Entry, session: Session) -> SessionOut:
    """Return a session."""
    return SessionOut(
        id=session.id,
        title=session.title,
        kind=session.kind,
        room=session.room,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        phase=session.phase,
        since=session.since,
        until=session.until,
        reason=session.reason,
        version=entry.version,
    )


def announcement_out(entry: Entry, announcement: Announcement) -> AnnouncementOut:
    """Return an announcement. Placeholders of a prepared text are not filled in."""
    return AnnouncementOut(
        id=announcement.id,
        text=announcement.text,
        level=announcement.level,
        posted_at=announcement.posted_at,
        expires_at=announcement.expires_at,
        rooms=announcement.rooms,
        destinations=announcement.destinations,
        version=entry.version,
    )
