"""Notes during a rehearsal, and the debrief list."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from broadcast.rehearsal.actions import control, debrief
from broadcast.rehearsal.actions.debrief import ItemInput
from broadcast.rehearsal.domain.notes import LONGEST_OWNER, LONGEST_TEXT
from broadcast.rehearsal.ports import RehearsalServices
from conference.clock import ManualClock
from conference.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from conference.storage.engine import Database
from tests.support.board_samples import DOOR_STAFF, MORNING, NOON, OPERATOR

DAY = date(2025, 10, 25)


@pytest.fixture
async def rehearsing(services: RehearsalServices) -> RehearsalServices:
    """A rehearsal runs at sixty seconds a second from NOON."""
    await control.start_rehearsal(services, DAY, NOON, rate=60, operator=OPERATOR)
    return services


async def test_note_has_the_time_of_the_rehearsal_and_the_real_one(
    rehearsing: RehearsalServices, clock: ManualClock, each_database: Database
) -> None:
    clock.advance(5)
    note = await debrief.add_note(
        rehearsing, "  The lectern is too high ", operator=OPERATOR, session_id="opening", cue_id="cue_3"
    )
    assert (note.text, note.shown_at, note.written_at) == (
        "The lectern is too high",
        NOON + timedelta(minutes=5),
        clock.now(),
    )
    async with rehearsing.transactions.read() as transaction:
        assert await rehearsing.notes.list_notes(transaction, note.rehearsal_id) == [note]


async def test_note_without_a_rehearsal_is_refused(services: RehearsalServices) -> None:
    with pytest.raises(NotFoundError, match=r"rehearsal\.none"):
        await debrief.add_note(services, "late", operator=OPERATOR)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (ItemInput(text="  "), "rehearsal.text_missing"),
        (ItemInput(text="x" * (LONGEST_TEXT + 1)), "rehearsal.text_long"),
        (ItemInput(text="x", owner="y" * (LONGEST_OWNER + 1)), "rehearsal.owner_long"),
    ],
)
async def test_invalid_item_is_refused(services: RehearsalServices, given: ItemInput, code: str) -> None:
    with pytest.raises(InvalidError) as refusal:
        await debrief.add_item(services, given, operator=OPERATOR)
    assert refusal.value.code == code
    assert await debrief.read_items(services) == []


async def test_item_made_from_a_note_belongs_to_its_rehearsal(rehearsing: RehearsalServices) -> None:
    note = await debrief.add_note(rehearsing, "Flags in the wrong order", operator=OPERATOR)
    item = await debrief.add_item(
        rehearsing, ItemInput(text=note.text, owner="Protocol"), operator=OPERATOR, note_id=note.id
    )
    assert (item.rehearsal_id, item.note_id) == (note.rehearsal_id, note.id)
    with pytest.raises(NotFoundError, match=r"rehearsal\.unknown_note"):
        await debrief.add_item(rehearsing, ItemInput(text="x"), operator=OPERATOR, note_id="note_0")


async def test_items_are_listed_by_deadline_and_done_ones_last(
    services: RehearsalServices, each_database: Database
) -> None:
    given = [
        ItemInput(text="some day"),
        ItemInput(text="later", deadline=date(2025, 10, 30)),
        ItemInput(text="done"),
        ItemInput(text="soon", deadline=date(2025, 10, 26)),
    ]
    added = [await debrief.add_item(services, one, operator=OPERATOR) for one in given]
    await debrief.mark_done(services, added[2].id, is_done=True, operator=OPERATOR, expected=1)
    assert [item.text for item in await debrief.read_items(services)] == ["soon", "later", "some day", "done"]


async def test_done_item_can_be_opened_again(services: RehearsalServices) -> None:
    item = await debrief.add_item(services, ItemInput(text="Check the lights"), operator=OPERATOR)
    done = await debrief.mark_done(services, item.id, is_done=True, operator=OPERATOR, expected=1)
    assert (done.done_at, done.done_by_name, done.version) == (MORNING, OPERATOR.name, 2)
    opened = await debrief.mark_done(services, item.id, is_done=False, operator=OPERATOR, expected=2)
    assert opened == replace(item, version=3)


async def test_change_of_an_item_that_was_changed_is_a_conflict(services: RehearsalServices) -> None:
    item = await debrief.add_item(services, ItemInput(text="one"), operator=OPERATOR)
    await debrief.change_item(services, item.id, ItemInput(text="two"), operator=OPERATOR, expected=1)
    with pytest.raises(ConflictError, match=r"rehearsal\.item_changed"):
        await debrief.change_item(services, item.id, ItemInput(text="three"), operator=OPERATOR, expected=1)
    [kept] = await debrief.read_items(services)
    assert kept.text == "two"


async def test_list_needs_the_permission_of_operators(services: RehearsalServices) -> None:
    with pytest.raises(ForbiddenError):
        await debrief.add_item(services, ItemInput(text="x"), operator=DOOR_STAFF)
    with pytest.raises(ForbiddenError):
        await debrief.add_note(services, "x", operator=DOOR_STAFF)
    with pytest.raises(NotFoundError, match=r"rehearsal\.unknown_item"):
        await debrief.mark_done(services, "todo_0", is_done=True, operator=OPERATOR, expected=1)
