"""Import of rows on a board: one act, with clashes that are confirmed, or nothing."""

from datetime import timedelta

import pytest

from broadcast.board.actions.read import read_board
from broadcast.board.domain.sessions import Plan
from broadcast.programme.actions.changes import ProgrammeServices
from broadcast.programme.actions.importing import check_import, import_rows
from broadcast.programme.domain.tables import PlannedRow
from conference.errors import ForbiddenError, RuleError
from tests.broadcast.programme.actions.test_changes import asked, services
from tests.support.board_samples import DOOR_STAFF, NOON, OPERATOR, text

__all__ = ["services"]

PLAN = Plan(title=text("New"), kind="visit", room="hall3", starts_at=NOON, ends_at=NOON + timedelta(hours=1))
ROWS = [PlannedRow(row=2, id="", plan=PLAN), PlannedRow(row=3, id="talk", plan=PLAN)]


@pytest.mark.usefixtures("each_database")
async def test_clashes_of_an_import_are_confirmed_as_a_whole(services: ProgrammeServices) -> None:
    report = await check_import(services, ROWS, operator=OPERATOR)
    codes = [clash.code for clash in report.clashes]
    assert (report.added, report.changed, codes) == (2, 0, ["room:item-1:talk"])
    with pytest.raises(RuleError, match=r"programme\.clashes"):
        await import_rows(services, ROWS, asked())
    assert (await import_rows(services, ROWS, asked(confirmed=codes))).changed
    assert {"session/item-1", "session/talk"} <= (await read_board(services.board)).entries.keys()
    with pytest.raises(ForbiddenError):
        await check_import(services, ROWS, operator=DOOR_STAFF)
