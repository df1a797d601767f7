"""Progress and deviations as they are stored."""

from dataclasses import replace
from datetime import timedelta

import pytest

from broadcast.scripts.domain.running import CueProgress, Deviation
from broadcast.scripts.services import ScriptServices
from conference.errors import ConflictError
from tests.support.scripts import NINE, write_script


async def test_progress_and_deviations_are_read_as_they_were_saved(services: ScriptServices) -> None:
    await write_script(services, "Anthem")
    runs, begun = services.runs, CueProgress(cue_id="a", started_at=NINE)
    done = replace(begun, done_at=NINE + timedelta(minutes=3))
    note = Deviation(id="d1", session_id="opening", cue_id="a", text="muet", at=NINE, staff_id="s", name="S")
    async with services.transactions.write() as transaction:
        await runs.save_progress(transaction, "opening", begun)
        await runs.save_progress(transaction, "opening", done)
        await runs.add_deviation(transaction, note)
        await runs.count_change(transaction, "opening", seen=0)
    async with services.transactions.read() as transaction:
        assert await runs.list_progress(transaction, "opening") == {"a": done}
        assert await runs.list_deviations(transaction, "opening") == [note]
    with pytest.raises(ConflictError):
        async with services.transactions.write() as transaction:
            await runs.count_change(transaction, "opening", seen=0)
    async with services.transactions.write() as transaction:
        await runs.remove_progress(transaction, "opening", "a")
        assert await runs.remove_deviation(transaction, "opening", "d1")
        assert not await runs.remove_deviation(transaction, "opening", "d1")
