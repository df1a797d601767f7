"""The way back: a wrong word on forty screens is one step from being right again."""

from broadcast.board.actions.commit import BoardCommand, Committed, check_expected, must_operate, put, record, stamp
from broadcast.board.ports import Board, Write
from conference.auth.roles import Staff
from conference.errors import NotFoundError, RuleError

UNDONE = "broadcast:board:undone"


async def undo_last(board: Board, key: str, *, operator: Staff, expected: int | None = None) -> Committed:
    """Put a key back to what it was before its last change, as a new commit. Again goes one step further back.

    Raises ForbiddenError, NotFoundError `board.unknown_key`, ConflictError `board.changed`, and RuleError
    `board.nothing_to_undo` at the programme as it was loaded.
    """
    must_operate(operator)
    async with board.transactions.write() as transaction:
        head = await board.store.lock(transaction)
        entry = await board.store.entry(transaction, key)
        if entry is None:
            raise NotFoundError("board.unknown_key", key=key)
        await check_expected(board, transaction, entry, head=head, expected=expected)
        if entry.previous is None:
            raise RuleError("board.nothing_to_undo")
        earlier = await board.store.change(transaction, entry.previous) if entry.previous else None
        state = earlier.state if earlier else None
        write = Write(key=key, state=state, previous=earlier.previous if earlier else None)
        now = board.clock.now()
        intent = BoardCommand(key=key, action=UNDONE, operator=operator, details={"undone": entry.version})
        revision = await put(board, transaction, [write], stamp(intent, now))
        await record(transaction, intent, revision, now)
    return Committed(key=key, state=state, revision=revision, changed=True)
