"""Runs of scripts in a rehearsal: own tables, and notes of deviations."""

import pytest
from sqlalchemy import insert

from broadcast.rehearsal.runs import RehearsedRuns
from broadcast.rehearsal.storage import SqlNotes, SqlRehearsals
from broadcast.scripts.domain.running import CueProgress, Deviation
from broadcast.scripts.storage.running import SqlRuns
from broadcast.scripts.storage.tables import scripts
from conference.clock import ManualClock
from conference.errors import ConflictError
from conference.storage.transactions import Transactions
from tests.broadcast.rehearsal.test_storage import REHEARSAL
from tests.support.board_samples import MORNING, NOON
from tests.support.each_database import database

__all__ = ["database"]

SCRIPT = {"session_id": "opening", "revision": 1, "cues": [], "version": 0, "changed_at": MORNING, "changed_by": "s"}
DEVIATION = Deviation(
    id="dev_1", session_id="opening", cue_id="cue_1", text="Ễ" * 500, at=NOON, staff_id="staff_1", name="Ễ" * 200
)


@pytest.fixture
def runs() -> RehearsedRuns:
    return RehearsedRuns(SqlNotes(), lambda: REHEARSAL, ManualClock(MORNING))


async def test_run_of_a_rehearsal_leaves_the_live_one_as_it_is(transactions: Transactions, runs: RehearsedRuns) -> None:
    progress = CueProgress(cue_id="cue_1", started_at=NOON)
    async with transactions.write() as transaction:
        await transaction.connection.execute(insert(scripts).values(SCRIPT))
        await runs.count_change(transaction, "opening", seen=0)
        await runs.save_progress(transaction, "opening", progress)
        assert await runs.get_number(transaction, "opening") == 1
        assert await runs.list_progress(transaction, "opening") == {"cue_1": progress}
        assert await SqlRuns().get_number(transaction, "opening") == 0
        assert await SqlRuns().list_progress(transaction, "opening") == {}
        with pytest.raises(ConflictError):
            await runs.count_change(transaction, "opening", seen=0)


async def test_deviation_is_a_note_on_its_cue_until_withdrawn(transactions: Transactions, runs: RehearsedRuns) -> None:
    async with transactions.write() as transaction:
        await SqlRehearsals().add(transaction, REHEARSAL)
        await runs.add_deviation(transaction, DEVIATION)
        note = (await SqlNotes().list_notes(transaction, "reh_1"))[0]
        assert (note.cue_id, note.text, note.written_by_name) == ("cue_1", DEVIATION.text, DEVIATION.name)
        assert (note.shown_at, note.written_at) == (NOON, MORNING)
        assert await SqlRuns().list_deviations(transaction, "opening") == []
        assert await runs.remove_deviation(transaction, "opening", "dev_1")
        assert not await runs.remove_deviation(transaction, "opening", "dev_1")
        assert await SqlNotes().list_notes(transaction, "reh_1") == []
