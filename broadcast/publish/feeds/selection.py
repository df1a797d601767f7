"""Which sessions a calendar or a feed has: all, those of a day or a room, or one; of every kind, or of one."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from broadcast.board.domain.shown import ShownSession
from broadcast.board.domain.timing import local_day
from broadcast.feed.public_board import PublicBoard, belongs_to
from broadcast.publish.feeds.history import BoardHistory, SessionRecord
from conference.errors import NotFoundError

REMOVED_FOR = timedelta(days=30)
"""How long a session that was removed from the programme is sent as cancelled, for calendars that ask seldom."""


class Scope(StrEnum):
    """What the sessions have in common; the words of the addresses."""

    PROGRAMME = "programme"
    DAY = "days"
    ROOM = "rooms"
    SESSION = "sessions"


class Selection(Struct, frozen=True, kw_only=True):
    """A scope with the day (ISO 8601), room or session, and the kind of session ("": every kind)."""

    scope: Scope = Scope.PROGRAMME
    name: str = ""
    kind: str = ""

    def check(self, board: PublicBoard, history: BoardHistory, now: datetime) -> None:
        """Raise NotFoundError when the event has no such day, room, session or kind."""
        kinds = {record.session.kind for record in history.sessions.values()}
        if (self.kind and self.kind not in kinds) or not self._is_known(board, history, now):
            raise NotFoundError("feeds.unknown_selection")

    def list_shown(self, board: PublicBoard) -> list[ShownSession]:
        """Return the sessions of the board that are selected, by their times."""
        return [one for one in board.sessions if self._is_kind(one.kind) and self._contains_shown(one, board)]

    def list_removed(self, board: PublicBoard, history: BoardHistory, now: datetime) -> list[SessionRecord]:
        """Return the selected sessions that were removed from the board lately, by their times."""
        removed = [
            one
            for one in _list_lately_removed(history, now)
            if self._is_kind(one.session.kind) and self._contains_removed(one, board)
        ]
        return sorted(removed, key=lambda one: (one.starts_at, one.session.id))

    def _is_kind(self, kind: str) -> bool:
        return self.kind in ("", kind)

    def _is_known(self, board: PublicBoard, history: BoardHistory, now: datetime) -> bool:
        match self.scope:
            case Scope.PROGRAMME:
                return True
            case Scope.DAY if board.event and self.name in {day.isoformat() for day in board.event.days}:
                return True
            case Scope.ROOM if board.event and self.name in {room.id for room in board.event.rooms}:
                return True
        return any(self._contains_shown(one, board) for one in board.sessions) or any(
            self._contains_removed(one, board) for one in _list_lately_removed(history, now)
        )

    def _contains_shown(self, session: ShownSession, board: PublicBoard) -> bool:
        match self.scope:
            case Scope.PROGRAMME:
                return True
            case Scope.DAY:
                return belongs_to(session, self.name, board.zone)
            case Scope.ROOM:
                return session.room == self.name
            case Scope.SESSION:
                return session.id == self.name

    def _contains_removed(self, record: SessionRecord, board: PublicBoard) -> bool:
        match self.scope:
            case Scope.PROGRAMME:
                return True
            case Scope.DAY:
                return local_day(record.starts_at, board.zone).isoformat() == self.name
            case Scope.ROOM:
                return record.session.room == self.name
            case Scope.SESSION:
                return record.session.id == self.name


def _list_lately_removed(history: BoardHistory, now: datetime) -> Iterator[SessionRecord]:
    for record in history.sessions.values():
        if record.removed_at is not None and now - record.removed_at < REMOVED_FOR:
            yield record
