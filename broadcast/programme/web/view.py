"""What the edit pages show: the sessions of a day by room, private ones for those who see them, clashes in words."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

from broadcast.board.domain.board import Entry, EventInfo, Room, State, session_key
from broadcast.board.domain.display import ProjectionContext, project
from broadcast.board.domain.sessions import Session
from broadcast.board.domain.shown import ShownSession
from broadcast.board.domain.timing import expected_start, local_day, session_days
from broadcast.programme.domain.clashes import Booking, Clash
from broadcast.programme.ports import PrivateRow
from conference.languages import pick
from conference.texts.catalogues import Catalogues, key_family
from conference.texts.dates import format_time

CLASH = key_family("programme.clash.", ("room", "person"))
PRIVATE = "programme.private"


class SessionRow(Struct, frozen=True, kw_only=True):
    """One session of a day; `shown` is None for a private one."""

    id: str
    title: str
    room: str
    starts_at: datetime
    ends_at: datetime
    shown: ShownSession | None
    cancelled: bool = False


class RoomRows(Struct, frozen=True, kw_only=True):
    """A room with its sessions of a day, by time."""

    id: str
    name: str
    rows: tuple[SessionRow, ...]


class ClashText(Struct, frozen=True, kw_only=True):
    """A clash as a form confirms it, and in words."""

    code: str
    text: str


def states_of(entries: Mapping[str, Entry]) -> dict[str, State]:
    """Return the states of a board."""
    return {key: entry.state for key, entry in entries.items() if entry.state is not None}


def list_days(event_info: EventInfo | None, states: Mapping[str, State], zone: ZoneInfo) -> tuple[date, ...]:
    """Return the days of the event and those to which sessions were moved."""
    days = set(event_info.days if event_info else ())
    days |= {local_day(expected_start(one), zone) for one in states.values() if isinstance(one, Session)}
    return tuple(sorted(days))


def rooms_of_day(
    day: date, context: ProjectionContext, rooms: Sequence[Room], private: Sequence[PrivateRow], *, language: str
) -> tuple[RoomRows, ...]:
    """Return all rooms with their sessions of a day."""
    rows = [
        _public_row(state, context, language)
        for state in context.board.values()
        if isinstance(state, Session) and day in session_days(state, context.zone)
    ]
    rows += [
        _private_row(one, language) for one in private if local_day(one.session.plan.starts_at, context.zone) == day
    ]
    rows.sort(key=lambda row: (row.starts_at, row.id))
    return tuple(
        RoomRows(
            id=room.id,
            name=pick(room.name, language)[0],
            rows=tuple(row for row in rows if row.room == room.id),
        )
        for room in sorted(rooms, key=lambda one: (one.order, one.id))
    )


def tell_clashes(
    clashes: Sequence[Clash], context: ProjectionContext, catalogues: Catalogues, language: str
) -> list[ClashText]:
    """Return clashes in words; of a private session only that there is one."""
    return [ClashText(code=clash.code, text=_tell_clash(clash, context, catalogues, language)) for clash in clashes]


def _tell_clash(clash: Clash, context: ProjectionContext, catalogues: Catalogues, language: str) -> str:
    def name_booking(booking: Booking) -> str:
        state = context.board.get(session_key(booking.id))
        if booking.is_private:
            return catalogues.text(language, PRIVATE)
        return pick(state.title, language)[0] if isinstance(state, Session) else booking.id

    starts_at = max(clash.first.starts_at, clash.second.starts_at)
    ends_at = min(clash.first.ends_at, clash.second.ends_at)
    hours = "–".join(format_time(language, at, context.zone) for at in (starts_at, ends_at))
    is_private = clash.first.is_private or clash.second.is_private
    person = [pick(clash.person, language)[0]] if clash.person is not None and not is_private else []
    parts = [*person, hours, name_booking(clash.first), name_booking(clash.second)]
    return catalogues.text(language, CLASH[clash.kind.value], what=" · ".join(parts))


def _public_row(session: Session, context: ProjectionContext, language: str) -> SessionRow:
    shown = project(session, context, language)
    start = expected_start(session)
    return SessionRow(
        id=session.id,
        title=pick(session.title, language)[0],
        room=session.room,
        starts_at=start,
        ends_at=start + (session.ends_at - session.starts_at),
        shown=shown if isinstance(shown, ShownSession) else None,
    )


def _private_row(row: PrivateRow, language: str) -> SessionRow:
    plan = row.session.plan
    return SessionRow(
        id=row.session.id,
        title=pick(plan.title, language)[0],
        room=plan.room,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        shown=None,
        cancelled=row.session.cancelled,
    )
