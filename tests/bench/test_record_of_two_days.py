"""The record against the acts of two days, at a size that takes seconds; a record that differs is found."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bench.door_site import MORNING
from bench.record_of_two_days import EARLIER, ExpectedEntry, compare_entries, play_and_compare
from broadcast.record.wording import RecordRow
from conference.clock import ManualClock
from tests.conftest import open_cheap_runtime

ACTS = 40
ROW = RecordRow(at=MORNING, until=None, what="signature", text="Signed.", session="", title="", details=["Viet Nam"])
ENTRY = ExpectedEntry(at=MORNING, until=None, what="signature", session="", title="", names=("Viet Nam",))


async def test_record_of_the_first_acts_is_what_was_done(tmp_path: Path, sqlite_template: Path) -> None:
    """All of it: `python -m bench.record_of_two_days`."""
    clock = ManualClock(MORNING - EARLIER)
    async with open_cheap_runtime(tmp_path, sqlite_template, clock) as runtime:
        compared = await play_and_compare(runtime, clock, ACTS)
    assert compared.differences == ()
    assert (compared.acts, compared.entries > ACTS) == (ACTS, True)


def test_lacking_wrong_and_repeated_entries_are_found() -> None:
    later = replace(ENTRY, at=MORNING + timedelta(minutes=1))
    assert compare_entries([ENTRY], [ROW]) == ([], [])
    assert compare_entries([ENTRY], []) == ([ENTRY], [])
    assert compare_entries([later], [ROW]) == ([later], [ENTRY])
    assert compare_entries([ENTRY], [ROW, ROW]) == ([], [ENTRY])
