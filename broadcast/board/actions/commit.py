"""The only way to change the board: rule, state, offset, log and audit entry in one transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from broadcast.board.domain.board import Entry, Revision, State, dependent_keys
from broadcast.board.domain.events import BoardChanged, BoardCommitted
from broadcast.board.ports import Board, ChangeAuthor, Write
from broadcast.board.roles import OPERATE_BOARD
from conference.audit import AuditEntry
from conference.auth.roles import Staff, may
from conference.errors import ConflictError, ForbiddenError, NotFoundError
from conference.transactions import Transaction

S = TypeVar("S", bound=State)


@dataclass(frozen=True, slots=True, kw_only=True)
class Committed:
    """Result of an action: the key's state and the board's revision; `changed` is False if the state was the same."""

    key: str
    state: State | None
    revision: Revision
    changed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleContext:
    """Input of a rule: the time, and the entries of its key and of the other keys it reads."""

    now: datetime
    entries: Mapping[str, Entry]

    def find(self, key: str, kind: type[S]) -> S | None:
        """Return the state of a key, or None if it is not on the board."""
        entry = self.entries.get(key)
        return entry.state if entry is not None and isinstance(entry.state, kind) else None

    def get(self, key: str, kind: type[S]) -> S:
        """Return the state of a key.

        Raises: NotFoundError `board.unknown_key`: the key is not on the board.
        """
        state = self.find(key, kind)
        if state is None:
            raise NotFoundError("board.unknown_key", key=key)
        return state


Rule = Callable[[RuleContext], State | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardCommand:
    """An operator's change of one key.

    `expected` is the offset at which the operator saw the key; None skips the comparison. `reads` are other keys that
    the rule reads. `action` is written to the log and the audit trail. `is_undoable`: an undo restores the earlier
    state.
    """

    key: str
    action: str
    operator: Staff
    expected: int | None = None
    reads: Sequence[str] = ()
    details: Mapping[str, object] = field(default_factory=dict)
    is_undoable: bool = True


async def commit(board: Board, command: BoardCommand, rule: Rule) -> Committed:
    """Commit the state that `rule` returns for the key; on an error nothing is written.

    Raises: ForbiddenError without the permission to operate the board, ConflictError `board.changed` if the key has
    changed since `expected`, and the errors of the rule.
    """
    must_operate(command.operator)
    async with board.transactions.write() as transaction:
        head = await board.store.lock(transaction)
        context = await _load_context(board, transaction, command)
        entry = context.entries.get(command.key)
        await check_expected(board, transaction, entry, head=head, expected=command.expected)
        state = rule(context)
        if state == (entry.state if entry else None):
            return Committed(key=command.key, state=state, revision=head, changed=False)
        previous = (entry.version if entry else 0) if command.is_undoable else None
        write = Write(key=command.key, state=state, previous=previous)
        revision = await add_writes(board, transaction, [write], stamp(command, context.now))
        await record(transaction, command, revision, context.now)
    return Committed(key=command.key, state=state, revision=revision, changed=True)


def must_operate(operator: Staff) -> None:
    """Raise ForbiddenError unless `operator` may operate the board."""
    if not may(operator, OPERATE_BOARD):
        raise ForbiddenError("role.missing")


async def check_expected(
    board: Board, transaction: Transaction, entry: Entry | None, *, head: Revision, expected: int | None
) -> None:
    """Raise ConflictError `board.changed` if the key has changed since `expected` (compare-and-set)."""
    version = entry.version if entry else 0
    if expected is None or version <= expected <= head.offset:
        return
    change = await board.store.find_change(transaction, version)
    raise ConflictError(
        "board.changed",
        key=entry.key if entry else "",
        offset=entry.offset if entry else 0,
        by=change.operator_name if change else "",
        action=change.action if change else "",
    )


async def add_writes(board: Board, transaction: Transaction, writes: Sequence[Write], by: ChangeAuthor) -> Revision:
    """Add the writes to the board, and touch the keys that show them; BoardChanged is published after the commit."""
    if board.followers is not None:
        writes = await board.followers.follow(transaction, writes)
    dependent = {key for write in writes for key in dependent_keys(write.key)} - {write.key for write in writes}
    shown = await board.store.find_entries(transaction, sorted(dependent)) if dependent else {}
    touches = []
    for key, entry in shown.items():
        if entry.state is not None:
            touches.append(Write(key=key, state=entry.state, previous=entry.previous, version=entry.version))
    entries = await board.store.add_entries(transaction, [*writes, *touches], by)
    revision = await board.store.get_head(transaction)
    transaction.emit(BoardChanged(entries[-1].offset))
    before = Revision(revision.epoch, entries[0].offset - 1)
    transaction.emit(BoardCommitted(board.store, before, entries))
    return revision


async def record(transaction: Transaction, command: BoardCommand, revision: Revision, now: datetime) -> None:
    """Record the audit entry of a command."""
    details = {**command.details, "offset": revision.offset}
    await transaction.record(AuditEntry(command.action, command.operator.id, command.key, now, details))


def stamp(command: BoardCommand, now: datetime) -> ChangeAuthor:
    """Return the author of a command for the log."""
    return ChangeAuthor(
        action=command.action, operator=command.operator.id, operator_name=command.operator.name, at=now
    )


async def _load_context(board: Board, transaction: Transaction, command: BoardCommand) -> RuleContext:
    entries = await board.store.find_entries(transaction, (command.key, *command.reads))
    return RuleContext(now=board.clock.now(), entries=entries)
