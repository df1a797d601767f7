"""Reads of rehearsals with the notes of one."""

from datetime import date

import pytest

from broadcast.rehearsal.actions import control, debrief
from broadcast.rehearsal.actions.debrief import ItemInput
from broadcast.rehearsal.actions.reading import read_rehearsals, read_running, read_source
from broadcast.rehearsal.ports import RehearsalServices
from conference.errors import NotFoundError
from tests.support.board_samples import MORNING, OPERATOR


async def test_notes_are_those_of_the_chosen_rehearsal(services: RehearsalServices) -> None:
    day = date(2025, 10, 25)
    await control.start_rehearsal(services, day, MORNING, rate=1, operator=OPERATOR)
    note = await debrief.add_note(services, "first", operator=OPERATOR)
    item = await debrief.add_item(services, ItemInput(text="x"), operator=OPERATOR, note_id=note.id)
    first = await control.end_rehearsal(services, operator=OPERATOR)
    second = await control.start_rehearsal(services, day, MORNING, rate=1, operator=OPERATOR)
    now, before = await read_rehearsals(services), await read_rehearsals(services, of=first.id)
    assert (now.running, now.chosen, now.notes) == (second, second, [])
    assert (before.running, before.chosen, before.notes, before.items) == (second, first, [note], {note.id: item})
    assert now.earlier == [first]
    assert await read_running(services) == second


async def test_form_begins_with_the_note_or_the_item(services: RehearsalServices) -> None:
    item = await debrief.add_item(services, ItemInput(text="x"), operator=OPERATOR)
    source = await read_source(services, note_id="note_0", item_id=item.id)
    assert (source.note, source.item) == (None, item)
    with pytest.raises(NotFoundError, match=r"rehearsal\.none"):
        await read_running(services)
