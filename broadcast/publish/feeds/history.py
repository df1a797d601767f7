"""What the log of the board says of each session: the number of its last change, and its hours as announced."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from broadcast.board.domain.board import EventInfo
from broadcast.board.domain.sessions import NOT_BEGUN, Phase, Session
from broadcast.board.domain.speaking.speaking_time import SpeakingRules
from broadcast.board.ports import Change

FIRST_NUMBER_AT = datetime(2020, 1, 1, tzinfo=UTC)
"""Changes are numbered by their second since this time: the numbers fit 31 bits until 2088."""

SHORTEST_RESUMPTION = timedelta(minutes=30)
"""Duration of a resumed session whose planned time was used up before it was suspended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRecord:
    """A session as it was last on the board.

    `number` is that of its last change. `starts_at` and `ends_at` are the hours as last announced: a new start or a
    resumption counts, and stays when the session has begun. `removed_at`: it is not on the board any more.
    """

    session: Session
    number: int
    changed_at: datetime
    starts_at: datetime
    ends_at: datetime
    removed_at: datetime | None = None


class BoardHistory:
    """The records of all sessions that were ever on the board, from its log.

    The numbers are the same on every node and after every start, because they follow from the log alone. They grow
    with each change, in another epoch too, and after a backup without the last changes: they follow the time.
    """

    def __init__(self) -> None:
        self.offset = 0
        self.sessions: dict[str, SessionRecord] = {}
        self.event_number = 0
        self.event_changed_at = FIRST_NUMBER_AT
        self._event: EventInfo | None = None
        self._number = 0

    def add_changes(self, changes: Iterable[Change], *, until: int) -> None:
        """Add changes of sessions and of the event, oldest first. `until` is the offset up to which none is missing."""
        for change in changes:
            if isinstance(change.state, EventInfo):
                self._add_event(change, replace(change.state, speaking=SpeakingRules()))
            else:
                self._add_session(change)
        self.offset = until

    def _add_event(self, change: Change, event: EventInfo) -> None:
        if event != self._event:
            self._event = event
            self.event_number, self.event_changed_at = self._next_number(change), change.at

    def _add_session(self, change: Change) -> None:
        session_id = change.key.partition("/")[2]
        before = self.sessions.get(session_id)
        if isinstance(change.state, Session):
            if before is None or before.removed_at is not None or before.session != change.state:
                starts_at, ends_at = announced_hours(change.state, before)
                self.sessions[session_id] = SessionRecord(
                    session=change.state,
                    number=self._next_number(change),
                    changed_at=change.at,
                    starts_at=starts_at,
                    ends_at=ends_at,
                )
        elif before is not None and before.removed_at is None:
            self.sessions[session_id] = replace(
                before, number=self._next_number(change), changed_at=change.at, removed_at=change.at
            )

    def _next_number(self, change: Change) -> int:
        self._number = max(self._number + 1, int((change.at - FIRST_NUMBER_AT).total_seconds()))
        return self._number


def announced_hours(session: Session, before: SessionRecord | None) -> tuple[datetime, datetime]:
    """Return start and end of a session as announced; `before` is its record until now."""
    planned = session.starts_at, session.ends_at
    if session.phase in NOT_BEGUN and session.until is not None:
        return session.until, session.until + (session.ends_at - session.starts_at)
    if session.phase is Phase.SCHEDULED or before is None or _planned_hours(before.session) != planned:
        return planned
    if session.phase is Phase.SUSPENDED and session.until is not None:
        return session.until, session.until + _remaining_time(session, before)
    return before.starts_at, before.ends_at


def _planned_hours(session: Session) -> tuple[datetime, datetime]:
    return session.starts_at, session.ends_at


def _remaining_time(session: Session, before: SessionRecord) -> timedelta:
    """Return how long a suspended session lasts after its resumption."""
    if before.session.phase is Phase.SUSPENDED and before.session.until is not None:
        return before.ends_at - before.starts_at
    return max(before.ends_at - (session.since or before.starts_at), SHORTEST_RESUMPTION)
