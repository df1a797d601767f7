"""Loading of the programme, and renewal of the epoch."""

from dataclasses import replace

import pytest
from sqlalchemy import text as sql

from broadcast.board.actions.programme import load_programme, renew_epoch
from broadcast.board.actions.read import read_board
from broadcast.board.actions.signing import record_signature
from broadcast.board.domain.sessions import Phase, Session
from broadcast.board.ports import Board
from conference.auth.roles import Staff
from conference.errors import ForbiddenError
from conference.storage.transactions import Transactions
from rostrum import roles
from tests.broadcast.board.actions.conftest import audit_rows, phase_of
from tests.support.board_moves import (
    open_session,
)
from tests.support.board_samples import (
    CANARY,
    OPERATOR,
    event_info,
    item,
    programme,
    text,
)


async def test_second_load_changes_nothing(loaded: Board, transactions: Transactions) -> None:
    before, rows = await read_board(loaded), await audit_rows(transactions)
    again = await load_programme(loaded, programme(), operator=OPERATOR)
    assert (again.changed, again.revision) == (False, before.revision)
    assert await read_board(loaded) == before
    assert await audit_rows(transactions) == rows


async def test_load_keeps_recorded_acts(loaded: Board) -> None:
    await open_session(loaded, "opening", operator=OPERATOR)
    await record_signature(loaded, "VN", operator=OPERATOR)
    assert not (await load_programme(loaded, programme(), operator=OPERATOR)).changed
    assert await phase_of(loaded, "opening") is Phase.IN_SESSION


async def test_changed_programme_updates_the_board(loaded: Board) -> None:
    await load_programme(loaded, programme(item("opening", title=text("Opening ceremony"))), operator=OPERATOR)
    entries = (await read_board(loaded)).entries
    assert set(entries) == {"event", "tally", "session/opening"}
    state = entries["session/opening"].state
    assert isinstance(state, Session)
    assert state.title == text("Opening ceremony")


async def test_renamed_room_is_shown_by_every_session(loaded: Board) -> None:
    before = (await read_board(loaded)).entries
    renamed = replace(programme(), event_info=event_info("Hall of Mirrors"))
    await load_programme(loaded, renamed, operator=OPERATOR)
    after = (await read_board(loaded)).entries
    sessions = [key for key in before if key.startswith("session/")]
    assert all(after[key].offset > before[key].offset for key in sessions)
    assert all(after[key].version == before[key].version for key in sessions)


@pytest.mark.usefixtures("each_database")
async def test_private_items_are_nowhere_in_the_database(loaded: Board, transactions: Transactions) -> None:
    async with transactions.read() as transaction:
        for table in ("board_entries", "board_changes", "audit_log"):
            rows = await transaction.connection.execute(sql(f"SELECT * FROM {table}"))
            assert CANARY not in repr(rows.all())


async def test_renewed_board_has_another_epoch(loaded: Board) -> None:
    before = (await read_board(loaded)).revision
    after = await renew_epoch(loaded, operator=OPERATOR)
    assert (after.epoch != before.epoch, after.offset) == (True, before.offset)


async def test_administrator_may_load_and_renew_but_not_operate(board: Board) -> None:
    administrator = Staff("staff_9", "quan", "Quân", frozenset({roles.ADMINISTRATOR}), "vi")
    assert (await load_programme(board, programme(), operator=administrator)).changed
    assert (await renew_epoch(board, operator=administrator)).epoch
    with pytest.raises(ForbiddenError):
        await open_session(board, "opening", operator=administrator)


async def test_load_is_one_audit_entry(board: Board, transactions: Transactions) -> None:
    await load_programme(board, programme(), operator=OPERATOR)
    assert await audit_rows(transactions) == [("broadcast:programme:loaded", "staff_1", "event")]


async def test_removed_item_leaves_the_board_and_may_return(loaded: Board) -> None:
    await load_programme(loaded, programme(item("opening")), operator=OPERATOR)
    assert "session/debate" not in (await read_board(loaded)).entries
    await load_programme(loaded, programme(), operator=OPERATOR)
    assert "session/debate" in (await read_board(loaded)).entries
