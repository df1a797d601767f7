"""The draft of the event: what administrators edit on set-up pages, until they apply or discard it.

There is one draft. It is made from a version of the loaded event; when that has changed since, for example by
`rostrum event load`, the draft is outdated: it can be rebased on the loaded event or discarded, not applied.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from conference.audit import AuditEntry
from conference.auth.roles import ADMINISTER, Staff, may
from conference.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError, RuleError
from conference.event import Event, EventDataError, Fault
from conference.event.changes import Change, compare_events
from conference.event.documents import BADGE, documents_of
from conference.event.draft_storage import (
    SavedDraft,
    delete_draft,
    find_draft,
    has_draft,
    read_draft_version,
)
from conference.event.draft_storage import save_draft as store_draft
from conference.event.export import tables_of
from conference.event.folder_files import LARGEST, is_valid_file
from conference.event.load import check_documents
from conference.event.logo import find_logo_faults
from conference.event.merging import merge_events, merge_files
from conference.event.pictures import find_picture_faults
from conference.event.storage import LoadedEvent, find_event, lock_event, read_event_version
from conference.transactions import Transaction
from rostrum.events.loading import MOST_NOTED, LoadPlan, list_changed_files, plan_event, save_plan
from rostrum.runtime import Runtime

SAVED = "conference:event_draft:saved"
DISCARDED = "conference:event_draft:discarded"
REBASED = "conference:event_draft:rebased"
APPLIED = "conference:event:applied"
"""Actions of the audit log."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """The draft; when none is saved, the loaded event, from which the first save makes one. Folders are not set.

    `version` changes with each change of the draft and of the loaded event. `changes` and `changed_files` are the
    differences from the loaded event. `saved_at` and `saved_by` are None when no draft is saved.
    """

    event: Event
    files: Mapping[str, bytes]
    version: int
    base_version: int
    loaded: LoadedEvent
    changes: tuple[Change, ...] = ()
    changed_files: tuple[str, ...] = ()
    saved_at: datetime | None = None
    saved_by: str | None = None

    @property
    def is_saved(self) -> bool:
        """Whether there is a draft."""
        return self.saved_at is not None

    @property
    def is_outdated(self) -> bool:
        """Whether the loaded event has changed since the draft was made from it."""
        return self.base_version != self.loaded.version


class DraftPlan(Struct, frozen=True, kw_only=True):
    """What applying the draft would do. With faults there is no plan, and the draft cannot be applied."""

    draft: Draft
    plan: LoadPlan | None
    faults: tuple[Fault, ...] = ()


class AppliedDraft(Struct, frozen=True, kw_only=True):
    """What was applied: changes made and refused are in the plan. `version` is that of the loaded event now."""

    plan: LoadPlan
    version: int
    board_changed: bool


async def read_draft(runtime: Runtime) -> Draft:
    """Return the draft, or the loaded event as the start of one.

    Raises: RuleError: the draft was saved by another release of the program, and can only be discarded; `version` of
        its parameters is what `discard_draft` needs.
    """
    async with runtime.transactions.read() as transaction:
        return await _find_draft(transaction)


async def plan_draft(runtime: Runtime) -> DraftPlan:
    """Return what applying the draft would change and refuse, or the faults that prevent it. Raises RuleError."""
    async with runtime.transactions.read() as transaction:
        draft = await _find_draft(transaction)
        return await _plan_draft(transaction, draft)


async def save_draft(
    runtime: Runtime, event: Event, files: Mapping[str, bytes], *, version: int, staff: Staff
) -> Draft:
    """Save the draft, and return it. `version` is that of the draft which was read. It may have faults.

    Raises: ForbiddenError. ConflictError: draft or loaded event were changed since. InvalidError: name or size of a
        file.
    """
    _check_files(files)
    now = runtime.clock.now()
    async with runtime.transactions.write() as transaction:
        before = await _lock_draft(transaction, version, staff)
        start = await find_draft(transaction) or _start_draft(before.loaded)
        saved = replace(start, event=event, files=files, saved_at=now, saved_by=staff.id)
        return await _write_draft(transaction, before, saved, SAVED)


async def rebase_draft(runtime: Runtime, *, version: int, staff: Staff) -> Draft:
    """Bring the changes of an outdated draft to the loaded event. What both changed is as in the draft.

    Raises: ForbiddenError. ConflictError: draft or loaded event were changed since. NotFoundError: there is no draft.
    """
    now = runtime.clock.now()
    async with runtime.transactions.write() as transaction:
        before = await _lock_draft(transaction, version, staff)
        saved, loaded = await find_draft(transaction), before.loaded
        if saved is None:
            raise NotFoundError("event.draft.none")
        event = merge_events(saved.base_event, saved.event, loaded.event)
        files = merge_files(saved.base_files, saved.files, loaded.files)
        rebased = replace(_start_draft(loaded), event=event, files=files, saved_at=now, saved_by=staff.id)
        return await _write_draft(transaction, before, rebased, REBASED)


async def discard_draft(runtime: Runtime, *, version: int, staff: Staff) -> None:
    """Delete the draft; also one that this program cannot read. Nothing happens when there is none.

    Raises: ForbiddenError. ConflictError: draft or loaded event were changed since.
    """
    _must_administer(staff)
    async with runtime.transactions.write() as transaction:
        await lock_event(transaction)
        if await read_version(transaction) != version:
            raise ConflictError("event.draft.changed")
        if await has_draft(transaction):
            await delete_draft(transaction)
            entry = AuditEntry(DISCARDED, staff.id, "event", runtime.clock.now())
            await transaction.record(entry)


async def apply_draft(runtime: Runtime, *, version: int, staff: Staff) -> AppliedDraft:
    """Make the draft the loaded event, which running servers take within seconds, and its programme the board's.

    What would break what is in use is refused, and stays as it is loaded (`plan.breaks`); the rest is applied.

    Raises: ForbiddenError. ConflictError: draft or loaded event were changed since, or the draft is outdated.
        NotFoundError: there is no draft. RuleError: it has faults (`plan_draft` lists them).
    """
    async with runtime.transactions.write() as transaction:
        draft = await _lock_draft(transaction, version, staff)
        if not draft.is_saved:
            raise NotFoundError("event.draft.none")
        if draft.is_outdated:
            raise ConflictError("event.draft.outdated")
        planned = await _plan_draft(transaction, draft)
        if planned.plan is None:
            raise RuleError("event.draft.faulty")
        board_changed = await save_plan(runtime, transaction, planned.plan, action=APPLIED, staff=staff)
        await delete_draft(transaction)
        return AppliedDraft(
            plan=planned.plan, version=await read_event_version(transaction), board_changed=board_changed
        )


async def read_version(transaction: Transaction) -> int:
    """Return the version that the draft has now: it grows with each change of the draft and of the loaded event."""
    return await read_draft_version(transaction) + await read_event_version(transaction)


async def _find_draft(transaction: Transaction) -> Draft:
    loaded = await find_event(transaction)
    if loaded is None:
        raise ConflictError("event.changed")
    try:
        saved = await find_draft(transaction)
    except EventDataError as error:
        raise RuleError("event.draft.unreadable", version=await read_version(transaction)) from error
    return _make_draft(saved, loaded, await read_version(transaction))


def _make_draft(saved: SavedDraft | None, loaded: LoadedEvent, version: int) -> Draft:
    if saved is None:
        return Draft(
            event=loaded.event, files=loaded.files, version=version, base_version=loaded.version, loaded=loaded
        )
    return Draft(
        event=saved.event,
        files=saved.files,
        version=version,
        base_version=saved.base_version,
        loaded=loaded,
        changes=compare_events(loaded.event, saved.event),
        changed_files=list_changed_files(loaded.files, saved.files),
        saved_at=saved.saved_at,
        saved_by=saved.saved_by,
    )


async def _plan_draft(transaction: Transaction, draft: Draft) -> DraftPlan:
    documents = documents_of(tables_of(draft.event))
    documents.faults += map(documents.fault, find_logo_faults(draft.event.look, draft.files))
    picture_names = [one.file for one in draft.event.pictures]
    documents.faults += map(documents.fault, find_picture_faults(picture_names, draft.files))
    faults = check_documents(documents, Path()).faults
    if BADGE not in draft.files:
        faults = (*faults, Fault(BADGE, "", "missing", "copy the one of another event"))
    if faults:
        return DraftPlan(draft=draft, plan=None, faults=faults)
    try:
        return DraftPlan(draft=draft, plan=await plan_event(transaction, draft.event, draft.files))
    except EventDataError as error:
        return DraftPlan(draft=draft, plan=None, faults=error.faults)


async def _lock_draft(transaction: Transaction, version: int, staff: Staff) -> Draft:
    """Lock and return the draft. Raises ForbiddenError, ConflictError if it has another version."""
    _must_administer(staff)
    await lock_event(transaction)
    draft = await _find_draft(transaction)
    if draft.version != version:
        raise ConflictError("event.draft.changed")
    return draft


def _start_draft(loaded: LoadedEvent) -> SavedDraft:
    """Return a draft that changes nothing."""
    return SavedDraft(
        event=loaded.event,
        files=loaded.files,
        base_event=loaded.event,
        base_files=loaded.files,
        base_version=loaded.version,
        saved_at=loaded.loaded_at,
        saved_by=loaded.loaded_by,
    )


async def _write_draft(transaction: Transaction, before: Draft, saved: SavedDraft, action: str) -> Draft:
    """Save a draft and record which entries it changes of the one before."""
    await store_draft(transaction, saved)
    changed = dict.fromkeys(change.entry for change in compare_events(before.event, saved.event))
    names = [*changed, *list_changed_files(before.files, saved.files)][:MOST_NOTED]
    entry = AuditEntry(action, saved.saved_by, saved.event.id, saved.saved_at, {"changes": names})
    await transaction.record(entry)
    return _make_draft(saved, before.loaded, await read_version(transaction))


def _check_files(files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        if not is_valid_file(name, content):
            raise InvalidError("event.draft.file", file=name[:80], megabytes=LARGEST // 1_000_000)


def _must_administer(staff: Staff) -> None:
    if not may(staff, ADMINISTER):
        raise ForbiddenError("role.missing")
