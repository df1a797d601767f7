"""Actions on private sessions: see, add, change, undo, make public; and their merge when the event is loaded.

A private session that was made public has a session of its id on the board, and is private again when that is undone.
"""

from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct

from broadcast.board.actions.commit import BoardCommand, Committed, RuleContext, commit_group
from broadcast.board.domain.board import SESSION, State, session_key
from broadcast.board.domain.programme import PrivateItem, Programme
from broadcast.board.domain.sessions import Plan
from broadcast.board.roles import SEE_PRIVATE_SESSIONS
from broadcast.programme.actions.changes import ProgrammeServices, Request, clashes_of, make_view
from broadcast.programme.domain.acts import Add, ProgrammeView, add_session, with_rooms
from broadcast.programme.domain.clashes import Clash, bookings_of, must_be_confirmed, new_clashes
from broadcast.programme.domain.private import (
    PrivateChange,
    PrivateSession,
    bookings_of_private,
    change_private,
    may_see,
    merge_private,
    publish_session,
)
from broadcast.programme.ports import PrivateRow, PrivateSessions
from conference.audit import AuditEntry
from conference.auth.roles import Staff, may
from conference.errors import ConflictError, ForbiddenError, NotFoundError, RuleError
from conference.transactions import Transaction

ADDED = "broadcast:private:added"
CHANGED = "broadcast:private:changed"
UNDONE = "broadcast:private:undone"
PUBLISHED = "broadcast:private:published"

Rule = Callable[[ProgrammeView, PrivateRow | None], PrivateSession]


class PrivateDone(Struct, frozen=True, kw_only=True):
    """Result of an action: the session as stored, and whether it has changed."""

    row: PrivateRow
    changed: bool


async def list_private(services: ProgrammeServices, *, staff: Staff) -> list[PrivateRow]:
    """Return the private sessions that a member of staff may see; those that are public now are not among them.

    Without a store of private sessions, as in a rehearsal, there are none.
    """
    if services.private is None:
        return []
    async with services.board.transactions.read() as transaction:
        rows = await services.private.list_rows(transaction)
        _, entries = await services.board.store.list_entries(transaction)
    public = {entry.key for entry in entries if entry.state is not None}
    sees_all = may(staff, SEE_PRIVATE_SESSIONS)
    names = {staff.id, *(role.name for role in staff.roles)}
    return [
        row for row in rows if session_key(row.session.id) not in public and (sees_all or may_see(row.session, names))
    ]


async def add_private(services: ProgrammeServices, act: Add, viewers: Iterable[str], request: Request) -> PrivateDone:
    """Add a private session. Raises RuleError `programme.id_used`, and the errors of `change_private_session`."""

    def rule(view: ProgrammeView, row: PrivateRow | None) -> PrivateSession:
        if row is not None:
            raise RuleError("programme.id_used")
        made = add_session(act, view)
        plan = Plan(title=made.title, kind=made.kind, room=made.room, starts_at=made.starts_at, ends_at=made.ends_at)
        empty = PrivateSession(id=act.session, plan=plan, added=True)
        return change_private(empty, PrivateChange(viewers=tuple(viewers)), view)

    return await _write_private(services, act.session, request, rule, action=ADDED)


async def change_private_session(
    services: ProgrammeServices, session_id: str, change: PrivateChange, request: Request
) -> PrivateDone:
    """Change a private session; `request.expected` is the version that was seen.

    Raises: ForbiddenError without the permission, NotFoundError, ConflictError `private.changed`, RuleError
    `programme.clashes`, InvalidError.
    """

    def rule(view: ProgrammeView, row: PrivateRow | None) -> PrivateSession:
        return change_private(_require_row(row).session, change, view)

    return await _write_private(services, session_id, request, rule, action=CHANGED)


async def undo_private(services: ProgrammeServices, session_id: str, request: Request) -> PrivateDone:
    """Take back the last change of a private session; a second undo makes it again.

    Raises: RuleError `board.nothing_to_undo`, and the errors of `change_private_session`.
    """

    def rule(view: ProgrammeView, row: PrivateRow | None) -> PrivateSession:
        previous = _require_row(row).previous
        if previous is None:
            raise RuleError("board.nothing_to_undo")
        return previous

    return await _write_private(services, session_id, request, rule, action=UNDONE)


