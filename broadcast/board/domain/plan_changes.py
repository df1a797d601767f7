"""How a session differs from the loaded event, as the texts that screens show."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from broadcast.board.domain.board import EVENT, EventInfo, session_key
from broadcast.board.domain.sessions import Change, Phase, Session, related_sessions
from broadcast.board.domain.shown import ShownChange
from broadcast.board.domain.timing import local_day
from conference.languages import pick
from conference.texts.isolates import isolate

if TYPE_CHECKING:
    from broadcast.board.domain.display import ProjectionContext, Words


def phase_label(session: Session, words: Words, language: str) -> str:
    """Return the phase in words; a session that takes place as a part of another one is merged, not cancelled."""
    if session.phase is Phase.CANCELLED and session.merged_into is not None:
        return words.merged(language, session.kind)
    return words.phase(language, session.phase, session.kind)


def previous_room(session: Session) -> str | None:
    """Return the id of the room of the loaded event, if the session was moved to another room."""
    return session.planned.room if session.planned is not None and session.planned.room != session.room else None


def previous_start(session: Session) -> datetime | None:
    """Return the start in the loaded event, if the session was moved to another time."""
    return session.planned.starts_at if session.planned and session.planned.starts_at != session.starts_at else None


def project_changes(session: Session, context: ProjectionContext, language: str) -> tuple[ShownChange, ...]:
    """Return how a session differs from the loaded event, as texts in `language`."""
    if session.planned is None and not session.added and not related_sessions(session):
        return ()
    values = [
        (Change.ADDED, "" if session.added and session.continues is None else None),
        (Change.CONTINUES, "" if session.continues is not None else None),
        (Change.ROOM, _name_former_room(session, context, language)),
        (Change.TIME, _tell_previous_start(session, context, language)),
        (Change.END, _tell_new_end(session, context, language)),
        (Change.CONTINUED_IN, _tell_continuation(session, context, language)),
        (Change.MERGED_INTO, _name_session(session.merged_into, context, language)),
    ]
    return tuple(
        ShownChange(kind=change.value, text=context.words.change(language, change, value))
        for change, value in values
        if value is not None
    )


def _name_former_room(session: Session, context: ProjectionContext, language: str) -> str | None:
    room = previous_room(session)
    return None if room is None else room_name(room, context, language)


def _tell_previous_start(session: Session, context: ProjectionContext, language: str) -> str | None:
    plan = session.planned
    if plan is None or plan.starts_at == session.starts_at:
        return None
    is_same_day = local_day(plan.starts_at, context.zone) == local_day(session.starts_at, context.zone)
    tell = context.words.clock_time if is_same_day else context.words.dated_time
    return tell(language, plan.starts_at, context.zone)


def _tell_new_end(session: Session, context: ProjectionContext, language: str) -> str | None:
    """Return the agreed end; a session that was moved as a whole has no new end besides its new start."""
    plan = session.planned
    if plan is None or plan.ends_at == session.ends_at:
        return None
    if session.ends_at - session.starts_at == plan.ends_at - plan.starts_at:
        return None
    return context.words.clock_time(language, session.ends_at, context.zone)


def _tell_continuation(session: Session, context: ProjectionContext, language: str) -> str | None:
    following = context.board.get(session_key(session.continued_in)) if session.continued_in else None
    if not isinstance(following, Session):
        return None
    is_same_day = local_day(following.starts_at, context.zone) == local_day(session.starts_at, context.zone)
    tell = context.words.clock_time if is_same_day else context.words.dated_time
    parts = [tell(language, following.starts_at, context.zone), room_name(following.room, context, language)]
    return " · ".join(isolate(part) for part in parts)


def _name_session(session_id: str | None, context: ProjectionContext, language: str) -> str | None:
    other = context.board.get(session_key(session_id)) if session_id else None
    return pick(other.title, language)[0] if isinstance(other, Session) else None


def room_name(room: str, context: ProjectionContext, language: str) -> str:
    """Return the name of a room, or its id if screens do not know it."""
    event_info = context.board.get(EVENT)
    if isinstance(event_info, EventInfo):
        for candidate in event_info.rooms:
            if candidate.id == room:
                return pick(candidate.name, language)[0]
    return room
