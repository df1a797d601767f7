"""Merge of a programme into the board. A `PrivateItem` is a separate type that no function turns into a state."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from broadcast.board.domain.board import EVENT, TALLY, EventInfo, Room, State, session_key, speakers_key
from broadcast.board.domain.sessions import Phase, Plan, Session, change_plan, plan_of
from broadcast.board.domain.signing import Tally
from broadcast.board.domain.speakers import Speaker, SpeakersList, Turn
from conference.languages import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicItem:
    """A programme item that may be shown to anyone, with its speakers in order.

    `phase` and `until` are those of a session that the board does not have yet.
    """

    id: str
    title: Text
    kind: str
    room: str
    starts_at: datetime
    ends_at: datetime
    order: int
    assumed: bool = False
    phase: Phase = Phase.SCHEDULED
    until: datetime | None = None
    speakers: tuple[Speaker, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateItem:
    """A programme item for staff only. No function makes it a Session, so it never reaches the board."""

    id: str
    title: Text
    room: str
    starts_at: datetime
    ends_at: datetime
    kind: str = "bilateral_meeting"
    cancelled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """The event, its items, the source of the tally (None: nothing is signed), and all rooms of the event."""

    event_info: EventInfo
    items: tuple[PublicItem | PrivateItem, ...]
    tally_source: Text | None = None
    rooms: tuple[Room, ...] = ()


def board_of(programme: Programme, current: Mapping[str, State], *, now: datetime) -> dict[str, State]:
    """Return the states of the programme, keeping the progress of the `current` board.

    Plans (titles, rooms, times, speakers) are the programme's where they differ from those it had when they were
    changed on the day (`list_overruled`), else the board's; phases, turns and signatures are the board's.
    """
    board: dict[str, State] = {EVENT: programme.event_info}
    for item in programme.items:
        if isinstance(item, PublicItem):
            board[session_key(item.id)] = _merge_session(item, current.get(session_key(item.id)))
            speakers = _merge_speakers(item, current.get(speakers_key(item.id)))
            if speakers.speakers:
                board[speakers_key(item.id)] = speakers
    if programme.tally_source is not None:
        tally = current.get(TALLY)
        board[TALLY] = tally if isinstance(tally, Tally) else Tally(source=programme.tally_source, as_of=now)
    kept = (state for key, state in current.items() if key not in board and isinstance(state, Session) and state.added)
    used = {state.room for state in (*board.values(), *kept) if isinstance(state, Session)}
    board[EVENT] = show_rooms(programme.event_info, programme.rooms, used)
    return board


def show_rooms(event_info: EventInfo, rooms: Iterable[Room], used: Collection[str]) -> EventInfo:
    """Return the event with those of `rooms` that are `used` besides the rooms that it has."""
    known = {room.id for room in event_info.rooms}
    new = [room for room in rooms if room.id in used and room.id not in known]
    if not new:
        return event_info
    return replace(event_info, rooms=tuple(sorted((*event_info.rooms, *new), key=lambda one: (one.order, one.id))))


def list_overruled(programme: Programme, current: Mapping[str, State]) -> tuple[str, ...]:
    """Return the ids of sessions whose change of the day gives way, because the programme has changed the same part."""
    overruled = []
    for item in programme.items:
        session = current.get(session_key(item.id))
        if isinstance(item, PublicItem) and isinstance(session, Session) and session.planned is not None:
            day, merged = plan_of(session), plan_of(_merge_session(item, session))
            changed = [name for name in _PARTS if _part_of(day, name) != _part_of(session.planned, name)]
            if any(_part_of(merged, name) != _part_of(day, name) for name in changed):
                overruled.append(item.id)
    return tuple(overruled)


def removed_keys(programme: Programme, current: Mapping[str, State]) -> tuple[str, ...]:
    """Return the keys to remove: sessions that the programme no longer shows and that have not begun."""
    shown = {item.id for item in programme.items if isinstance(item, PublicItem)}
    private = {item.id for item in programme.items if isinstance(item, PrivateItem)}
    gone = [
        state.id
        for state in current.values()
        if isinstance(state, Session)
        and state.id not in shown
        and not state.added
        and (state.id in private or state.phase in (Phase.SCHEDULED, Phase.DELAYED))
    ]
    keys = [*map(session_key, gone), *map(speakers_key, gone)]
    return tuple(key for key in keys if key in current)


def _merge_session(item: PublicItem, current: State | None) -> Session:
    planned = Session(
        id=item.id,
        title=item.title,
        kind=item.kind,
        room=item.room,
        starts_at=item.starts_at,
        ends_at=item.ends_at,
        order=item.order,
        assumed=item.assumed,
    )
    if not isinstance(current, Session):
        return replace(planned, phase=item.phase, until=item.until)
    kept = replace(
        planned,
        phase=current.phase,
        since=current.since,
        until=current.until,
        reason=current.reason,
        continued_in=current.continued_in,
        continues=current.continues,
        merged_into=current.merged_into,
    )
    return kept if current.planned is None else change_plan(kept, _merge_plan(plan_of(planned), current))


_PARTS = ("title", "kind", "room", "hours")


def _merge_plan(loaded: Plan, current: Session) -> Plan:
    """Return a plan with each part of the day's, unless the loaded event has changed that part since."""
    base, day = current.planned or plan_of(current), plan_of(current)
    part = {name: (day if _part_of(loaded, name) == _part_of(base, name) else loaded) for name in _PARTS}
    return Plan(
        title=part["title"].title,
        kind=part["kind"].kind,
        room=part["room"].room,
        starts_at=part["hours"].starts_at,
        ends_at=part["hours"].ends_at,
    )


def _part_of(plan: Plan, name: str) -> object:
    """Return a part of a plan that is merged as one: start and end belong together."""
    return (plan.starts_at, plan.ends_at) if name == "hours" else getattr(plan, name)


def _merge_speakers(item: PublicItem, current: State | None) -> SpeakersList:
    """Return the programme's speakers with the board's turns and order.

    Speakers who have had the floor or were entered by an operator are kept, removed ones stay away.
    """
    if not isinstance(current, SpeakersList):
        return SpeakersList(session_id=item.id, speakers=item.speakers)
    planned = {s.id: s for s in item.speakers if s.id not in current.removed}
    kept = [
        replace(planned.pop(s.id), turn=s.turn, began_at=s.began_at, ended_at=s.ended_at, timer=s.timer)
        if s.id in planned
        else s
        for s in current.speakers
        if s.id in planned or s.is_entered or s.turn is not Turn.WAITING
    ]
    return replace(current, speakers=(*kept, *planned.values()))
