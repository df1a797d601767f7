"""Rehearsals, notes and items in the database, with the longest values."""

from dataclasses import replace
from datetime import date

from broadcast.rehearsal.domain.notes import LONGEST_OWNER, LONGEST_TEXT, DebriefItem, Note
from broadcast.rehearsal.domain.rehearsals import Rehearsal
from broadcast.rehearsal.domain.timing import Pace
from broadcast.rehearsal.storage import SqlNotes, SqlRehearsals
from conference.storage.transactions import Transactions
from tests.support.board_samples import MORNING, NOON
from tests.support.each_database import database

__all__ = ["database"]

REHEARSAL = Rehearsal(
    id="reh_1",
    day=date(2025, 10, 25),
    pace=Pace(set_at=MORNING, shown_at=NOON, rate=60, is_paused=True),
    token_digest="d" * 64,
    started_at=MORNING,
    started_by="s" * 48,
    started_by_name="Ễ" * 200,
)


async def test_values_are_stored_whole(transactions: Transactions) -> None:
    note = Note(
        id="note_1",
        rehearsal_id="reh_1",
        session_id="s" * 80,
        cue_id="c" * 80,
        text="Ễ" * LONGEST_TEXT,
        written_by="staff_1",
        written_by_name="Ễ" * 200,
        shown_at=NOON,
        written_at=MORNING,
    )
    item = DebriefItem(
        id="todo_1",
        rehearsal_id="reh_1",
        note_id="note_1",
        text="Ễ" * LONGEST_TEXT,
        owner="Ễ" * LONGEST_OWNER,
        deadline=date(2025, 10, 26),
        created_at=MORNING,
        created_by_name="Ễ" * 200,
        done_at=NOON,
        done_by_name="Ễ" * 200,
    )
    async with transactions.write() as transaction:
        await SqlRehearsals().add(transaction, REHEARSAL)
        await SqlNotes().add_note(transaction, note)
        await SqlNotes().add_item(transaction, item)
    async with transactions.read() as transaction:
        assert await SqlRehearsals().find_running(transaction) == REHEARSAL
        assert await SqlNotes().find_note(transaction, "note_1") == note
        assert await SqlNotes().find_item(transaction, "todo_1") == item


async def test_ended_rehearsal_is_found_by_its_token_only(transactions: Transactions) -> None:
    ended = replace(REHEARSAL, ended_at=NOON)
    async with transactions.write() as transaction:
        await SqlRehearsals().add(transaction, REHEARSAL)
        await SqlRehearsals().save_end(transaction, ended)
        assert await SqlRehearsals().find_running(transaction) is None
        assert await SqlRehearsals().find_by_token(transaction, "d" * 64) == ended
        assert await SqlRehearsals().find_by_token(transaction, "e" * 64) is None
