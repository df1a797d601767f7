"""Merge of a programme into the board. A `PrivateItem` is a separate type that no function turns into a state."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from broadcast.board.domain.board import EVENT, TALLY, EventInfo, State, session_key, speakers_key
from broadcast.board.domain.sessions import Phase, Session
from broadcast.board.domain.signing import Tally
from broadcast.board.domain.speakers import Speaker, SpeakersList, Turn
from conference.languages import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicItem:
    """A programme item that may be shown to anyone, with its speakers in order."""

    id: str
    title: Text
    kind: str
    room: str
    starts_at: datetime
    ends_at: datetime
    order: int
    assumed: bool = False
    speakers: tuple[Speaker, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateItem:
    """A programme item for staff only. No function makes it a Session, so it never reaches the board."""

    id: str
    title: Text
    room: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """The event, its items, and the source of the tally (None: nothing is signed)."""

    event_info: EventInfo
    items: tuple[PublicItem | PrivateItem, ...]
    tally_source: Text | None = None


def board_of(programme: Programme, current: Mapping[str, State], *, now: datetime) -> dict[str, State]:
    """Return the states of the programme, keeping the progress of the `current` board.

    Plans (titles, rooms, times, speakers) are the programme's; phases, turns and signatures are the board's.
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
    return board


def removed_keys(programme: Programme, current: Mapping[str, State]) -> tuple[str, ...]:
    """Return the keys to remove: sessions that the programme no longer shows and that have not begun."""
    shown = {item.id for item in programme.items if isinstance(item, PublicItem)}
    private = {item.id for item in programme.items if isinstance(item, PrivateItem)}
    gone = [
        state.id
        for state in current.values()
        if isinstance(state, Session)
        and state.id not in shown
        and (state.id in private or state.phase in (Phase.SCHEDULED, Phase.DELAYED))
    ]
    keys = [*map(session_key, gone), *map(speakers_key, gone)]
    return tuple(key for key in keys if key in current)


def _merge_session(item: PublicItem, current: State | None) -> Session:
    plan = Session(
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
        return plan
    return replace(plan, phase=current.phase, since=current.since, until=current.until, reason=current.reason)


def _merge_speakers(item: PublicItem, current: State | None) -> SpeakersList:
    """Return the programme's speakers with the board's turns and order; speakers who have had the floor are kept."""
    if not isinstance(current, SpeakersList):
        return SpeakersList(session_id=item.id, speakers=item.speakers)
    planned = {s.id: s for s in item.speakers}
    kept = [
        replace(planned.pop(s.id), turn=s.turn, began_at=s.began_at, ended_at=s.ended_at) if s.id in planned else s
        for s in current.speakers
        if s.id in planned or s.turn is not Turn.WAITING
    ]
    return SpeakersList(session_id=item.id, speakers=(*kept, *planned.values()))
