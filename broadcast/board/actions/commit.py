"""The one way to change the board: rule, state, offset, log and audit entry in one transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from broadcast.board.domain.board import Entry, Revision, State, dependent_keys
from broadcast.board.domain.events import BoardChanged
from broadcast.board.ports import Board, ChangeAuthor, Write
from broadcast.board.roles import OPERATE_BOARD
from conference.audit import AuditEntry
from conference.auth.roles import Staff, may
from conference.errors import ConflictError, ForbiddenError, NotFoundError
from conference.transactions import Transaction

S = TypeVar("S", bound=State)


@dataclass(frozen=True, slots=True, kw_only=True)
class Committed:
    """What an action left: the key's state and the board's revision; `changed` is false when nothing had to change."""

    key: str
    state: State | None
    revision: Revision
    changed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleContext:
    """What a rule looks at: the moment, and the entries of the key and of those it reads."""

    now: datetime
    entries: Mapping[str, Entry]

    def find(self, key: str, kind: type[S]) -> S | None:
        """The state of a key, if it is on the board."""
        entry = self.entries.get(key)
        return entry.state if entry is not None and isinstance(entry.state, kind) else None

    def get(self, key: str, kind: type[S]) -> S:
        """The state of a key. Raises NotFoundError `board.unknown_key`."""
        state = self.find(key, kind)
        if state is None:
            raise NotFoundError("board.unknown_key", key=key)
        return state


Rule = Callable[[RuleContext], State | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardCommand:
    """What an operator wants of one key.

    `expected` is the revision's offset at which they saw the key, None for "whatever it is now". `reads` are other
    keys the rule looks at. `action` is written in the log and the audit trail.
    """

    key: str
    action: str
    operator: Staff
    expected: int | None = None
    reads: Sequence[str] = ()
    details: Mapping[str, object] = field(default_factory=dict)


async def commit(board: Board, intent: BoardCommand, rule: Rule) -> Committed:
    """Commit what `rule` makes of the key.

    Raises ForbiddenError without the right to operate the board, ConflictError `board.changed` when the key has
    changed since `expected`, and whatever the rule raises; nothing is written then.
    """
    must_operate(intent.operator)
    async with board.transactions.write() as transaction:
        head = await board.store.lock(transaction)
        scene = await _scene(board, transaction, intent)
        entry = scene.entries.get(intent.key)
        await check_expected(board, transaction, entry, head=head, expected=intent.expected)
        state = rule(scene)
        if state == (entry.state if entry else None):
            return Committed(key=intent.key, state=state, revision=head, changed=False)
        write = Write(key=intent.key, state=state, previous=entry.version if entry else 0)
        revision = await put(board, transaction, [write], stamp(intent, scene.now))
        await record(transaction, intent, revision, scene.now)
    return Committed(key=intent.key, state=state, revision=revision, changed=True)


def must_operate(operator: Staff) -> None:
    """Raises ForbiddenError unless the person may operate the board."""
    if not may(operator, OPERATE_BOARD):
        raise ForbiddenError("role.missing")


async def check_expected(
    board: Board, transaction: Transaction, entry: Entry | None, *, head: Revision, expected: int | None
) -> None:
    """Compare-and-set: raises ConflictError `board.changed` unless the key is still the one seen at `expected`."""
    version = entry.version if entry else 0
    if expected is None or version <= expected <= head.offset:
        return
    change = await board.store.change(transaction, version)
    raise ConflictError(
        "board.changed",
        key=entry.key if entry else "",
        offset=entry.offset if entry else 0,
        by=change.operator_name if change else "",
        action=change.action if change else "",
    )


async def put(board: Board, transaction: Transaction, writes: Sequence[Write], by: ChangeAuthor) -> Revision:
    """Put the writes on the board, and touch the keys that show them; the bus hears of it after the commit."""
    dependent = {key for write in writes for key in dependent_keys(write.key)} - {write.key for write in writes}
    touches = []
    for key in sorted(dependent):
        entry = await board.store.entry(transaction, key)
        if entry is not None and entry.state is not None:
            touches.append(Write(key=key, state=entry.state, previous=entry.previous, version=entry.version))
    entries = await board.store.put(transaction, [*writes, *touches], by)
    revision = await board.store.head(transaction)
    transaction.emit(BoardChanged(entries[-1].offset))
    return revision


async def record(transaction: Transaction, intent: BoardCommand, revision: Revision, now: datetime) -> None:
    """The audit entry of what was done."""
    details = {**intent.details, "offset": revision.offset}
    await transaction.record(AuditEntry(intent.action, intent.operator.id, intent.key, now, details))


def stamp(intent: BoardCommand, now: datetime) -> ChangeAuthor:
    """The intent as the log keeps it."""
    return ChangeAuthor(action=intent.action, operator=intent.operator.id, operator_name=intent.operator.name, at=now)


async def _scene(board: Board, transaction: Transaction, intent: BoardCommand) -> RuleContext:
    entries = {}
    for key in (intent.key, *intent.reads):
        entry = await board.store.entry(transaction, key)
        if entry is not None:
            entries[key] = entry
    return RuleContext(now=board.clock.now(), entries=entries)
