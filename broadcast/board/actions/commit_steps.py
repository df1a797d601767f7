"""Changes of several keys of the board that belong together: one transaction, each with its own log and audit entry."""

from collections.abc import Sequence

from msgspec import Struct

from broadcast.board.actions.commit import (
    BoardCommand,
    Committed,
    LockedBoard,
    Rule,
    add_writes,
    check_expected,
    load_context,
    must_operate,
    record,
    stamp,
)
from broadcast.board.ports import Board, Write
from conference.transactions import Transaction


class Step(Struct, frozen=True, kw_only=True):
    """A change of one key, as `commit` makes it; a step whose rule returns the same state writes nothing."""

    command: BoardCommand
    rule: Rule


async def commit_steps(board: Board, steps: Sequence[Step]) -> Committed:
    """Commit the steps in their order, or none of them, and return the result of the last one.

    Each key is undone by itself. Raises: the errors of `commit`.
    """
    for step in steps:
        must_operate(step.command.operator)
    async with board.transactions.write() as transaction:
        await board.store.lock(transaction)
        results = [await _commit_step(board, transaction, step) for step in steps]
    return results[-1]


async def _commit_step(board: Board, transaction: Transaction, step: Step) -> Committed:
    command = step.command
    head = await board.store.get_head(transaction)
    context = await load_context(board, transaction, command)
    entry = context.entries.get(command.key)
    await check_expected(board, transaction, entry, head=head, expected=command.expected)
    state = step.rule(context)
    if state == (entry.state if entry else None):
        return Committed(key=command.key, state=state, revision=head, changed=False)
    write = Write(key=command.key, state=state, previous=entry.version if entry else 0)
    locked = LockedBoard(head, context.entries)
    revision = await add_writes(board, transaction, locked, [write], by=stamp(command, context.now))
    await record(transaction, command, revision, context.now)
    return Committed(key=command.key, state=state, revision=revision, changed=True)
