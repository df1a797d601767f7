"""What a calendar or a feed says of each session, in one language."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from broadcast.board.domain.sessions import Phase
from broadcast.board.domain.shown import ShownSession
from broadcast.feed.public_board import PublicBoard
from broadcast.publish.feeds.history import BoardHistory, SessionRecord
from broadcast.publish.feeds.selection import Selection
from conference.languages import language
from conference.texts.catalogues import Catalogues

_NAMED_FIRST = frozenset({Phase.DELAYED, Phase.SUSPENDED, Phase.POSTPONED, Phase.CANCELLED})
"""Phases that stand before the title, because calendars show little else and many ignore the status."""


class Status(StrEnum):
    """Status of an event of a calendar (RFC 5545 §3.8.1.11)."""

    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One session. `tag` is the BCP 47 tag of the title's language; texts are "" where nothing is said.

    `number` grows with each change of the session or of the event's names.
    """

    id: str
    number: int
    changed_at: datetime
    starts_at: datetime
    ends_at: datetime
    status: Status
    title: str
    tag: str
    place: str = ""
    kind: str = ""
    details: str = ""


class EntryMaker(Struct, frozen=True, kw_only=True):
    """Make entries of the sessions of a board, which is in the language `code`."""

    board: PublicBoard
    history: BoardHistory
    code: str
    catalogues: Catalogues

    def list_entries(self, selection: Selection, now: datetime) -> list[Entry]:
        """Return the entries of the selected sessions, those that were removed lately after the others.

        Raises: NotFoundError: the event has no such day, room, session or kind.
        """
        selection.check(self.board, self.history, now)
        shown = [self._show_session(one) for one in selection.list_shown(self.board)]
        removed = [self._show_removed(one) for one in selection.list_removed(self.board, self.history, now)]
        return [*shown, *removed]

    def list_changed(self, now: datetime) -> list[Entry]:
        """Return the entries of the sessions that are not as the event planned them, and of those removed lately."""
        shown = [one for one in self.board.sessions if one.phase != Phase.SCHEDULED or one.changes]
        removed = Selection().list_removed(self.board, self.history, now)
        return [*map(self._show_session, shown), *map(self._show_removed, removed)]

    def _show_session(self, session: ShownSession) -> Entry:
        record = self.history.sessions[session.id]
        return Entry(
            id=session.id,
            number=max(record.number, self.history.event_number),
            changed_at=max(record.changed_at, self.history.event_changed_at),
            starts_at=record.starts_at,
            ends_at=record.ends_at,
            status=_status_of(session),
            title=_title_of(session),
            tag=language(session.language).tag,
            place=self._name_place(session),
            kind=session.kind_label,
            details=self._list_details(session),
        )

    def _show_removed(self, record: SessionRecord) -> Entry:
        """Return the entry of a removed session, which may be private now: its hours, without its title or room."""
        return Entry(
            id=record.session.id,
            number=record.number,
            changed_at=record.changed_at,
            starts_at=record.starts_at,
            ends_at=record.ends_at,
            status=Status.CANCELLED,
            title=self.catalogues.text(self.code, "feeds.removed"),
            tag=language(self.code).tag,
        )

    def _name_place(self, session: ShownSession) -> str:
        venue = self.board.event.venue if self.board.event else ""
        return "\n".join(name for name in (session.room_name, venue) if name)

    def _list_details(self, session: ShownSession) -> str:
        lines = [
            session.kind_label,
            "" if session.phase == Phase.SCHEDULED else session.phase_label,
            session.reason or "",
            *(change.text for change in session.changes),
            self.catalogues.text(self.code, "board.assumed") if session.assumed else "",
            self.board.event.name if self.board.event else "",
        ]
        return "\n".join(line for line in lines if line)


def _status_of(session: ShownSession) -> Status:
    if session.phase == Phase.CANCELLED:
        return Status.CANCELLED
    return Status.TENTATIVE if session.phase == Phase.POSTPONED and session.until is None else Status.CONFIRMED


def _title_of(session: ShownSession) -> str:
    return f"{session.phase_label} · {session.title}" if session.phase in _NAMED_FIRST else session.title
