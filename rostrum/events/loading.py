"""Load an event's folder into the database: what changes, what is refused, and the programme of the board."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from msgspec import Struct

from broadcast.board.actions.programme import load_programme
from broadcast.board.actions.read import read_board
from broadcast.board.domain.programme import list_overruled
from broadcast.board.event_data import programme_of
from broadcast.programme.actions.changes import ProgrammeServices
from broadcast.programme.actions.private import load_private
from broadcast.programme.storage import SqlPrivateSessions
from conference.audit import SYSTEM, AuditEntry
from conference.auth.roles import ADMINISTRATOR, Staff
from conference.errors import ConflictError
from conference.event import Event, EventDataError, load_event
from conference.event.changes import Break, Change, compare_events, find_breaks, keep_unbroken
from conference.event.documents import documents_of
from conference.event.export import tables_of
from conference.event.folder_files import read_files
from conference.event.load import check_documents
from conference.event.storage import LoadedEvent, find_event, lock_event, save_event
from conference.languages import FALLBACK
from conference.storage.nested_transactions import NestedTransactions
from conference.transactions import Transaction
from rostrum.events.startup import LOADED
from rostrum.events.usage import read_usage
from rostrum.parts.broadcast import assemble_broadcast
from rostrum.roles import require_roles
from rostrum.runtime import Runtime

PROGRAM = Staff(SYSTEM, SYSTEM, SYSTEM, frozenset({ADMINISTRATOR}), FALLBACK)


class LoadPlan(Struct, frozen=True, kw_only=True):
    """What a load would do: the event that it would save, with what it changes and what it refuses."""

    current: LoadedEvent
    event: Event
    files: Mapping[str, bytes]
    changes: tuple[Change, ...]
    changed_files: tuple[str, ...]
    breaks: tuple[Break, ...]

    @property
    def changes_event(self) -> bool:
        """Whether the load would make a new version of the event."""
        return bool(self.changes or self.changed_files)


async def plan_load(runtime: Runtime, folder: Path) -> LoadPlan:
    """Compare a folder with the loaded event.

    Raises: EventDataError: the folder has faults, or what is refused cannot stay beside the rest.
    """
    event, files = load_event(folder), read_files(folder)
    async with runtime.transactions.read() as transaction:
        return await plan_event(transaction, event, files)


async def plan_event(transaction: Transaction, wanted: Event, files: Mapping[str, bytes]) -> LoadPlan:
    """Compare an event without faults with the loaded event. Raises EventDataError, as `plan_load`."""
    require_roles(wanted)
    current = await find_event(transaction)
    if current is None:
        raise ConflictError("event.changed")
    breaks = find_breaks(current.event, wanted, await read_usage(transaction))
    event = _check_again(keep_unbroken(current.event, wanted, breaks)) if breaks else wanted
    return LoadPlan(
        current=current,
        event=event,
        files=files,
        changes=compare_events(current.event, event),
        changed_files=list_changed_files(current.files, files),
        breaks=breaks,
    )


def list_changed_files(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> tuple[str, ...]:
    """Return the names of added, removed and changed files."""
    names = sorted(before.keys() | after.keys())
    return tuple(name for name in names if before.get(name) != after.get(name))


def _check_again(event: Event) -> Event:
    """Return an event that keeps what is in use. Raises EventDataError if that contradicts the rest."""
    checked = check_documents(documents_of(tables_of(event)), event.folder)
    if checked.event is None:
        raise EventDataError(*checked.faults)
    return checked.event


async def carry_out_load(runtime: Runtime, plan: LoadPlan) -> bool:
    """Save the planned event, and bring its programme to the board, in one transaction; whether the board changed.

    Raises: ConflictError: event or use have changed since the plan was made.
    """
    async with runtime.transactions.write() as transaction:
        await lock_event(transaction)
        current = await plan_event(transaction, plan.event, plan.files)
        if current.current.version != plan.current.version or current.breaks:
            raise ConflictError("event.changed")
        return await save_plan(runtime, transaction, plan, action=LOADED, staff=PROGRAM)


async def save_plan(runtime: Runtime, transaction: Transaction, plan: LoadPlan, *, action: str, staff: Staff) -> bool:
    """Save the planned event with an audit entry, and bring its programme to the board; whether the board changed.

    The caller holds the lock of the event and has made or compared the plan in this transaction.
    """
    now = runtime.clock.now()
    if plan.changes_event:
        version = await save_event(
            transaction, plan.event, plan.files, version=plan.current.version, at=now, by=staff.id
        )
        changed = [str(change) for change in plan.changes][:MOST_NOTED] + list(plan.changed_files)
        details = {"version": version, "changes": changed, "refused": [str(one) for one in plan.breaks]}
        await transaction.record(AuditEntry(action, staff.id, plan.event.id, now, details))
    board = assemble_broadcast(replace(runtime, event=plan.event)).board
    nested = replace(board, transactions=NestedTransactions(transaction))
    programme = programme_of(plan.event)
    loaded = await load_programme(nested, programme, operator=staff)
    await load_private(ProgrammeServices(board=nested, private=SqlPrivateSessions()), programme, transaction)
    return loaded.changed


def programme_services(runtime: Runtime) -> ProgrammeServices:
    """Return the dependencies of actions on the programme."""
    return ProgrammeServices(board=assemble_broadcast(runtime).board, private=SqlPrivateSessions())


async def find_overruled(runtime: Runtime, event: Event) -> tuple[str, ...]:
    """Return the ids of sessions whose change of the day a load of the event would replace by the folder's."""
    entries = (await read_board(assemble_broadcast(runtime).board)).entries
    states = {key: entry.state for key, entry in entries.items() if entry.state is not None}
    return list_overruled(programme_of(event), states)


MOST_NOTED = 200
"""Changes that the audit log lists."""
