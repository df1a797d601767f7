"""Acts by room, for keys of control surfaces, which know no ids: the session that is meant follows from the state."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from broadcast.board.actions import sessions, speakers
from broadcast.board.actions.commit import Committed
from broadcast.board.actions.programme import LOADED
from broadcast.board.actions.read import BoardState, read_board, read_changes
from broadcast.board.actions.undo import UNDONE, undo_last
from broadcast.board.domain.board import EVENT, EventInfo, session_key, speakers_key
from broadcast.board.domain.sessions import Phase, Session, Verb
from broadcast.board.domain.speakers import SpeakersList
from broadcast.board.domain.timing import now_and_next
from broadcast.board.ports import Board
from conference.auth.roles import Staff
from conference.errors import ConflictError, NotFoundError, RuleError

SETTLED_AFTER = timedelta(seconds=1.5)
"""How long after a change a key may not act on the same session: two people press at once, or one presses twice."""

CheckOpening = Callable[[str], Awaitable[None]]
"""Raises RostrumError for a session that must not be opened without a confirmation."""


class RoomAct(StrEnum):
    """What a key does in a room."""

    OPEN = "open"
    SUSPEND = "suspend"
    RESUME = "resume"
    ADJOURN = "adjourn"
    NEXT_SPEAKER = "next_speaker"
    END_STATEMENT = "end_statement"
    UNDO = "undo"


_VERBS: Mapping[RoomAct, Verb] = {
    RoomAct.OPEN: Verb.OPEN,
    RoomAct.SUSPEND: Verb.SUSPEND,
    RoomAct.RESUME: Verb.RESUME,
    RoomAct.ADJOURN: Verb.ADJOURN,
}


class RoomState(Struct, frozen=True, kw_only=True):
    """A room at one moment: the sessions that have begun and are not over, longest first, and the next one today."""

    room: str
    current: tuple[Session, ...]
    following: Session | None
    speakers: SpeakersList | None

    @property
    def session(self) -> Session | None:
        """The session that has begun."""
        return self.current[0] if self.current else None


def room_states(board: Board, state: BoardState, now: datetime) -> list[RoomState]:
    """Return the state of each public room, in the order of the rooms."""
    event_info = state.entries[EVENT].state if EVENT in state.entries else None
    if not isinstance(event_info, EventInfo):
        return []
    rooms = sorted(event_info.rooms, key=lambda room: (room.order, room.id))
    return [_room_state(board, state, room.id, now) for room in rooms]


async def act_in_room(
    board: Board, room: str, act: RoomAct, *, operator: Staff, check_opening: CheckOpening | None = None
) -> Committed:
    """Carry out the act on the session of a room that it concerns at this moment.

    Opening concerns the next session, an undo the latest change of the current or else of the next one, all other acts
    the current one. `check_opening` may refuse that a session opens.

    Raises: NotFoundError `announcement.unknown_room`; RuleError `room.no_session` without such a session; ConflictError
    `board.changed` within SETTLED_AFTER of the last change of the session or its speakers (an undo: of the last undo),
    and the errors of the act.
    """
    now = board.clock.now()
    state = await read_board(board)
    found = next((one for one in room_states(board, state, now) if one.room == room), None)
    if found is None:
        raise NotFoundError("announcement.unknown_room")
    session = _concerned_session(found, act)
    await _require_settled(board, state, session, act)
    if act is RoomAct.OPEN and check_opening is not None:
        await check_opening(session.id)
    if act in _VERBS:
        return await sessions.move_session(
            board, session.id, _VERBS[act], operator=operator, expected=state.entries[session_key(session.id)].version
        )
    if act is RoomAct.UNDO:
        key = _latest_key(state, session)
        return await undo_last(board, key, operator=operator, expected=state.entries[key].version)
    change = speakers.give_floor_to_next if act is RoomAct.NEXT_SPEAKER else speakers.end_statement
    entry = state.entries.get(speakers_key(session.id))
    return await change(board, session.id, operator=operator, expected=entry.version if entry else None)


def _room_state(board: Board, state: BoardState, room: str, now: datetime) -> RoomState:
    current, following = now_and_next(_sessions_in(state, room), now=now, zone=board.zone)
    entry = state.entries.get(speakers_key(current[0].id)) if current else None
    listed = entry.state if entry is not None and isinstance(entry.state, SpeakersList) else None
    return RoomState(room=room, current=current, following=following, speakers=listed)


def _sessions_in(state: BoardState, room: str) -> Iterable[Session]:
    states = (entry.state for entry in state.entries.values())
    return (one for one in states if isinstance(one, Session) and one.room == room)


def _concerned_session(found: RoomState, act: RoomAct) -> Session:
    if act is RoomAct.OPEN:
        is_open = found.session is not None and found.session.phase is Phase.IN_SESSION
        session = found.session if is_open else found.following
    else:
        session = found.session or (found.following if act is RoomAct.UNDO else None)
    if session is None:
        raise RuleError("room.no_session")
    return session


def _keys_of(state: BoardState, session: Session) -> list[str]:
    return [key for key in (session_key(session.id), speakers_key(session.id)) if key in state.entries]


def _latest_key(state: BoardState, session: Session) -> str:
    return max(_keys_of(state, session), key=lambda key: state.entries[key].version)


async def _require_settled(board: Board, state: BoardState, session: Session, act: RoomAct) -> None:
    """Raise ConflictError soon after a change, so that two presses are not two acts; an undo only waits for an undo."""
    key = _latest_key(state, session)
    latest = next(iter(await read_changes(board, limit=1, key=key)), None)
    if latest is None or latest.action == LOADED or (act is RoomAct.UNDO and latest.action != UNDONE):
        return
    if latest.at > board.clock.now() - SETTLED_AFTER:
        raise ConflictError("board.changed", key=key, offset=latest.offset, by=latest.operator_name)
