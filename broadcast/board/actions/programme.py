"""Putting the programme on the board, and making every viewer take it afresh."""

from broadcast.board.actions.commit import BoardCommand, Committed, put, record, stamp
from broadcast.board.domain.board import EVENT, Entry, EventInfo, Revision, State, session_key
from broadcast.board.domain.events import BoardChanged
from broadcast.board.domain.programme import Programme, board_of, leavers
from broadcast.board.domain.sessions import Session
from broadcast.board.ports import Board, Write
from broadcast.board.roles import OPERATE_BOARD
from conference.auth.roles import ADMINISTER, Staff, may
from conference.errors import ForbiddenError

LOADED = "broadcast:programme:loaded"
RENEWED = "broadcast:epoch:renewed"


async def load_programme(board: Board, programme: Programme, *, operator: Staff) -> Committed:
    """Put the programme's public items on the board, or bring the board up to a changed programme.

    Keeps what has happened (phases, turns, signatures, announcements). A second load changes nothing and takes no
    offset. What was done before a change of programme cannot be undone after it. Raises ForbiddenError.
    """
    _must_manage(operator)
    now = board.clock.now()
    async with board.transactions.write() as transaction:
        head = await board.store.lock(transaction)
        _, entries = await board.store.entries(transaction)
        writes = _writes(programme, entries, board_of(programme, _states(entries), now=now))
        revision = head
        if writes:
            intent = BoardCommand(key=EVENT, action=LOADED, operator=operator, details={"keys": len(writes)})
            revision = await put(board, transaction, writes, stamp(intent, now))
            await record(transaction, intent, revision, now)
    return Committed(key=EVENT, state=programme.occasion, revision=revision, changed=bool(writes))


async def renew_epoch(board: Board, *, operator: Staff) -> Revision:
    """Begin another epoch: after a restored backup every viewer must forget what it holds. Raises ForbiddenError."""
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


def _states(entries: list[Entry]) -> dict[str, State]:
    return {entry.key: entry.state for entry in entries if entry.state is not None}


def _writes(programme: Programme, entries: list[Entry], wanted: dict[str, State]) -> list[Write]:
    """What differs; sessions are touched when a room's name does, because they show it."""
    held = {entry.key: entry for entry in entries}
    writes = [
        Write(key=key, state=state, previous=None)
        for key, state in wanted.items()
        if key not in held or held[key].state != state
    ]
    writes += [Write(key=key, state=None, previous=None) for key in leavers(programme, _states(entries))]
    changed = {write.key for write in writes}
    if _rooms(held.get(EVENT)) != programme.occasion.rooms:
        writes += [
            Write(key=entry.key, state=entry.state, previous=entry.previous, version=entry.version)
            for entry in entries
            if isinstance(entry.state, Session) and session_key(entry.state.id) not in changed
        ]
    return writes


def _rooms(entry: Entry | None) -> object:
    return entry.state.rooms if entry is not None and isinstance(entry.state, EventInfo) else None
