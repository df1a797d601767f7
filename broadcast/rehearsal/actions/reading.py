"""Reads of rehearsals and their notes, for the pages of staff."""

from collections.abc import Sequence

from msgspec import Struct

from broadcast.rehearsal.actions.control import get_running
from broadcast.rehearsal.domain.notes import DebriefItem, Note
from broadcast.rehearsal.domain.rehearsals import Rehearsal
from broadcast.rehearsal.ports import RehearsalServices

MOST_LISTED = 20
"""Rehearsals that the page lists."""


class ItemSource(Struct, frozen=True, kw_only=True):
    """What a form of the debrief list begins with: an item that is changed, or the note of a new one."""

    note: Note | None
    item: DebriefItem | None


class RehearsalView(Struct, frozen=True, kw_only=True):
    """The running rehearsal, the earlier ones, newest first, and the notes of `chosen`: an earlier or the running one.

    `items` are those of the debrief list by the note that they were made from.
    """

    running: Rehearsal | None
    earlier: Sequence[Rehearsal]
    chosen: Rehearsal | None
    notes: Sequence[Note]
    items: dict[str, DebriefItem]


async def read_running(services: RehearsalServices) -> Rehearsal:
    """Return the running rehearsal. Raises NotFoundError `rehearsal.none`."""
    async with services.transactions.read() as transaction:
        return await get_running(services, transaction)


async def read_source(services: RehearsalServices, *, note_id: str, item_id: str) -> ItemSource:
    """Return the note and the item with these ids, None for those that do not exist."""
    async with services.transactions.read() as transaction:
        note = await services.notes.find_note(transaction, note_id) if note_id else None
        item = await services.notes.find_item(transaction, item_id) if item_id else None
    return ItemSource(note=note, item=item)


async def read_rehearsals(services: RehearsalServices, *, of: str = "") -> RehearsalView:
    """Return the rehearsals with the notes of one: of that with the id `of`, else of the running one."""
    async with services.transactions.read() as transaction:
        latest = await services.store.list_latest(transaction, limit=MOST_LISTED)
        running = next((one for one in latest if one.is_running), None)
        chosen = next((one for one in latest if one.id == of), running)
        notes = await services.notes.list_notes(transaction, chosen.id) if chosen else []
        items = await services.notes.list_items(transaction) if notes else []
    return RehearsalView(
        running=running,
        earlier=[one for one in latest if not one.is_running],
        chosen=chosen,
        notes=notes,
        items={item.note_id: item for item in items if item.note_id},
    )
