"""Undo the latest change of a key, so that a mistake on the screens is corrected in one step."""

from broadcast.board.actions.commit import (
    BoardCommand,
    Committed,
    LockedBoard,
    add_writes,
    check_expected,
    conflict_on,
    must_operate,
    record,
    stamp,
)
from broadcast.board.domain.board import Entry
from broadcast.board.ports import Board, Write
from conference.auth.roles import Staff
from conference.errors import NotFoundError, RuleError
from conference.transactions import Transaction

UNDONE = "broadcast:board:undone"


async def undo_last(board: Board, key: str, *, operator: Staff, expected: int | None = None) -> Committed:
    """Restore a key's state before its last change, as a new commit. Each further call undoes one more change.

    A change that is part of an act on several keys is undone together with the rest of the act.

    Raises ForbiddenError, NotFoundError `board.unknown_key`, ConflictError `board.changed`, and RuleError
    `board.nothing_to_undo` at the programme as it was loaded.
    """
    must_operate(operator)
    async with board.transactions.write() as transaction:
        head = await board.store.lock(transaction)
        entry = await board.store.find_entry(transaction, key)
        if entry is None:
            raise NotFoundError("board.unknown_key", key=key)
        await check_expected(board, transaction, entry, head=head, expected=expected)
        if entry.previous is None:
            raise RuleError("board.nothing_to_undo")
        undone = [entry] if entry.act is None else await _find_act(board, transaction, entry.act)
        writes = [await _restore_earlier(board, transaction, one) for one in undone]
        now = board.clock.now()
        details = {"undone": entry.version} if entry.act is None else {"undone": [one.version for one in undone]}
        command = BoardCommand(key=key, action=UNDONE, operator=operator, details=details)
        locked = LockedBoard(head, {one.key: one for one in undone})
        revision = await add_writes(board, transaction, locked, writes, by=stamp(command, now))
        await record(transaction, command, revision, now)
    state = next(write.state for write in writes if write.key == key)
    return Committed(key=key, state=state, revision=revision, changed=True)


async def _find_act(board: Board, transaction: Transaction, act: int) -> list[Entry]:
    """Return the entries that an act has written.

    Raises: ConflictError `board.changed` if one of them has changed since, with its key and the author of the change.
    """
    keys = dict.fromkeys(change.key for change in await board.store.list_act(transaction, act))
    entries = [await board.store.find_entry(transaction, key) for key in keys]
    found = [entry for entry in entries if entry is not None]
    for entry in found:
        if entry.act != act:
            raise await conflict_on(board, transaction, entry)
    return found


async def _restore_earlier(board: Board, transaction: Transaction, entry: Entry) -> Write:
    """Return the write that restores the version of a key before its last change."""
    earlier = await board.store.find_change(transaction, entry.previous) if entry.previous else None
    if earlier is None:
        return Write(key=entry.key, state=None, previous=None)
    return Write(key=entry.key, state=earlier.state, previous=earlier.previous, act=earlier.act)
