"""The only way to change the board: rule, state, offset, log and audit entry in one transaction."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from msgspec import Struct

from broadcast.board.domain.board import EVENT, Entry, Revision, State, dependent_keys, session_key
from broadcast.board.domain.events import BoardChanged, BoardCommitted
from broadcast.board.domain.sessions import Session, related_sessions
from broadcast.board.domain.speakers import SpeakersList, floor_of
from broadcast.board.ports import Board, ChangeAuthor, Write, touch_of
from broadcast.board.roles import OPERATE_BOARD
from conference.audit import AuditEntry
from conference.auth.roles import Staff, may
from conference.errors import ConflictError, ForbiddenError, NotFoundError
from conference.transactions import Transaction

S = TypeVar("S", bound=State)


class Committed(Struct, frozen=True, kw_only=True):
    """Result of an action: the key's state and the board's revision; `changed` is False if the state was the same."""

    key: str
    state: State | None
    revision: Revision
    changed: bool


class LockedBoard(Struct, frozen=True):
    """The board that a transaction has locked: its head, and the entries that the transaction has read."""

    head: Revision
    entries: Mapping[str, Entry] = {}


class RuleContext(Struct, frozen=True, kw_only=True):
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
GroupRule = Callable[[Transaction, RuleContext], Awaitable[Mapping[str, State | None]]]
"""Rule of an act on several keys: it sees the whole board and returns the states of the keys that it writes."""


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
        context = await load_context(board, transaction, command)
        entry = context.entries.get(command.key)
        await check_expected(board, transaction, entry, head=head, expected=command.expected)
        state = rule(context)
        if state == (entry.state if entry else None):
            return Committed(key=command.key, state=state, revision=head, changed=False)
        previous = (entry.version if entry else 0) if command.is_undoable else None
        write = Write(key=command.key, state=state, previous=previous)
        locked = LockedBoard(head, context.entries)
        revision = await add_writes(board, transaction, locked, [write], by=stamp(command, context.now))
        await record(transaction, command, revision, context.now)
    return Committed(key=command.key, state=state, revision=revision, changed=True)


async def commit_group(board: Board, command: BoardCommand, rule: GroupRule) -> Committed:
    """Commit the states that `rule` returns for several keys as one act, which an undo takes back as a whole.

    `command.expected` is compared with each key that is written, besides the event's own key, whose rooms are merged.

    Raises: as `commit`.
    """
    must_operate(command.operator)
    async with board.transactions.write() as transaction:
        head = await board.store.lock(transaction)
        _, listed = await board.store.list_entries(transaction)
        entries = {entry.key: entry for entry in listed}
        await check_expected(board, transaction, entries.get(command.key), head=head, expected=command.expected)
        now = board.clock.now()
        wanted = await rule(transaction, RuleContext(now=now, entries=entries))
        changed = {key: state for key, state in wanted.items() if state != _state_of(entries.get(key))}
        for key in changed.keys() - {EVENT, command.key}:
            await check_expected(board, transaction, entries.get(key), head=head, expected=command.expected)
        if not changed:
            return Committed(key=command.key, state=wanted.get(command.key), revision=head, changed=False)
        act = head.offset + 1 if len(changed) > 1 else None
        writes = [
            Write(key=key, state=state, previous=entries[key].version if key in entries else 0, act=act)
            for key, state in changed.items()
        ]
        touches = [touch_of(entries[key]) for key in list_related(entries, changed)]
        locked = LockedBoard(head, entries)
        revision = await add_writes(board, transaction, locked, [*writes, *touches], by=stamp(command, now))
        await record(transaction, command, revision, now)
    return Committed(key=command.key, state=wanted.get(command.key), revision=revision, changed=True)


def list_related(entries: Mapping[str, Entry], changed: Mapping[str, State | None]) -> list[str]:
    """Return the keys of unchanged sessions whose projection shows what has changed: another session, a room's name."""
    has_rooms = EVENT in changed
    return [
        key
        for key, entry in entries.items()
        if key not in changed
        and isinstance(entry.state, Session)
        and (has_rooms or any(session_key(one) in changed for one in related_sessions(entry.state)))
    ]


def _state_of(entry: Entry | None) -> State | None:
    return entry.state if entry else None


async def load_context(board: Board, transaction: Transaction, command: BoardCommand) -> RuleContext:
    """Return the input of the rule of a command."""
    entries = await board.store.find_entries(transaction, (command.key, *command.reads))
    return RuleContext(now=board.clock.now(), entries=entries)


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
    raise await conflict_on(board, transaction, entry)


async def conflict_on(board: Board, transaction: Transaction, entry: Entry | None) -> ConflictError:
    """Return the error that another operator has changed a key, with that operator and the action."""
    change = await board.store.find_change(transaction, entry.version) if entry else None
    return ConflictError(
        "board.changed",
        key=entry.key if entry else "",
        offset=entry.offset if entry else 0,
        by=change.operator_name if change else "",
        action=change.action if change else "",
    )


async def add_writes(
    board: Board, transaction: Transaction, locked: LockedBoard, writes: Sequence[Write], *, by: ChangeAuthor
) -> Revision:
    """Add the writes to the board, and touch the keys that show them; BoardChanged is published after the commit."""
    if board.followers is not None:
        writes = await board.followers.follow(transaction, writes)
    touches = await _list_touches(board, transaction, locked, writes)
    entries = await board.store.add_entries(transaction, [*writes, *touches], by, head=locked.head)
    revision = Revision(locked.head.epoch, entries[-1].offset)
    transaction.emit(BoardChanged(revision.offset))
    transaction.emit(BoardCommitted(board.store, locked.head, entries))
    return revision


async def _list_touches(
    board: Board, transaction: Transaction, locked: LockedBoard, writes: Sequence[Write]
) -> list[Write]:
    """Return the touches of the keys that are not written and whose projection the writes change."""
    dependent = {key for write in writes for key in _list_dependent(write, locked)} - {write.key for write in writes}
    unread = sorted(dependent - locked.entries.keys())
    read = await board.store.find_entries(transaction, unread) if unread else {}
    shown = [read.get(key) or locked.entries.get(key) for key in sorted(dependent)]
    return [touch_of(entry) for entry in shown if entry is not None and entry.state is not None]


def _list_dependent(write: Write, locked: LockedBoard) -> tuple[str, ...]:
    """Return the keys whose projection a write changes: a session shows the floor of its list, not the whole list."""
    entry = locked.entries.get(write.key)
    before, after = entry.state if entry else None, write.state
    if isinstance(before, SpeakersList) and isinstance(after, SpeakersList) and floor_of(before) == floor_of(after):
        return ()
    return dependent_keys(write.key)


async def record(transaction: Transaction, command: BoardCommand, revision: Revision, now: datetime) -> None:
    """Record the audit entry of a command."""
    details = {**command.details, "offset": revision.offset}
    await transaction.record(AuditEntry(command.action, command.operator.id, command.key, now, details))


def stamp(command: BoardCommand, now: datetime) -> ChangeAuthor:
    """Return the author of a command for the log."""
    return ChangeAuthor(
        action=command.action, operator=command.operator.id, operator_name=command.operator.name, at=now
    )