async def publish_private(
    services: ProgrammeServices, session_id: str, request: Request, *, confirmed: bool
) -> Committed:
    """Put a private session on the board, for everyone. The undo of the board takes it back.

    `request.expected` is the version of the private session. Raises: RuleError `private.unconfirmed`, and the errors of
    `change_private_session` and of a change of the programme.
    """
    _must_see_all(request.operator)
    if not confirmed:
        raise RuleError("private.unconfirmed")
    store = _store_of(services)

    async def rule(transaction: Transaction, context: RuleContext) -> dict[str, State]:
        view = make_view(services.board, context)
        row = _require_row(await store.find_row(transaction, session_id))
        _must_be_private(session_id, view)
        _must_be_seen(row, request)
        states = with_rooms({session_key(session_id): publish_session(row.session)}, view)
        others = [one.session for one in await store.list_rows(transaction) if one.session.id != session_id]
        must_be_confirmed(clashes_of(view, states, bookings_of_private(others)), request.confirmed)
        return states

    command = BoardCommand(key=session_key(session_id), action=PUBLISHED, operator=request.operator)
    return await commit_group(services.board, command, rule)


async def load_private(services: ProgrammeServices, programme: Programme, transaction: Transaction) -> None:
    """Bring the private items of a loaded event to the store, in the transaction of the load."""
    store = _store_of(services)
    items = [item for item in programme.items if isinstance(item, PrivateItem)]
    rows = {row.session.id: row for row in await store.list_rows(transaction)}
    _, entries = await services.board.store.list_entries(transaction)
    published = [entry.key.removeprefix(SESSION) for entry in entries if entry.state is not None]
    merged, gone = merge_private(items, {name: row.session for name, row in rows.items()}, published)
    now = services.board.clock.now()
    for session_id, session in merged.items():
        row = rows.get(session_id)
        if row is None or row.session != session:
            version = 1 if row is None else row.version + 1
            made = PrivateRow(session=session, version=version, changed_at=now, changed_by="")
            await store.save_row(transaction, made)
    await store.delete_rows(transaction, sorted(gone))


async def _write_private(
    services: ProgrammeServices, session_id: str, request: Request, rule: Rule, *, action: str
) -> PrivateDone:
    """Write the state that `rule` returns for a private session, with an audit entry that does not name it."""
    _must_see_all(request.operator)
    board, store = services.board, _store_of(services)
    async with board.transactions.write() as transaction:
        await board.store.lock(transaction)
        _, listed = await board.store.list_entries(transaction)
        now = board.clock.now()
        view = make_view(board, RuleContext(now=now, entries={entry.key: entry for entry in listed}))
        rows = await store.list_rows(transaction)
        row = next((one for one in rows if one.session.id == session_id), None)
        _must_be_private(session_id, view)
        if row is not None:
            _must_be_seen(row, request)
        session = rule(view, row)
        if row is not None and row.session == session:
            return PrivateDone(row=row, changed=False)
        if action != UNDONE:
            must_be_confirmed(_private_clashes(view, rows, session), request.confirmed)
        made = PrivateRow(
            session=session,
            version=1 if row is None else row.version + 1,
            changed_at=now,
            changed_by=request.operator.name,
            previous=None if row is None else row.session,
        )
        await store.save_row(transaction, made)
        entry = AuditEntry(action, request.operator.id, f"private/{session_id}", now, {"version": made.version})
        await transaction.record(entry)
    return PrivateDone(row=made, changed=True)


def _private_clashes(view: ProgrammeView, rows: Sequence[PrivateRow], session: PrivateSession) -> tuple[Clash, ...]:
    """Return the clashes that a changed private session makes."""
    private = [row.session for row in rows if session_key(row.session.id) not in view.board]
    after = [*(one for one in private if one.id != session.id), session]
    public = bookings_of(view.board)
    return new_clashes([*public, *bookings_of_private(private)], [*public, *bookings_of_private(after)])


def _store_of(services: ProgrammeServices) -> PrivateSessions:
    if services.private is None:
        raise NotFoundError("board.unknown_key")
    return services.private


def _require_row(row: PrivateRow | None) -> PrivateRow:
    if row is None:
        raise NotFoundError("board.unknown_key")
    return row


def _must_see_all(staff: Staff) -> None:
    if not may(staff, SEE_PRIVATE_SESSIONS):
        raise ForbiddenError("role.missing")


def _must_be_private(session_id: str, view: ProgrammeView) -> None:
    if session_key(session_id) in view.board:
        raise RuleError("private.is_public")


def _must_be_seen(row: PrivateRow, request: Request) -> None:
    """Raise ConflictError `private.changed` if the session has changed since the operator saw it."""
    if request.expected is not None and request.expected != row.version:
        raise ConflictError("private.changed", by=row.changed_by)
