"""Notes during a rehearsal and the debrief list after it.

All raise ForbiddenError without the permission to operate the board.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from msgspec import Struct

from broadcast.board.actions.commit import must_operate
from broadcast.rehearsal.actions.control import get_running
from broadcast.rehearsal.domain.notes import LONGEST_OWNER, LONGEST_TEXT, DebriefItem, Note
from broadcast.rehearsal.ports import RehearsalServices
from conference.audit import AuditEntry
from conference.auth.roles import Staff
from conference.errors import ConflictError, InvalidError, NotFoundError
from conference.transactions import Transaction

NOTED = "broadcast:rehearsal:noted"
ADDED = "broadcast:debrief:added"
CHANGED = "broadcast:debrief:changed"
DONE = "broadcast:debrief:done"
REOPENED = "broadcast:debrief:reopened"


class ItemInput(Struct, frozen=True, kw_only=True):
    """What staff type about an item: what is to be done, by which person or team, until which day."""

    text: str
    owner: str = ""
    deadline: date | None = None


async def add_note(
    services: RehearsalServices, text: str, *, operator: Staff, session_id: str = "", cue_id: str = ""
) -> Note:
    """Write a note on a session of the running rehearsal, or on the whole of it, with the time that its clock shows.

    Raises: InvalidError `rehearsal.text_missing` and `rehearsal.text_long`, NotFoundError `rehearsal.none`.
    """
    must_operate(operator)
    now, text = services.clock.now(), _check_text(text)
    async with services.transactions.write() as transaction:
        running = await get_running(services, transaction)
        note = Note(
            id=services.ids.new("note"),
            rehearsal_id=running.id,
            session_id=session_id,
            cue_id=cue_id,
            text=text,
            written_by=operator.id,
            written_by_name=operator.name,
            shown_at=running.pace.time_at(now),
            written_at=now,
        )
        await services.notes.add_note(transaction, note)
        details = {"note": note.id, "session": session_id, "cue": cue_id}
        await transaction.record(AuditEntry(NOTED, operator.id, running.id, now, details))
    return note


async def add_item(
    services: RehearsalServices, item: ItemInput, *, operator: Staff, note_id: str = "", rehearsal_id: str = ""
) -> DebriefItem:
    """Add an item to the debrief list, typed or made from a note.

    Raises: InvalidError as `add_note` and `rehearsal.owner_long`, NotFoundError `rehearsal.unknown_note`.
    """
    must_operate(operator)
    now = services.clock.now()
    added = _apply_input(
        DebriefItem(
            id=services.ids.new("todo"),
            rehearsal_id=rehearsal_id,
            note_id=note_id,
            text="",
            owner="",
            deadline=None,
            created_at=now,
            created_by_name=operator.name,
        ),
        item,
    )
    async with services.transactions.write() as transaction:
        if note_id:
            note = await services.notes.find_note(transaction, note_id)
            if note is None:
                raise NotFoundError("rehearsal.unknown_note")
            added = replace(added, rehearsal_id=note.rehearsal_id)
        await services.notes.add_item(transaction, added)
        await _record_item(services, transaction, ADDED, item=added, operator=operator)
    return added


async def change_item(
    services: RehearsalServices, item_id: str, item: ItemInput, *, operator: Staff, expected: int
) -> DebriefItem:
    """Change what an item says. Raises as `add_item`, and as `mark_done`."""
    must_operate(operator)
    async with services.transactions.write() as transaction:
        changed = _apply_input(await _get_item(services, transaction, item_id), item)
        return await _save_item(services, transaction, CHANGED, item=changed, operator=operator, expected=expected)


async def mark_done(
    services: RehearsalServices, item_id: str, *, is_done: bool, operator: Staff, expected: int
) -> DebriefItem:
    """Mark an item as done now, or open it again.

    Raises: NotFoundError `rehearsal.unknown_item`, ConflictError `rehearsal.item_changed`.
    """
    must_operate(operator)
    done_at, name = (services.clock.now(), operator.name) if is_done else (None, "")
    async with services.transactions.write() as transaction:
        item = await _get_item(services, transaction, item_id)
        changed = replace(item, done_at=done_at, done_by_name=name)
        action = DONE if is_done else REOPENED
        return await _save_item(services, transaction, action, item=changed, operator=operator, expected=expected)


async def read_items(services: RehearsalServices) -> Sequence[DebriefItem]:
    """Return the debrief list."""
    async with services.transactions.read() as transaction:
        return await services.notes.list_items(transaction)


async def _get_item(services: RehearsalServices, transaction: Transaction, item_id: str) -> DebriefItem:
    item = await services.notes.find_item(transaction, item_id)
    if item is None:
        raise NotFoundError("rehearsal.unknown_item")
    return item


async def _save_item(
    services: RehearsalServices,
    transaction: Transaction,
    action: str,
    *,
    item: DebriefItem,
    operator: Staff,
    expected: int,
) -> DebriefItem:
    saved = replace(item, version=expected + 1)
    if not await services.notes.save_item(transaction, saved, expected=expected):
        raise ConflictError("rehearsal.item_changed")
    await _record_item(services, transaction, action, item=saved, operator=operator)
    return saved


async def _record_item(
    services: RehearsalServices, transaction: Transaction, action: str, *, item: DebriefItem, operator: Staff
) -> None:
    details = {"rehearsal": item.rehearsal_id, "note": item.note_id}
    await transaction.record(AuditEntry(action, operator.id, item.id, services.clock.now(), details))


def _apply_input(item: DebriefItem, given: ItemInput) -> DebriefItem:
    owner = given.owner.strip()
    if len(owner) > LONGEST_OWNER:
        raise InvalidError("rehearsal.owner_long", {"owner": "rehearsal.owner_long"}, most=LONGEST_OWNER)
    return replace(item, text=_check_text(given.text), owner=owner, deadline=given.deadline)


def _check_text(text: str) -> str:
    text = text.strip()
    if not text:
        raise InvalidError("rehearsal.text_missing", {"text": "rehearsal.text_missing"})
    if len(text) > LONGEST_TEXT:
        raise InvalidError("rehearsal.text_long", {"text": "rehearsal.text_long"}, most=LONGEST_TEXT)
    return text
