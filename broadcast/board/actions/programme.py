"""Load the programme onto the board, and renew the epoch so that all viewers reload the board."""

from broadcast.board.actions.commit import (
    BoardCommand,
    Committed,
    LockedBoard,
    add_writes,
    list_related,
    record,
    stamp,
)
from broadcast.board.domain.board import EVENT, Entry, EventInfo, Revision, State
from broadcast.board.domain.events import BoardChanged
from broadcast.board.domain.programme import Programme, board_of, list_overruled, removed_keys
from broadcast.board.ports import Board, Write, touch_of
from broadcast.board.roles import OPERATE_BOARD
from conference.auth.roles import ADMINISTER, Staff, may
from conference.errors import ForbiddenError

LOADED = "broadcast:programme:loaded"
RENEWED = "broadcast:epoch:renewed"


async def load_programme(board: Board, programme: Programme, *, operator: Staff) -> Committed:
    """Add the programme's public items to the board, or update the board to a changed programme.

    Phases, turns, signatures, announcements and changes of the day are kept; where the folder has changed the same part
    of a session, the folder is taken, and the audit entry names the session. Loading the same programme again changes
    nothing and uses no offset. Changes made before a change of the programme cannot be undone after it.

    Raises: ForbiddenError.
    """
    _must_manage(operator)
    now = board.clock.now()
    async with board.transactions.write() as transaction:
        head = await board.store.lock(transaction)
        _, entries = await board.store.list_entries(transaction)
        target = board_of(programme, _states_by_key(entries), now=now)
        writes = _list_writes(programme, entries, target)
        revision = head
        if writes:
            overruled = list_overruled(programme, _states_by_key(entries))
            details: dict[str, object] = {"keys": len(writes)} | ({"overruled": list(overruled)} if overruled else {})
            command = BoardCommand(key=EVENT, action=LOADED, operator=operator, details=details)
            revision = await add_writes(board, transaction, LockedBoard(head), writes, by=stamp(command, now))
            await record(transaction, command, revision, now)
    return Committed(key=EVENT, state=target[EVENT], revision=revision, changed=bool(writes))


async def renew_epoch(board: Board, *, operator: Staff) -> Revision:
    """Start another epoch: after a backup is restored, viewers must discard their copies.

    Raises: ForbiddenError.
    """
    _must_manage(operator)
    now = board.clock.now()
    async with board.transactions.write() as transaction:
        await board.store.lock(transaction)
        revision = await board.store.renew_epoch(transaction, board.ids.new("ep"))
        await record(transaction, BoardCommand(key=EVENT, action=RENEWED, operator=operator), revision, now)
        transaction.emit(BoardChanged(0))
    return revision


def _must_manage(operator: Staff) -> None:
    if not may(operator, OPERATE_BOARD) and not may(operator, ADMINISTER):
        raise ForbiddenError("role.missing")


def _states_by_key(entries: list[Entry]) -> dict[str, State]:
    return {entry.key: entry.state for entry in entries if entry.state is not None}


def _list_writes(programme: Programme, entries: list[Entry], target: dict[str, State]) -> list[Write]:
    """Return the writes for all differences.

    Sessions are touched when a room or another session that they show has changed.
    """
    entries_by_key = {entry.key: entry for entry in entries}
    writes = [
        Write(key=key, state=state, previous=None)
        for key, state in target.items()
        if key not in entries_by_key or entries_by_key[key].state != state
    ]
    writes += [Write(key=key, state=None, previous=None) for key in removed_keys(programme, _states_by_key(entries))]
    changed = {write.key: write.state for write in writes}
    if _get_rooms(entries_by_key.get(EVENT)) == _get_rooms_of(target[EVENT]):
        changed.pop(EVENT, None)
    writes += [touch_of(entries_by_key[key]) for key in list_related(entries_by_key, changed)]
    return writes


def _get_rooms(entry: Entry | None) -> object:
    return _get_rooms_of(entry.state) if entry is not None else None


def _get_rooms_of(state: State | None) -> object:
    return state.rooms if isinstance(state, EventInfo) else None
