"""Undo the latest change of a key, so that a mistake on the screens is corrected in one step."""

from broadcast.board.actions.commit import (
    BoardCommand,
    Committed,
    add_writes,
    check_expected,
    must_operate,
    record,
    stamp,
)
from broadcast.board.ports import Board, Write
from conference.auth.roles import Staff
from conference.errors import NotFoundError, RuleError

UNDONE = "broadcast:board:undone"


async def undo_last(board: Board, key: str, *, operator: Staff, expected: int | None = None) -> Committed:
    """Restore a key's state before its last change, as a new commit. Each further call undoes one more change.

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
        earlier = await board.store.find_change(transaction, entry.previous) if entry.previous else None
        state = earlier.state if earlier else None
        write = Write(key=key, state=state, previous=earlier.previous if earlier else None)
        now = board.clock.now()
        command = BoardCommand(key=key, action=UNDONE, operator=operator, details={"undone": entry.version})
        revision = await add_writes(board, transaction, [write], stamp(command, now))
        await record(transaction, command, revision, now)
    return Committed(key=key, state=state, revision=revision, changed=True)
