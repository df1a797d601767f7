"""Items of the debrief list."""

from datetime import date

import pytest

from broadcast.rehearsal.domain.notes import DebriefItem
from tests.support.board_samples import MORNING

TODAY = date(2025, 10, 25)


@pytest.mark.parametrize(
    ("deadline", "is_done", "is_overdue"),
    [
        (date(2025, 10, 24), False, True),
        (date(2025, 10, 24), True, False),
        (TODAY, False, False),
        (None, False, False),
    ],
)
def test_item_is_overdue_after_its_day_until_it_is_done(deadline: date | None, is_done: bool, is_overdue: bool) -> None:
    item = DebriefItem(
        id="item_1",
        rehearsal_id="",
        note_id="",
        text="Move the lectern",
        owner="Protocol",
        deadline=deadline,
        created_at=MORNING,
        created_by_name="Lan",
        done_at=MORNING if is_done else None,
    )
    assert item.is_overdue(TODAY) is is_overdue
