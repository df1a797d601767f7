"""A programme on its way to the board. Private is a type: a `PrivateItem` has no function that leads to a state."""

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
    """A programme item for staff only. Nothing makes it a Session; it never reaches the board."""

    id: str
    title: Text
    room: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """The occasion, its items, and who counts the signatures (None: nothing is signed)."""

    occasion: EventInfo
    items: tuple[PublicItem | PrivateItem, ...]
    tally_source: Text | None = None


def board_of(programme: Programme, held: Mapping[str, State], *, now: datetime) -> dict[str, State]:
    """The board that shows the programme, keeping what has happened on the board that is `held`.

    Plans (titles, rooms, times, speakers) are the programme's; phases, turns and signatures are the board's.
    """
    board: dict[str, State] = {EVENT: programme.occasion}
    for item in programme.items:
        if isinstance(item, PublicItem):
            board[session_key(item.id)] = _session(item, held.get(session_key(item.id)))
            speakers = _speakers(item, held.get(speakers_key(item.id)))
            if speakers.speakers:
                board[speakers_key(item.id)] = speakers
    if programme.tally_source is not None:
        tally = held.get(TALLY)
        board[TALLY] = tally if isinstance(tally, Tally) else Tally(source=programme.tally_source, as_of=now)
    return board


def leavers(programme: Programme, held: Mapping[str, State]) -> tuple[str, ...]:
    """The keys to take off the board: sessions that the programme no longer shows and that have not begun."""
    shown = {item.id for item in programme.items if isinstance(item, PublicItem)}
    private = {item.id for item in programme.items if isinstance(item, PrivateItem)}
    gone = [
        state.id
        for state in held.values()
        if isinstance(state, Session)
        and state.id not in shown
        and (state.id in private or state.phase in (Phase.SCHEDULED, Phase.DELAYED))
    ]
    keys = [*map(session_key, gone), *map(speakers_key, gone)]
    return tuple(key for key in keys if key in held)


def _session(item: PublicItem, held: State | None) -> Session:
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
    if not isinstance(held, Session):
        return plan
    return replace(plan, phase=held.phase, since=held.since, until=held.until, reason=held.reason)


def _speakers(item: PublicItem, held: State | None) -> SpeakersList:
    """The programme's speakers with the board's turns; who has had the floor stays, and the board's order stays."""
    if not isinstance(held, SpeakersList):
        return SpeakersList(session_id=item.id, speakers=item.speakers)
    planned = {s.id: s for s in item.speakers}
    kept = [
        replace(planned.pop(s.id), turn=s.turn, began_at=s.began_at, ended_at=s.ended_at) if s.id in planned else s
        for s in held.speakers
        if s.id in planned or s.turn is not Turn.WAITING
    ]
    return SpeakersList(session_id=item.id, speakers=(*kept, *planned.values()))
