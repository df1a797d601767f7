"""Reads of the board from the database."""

import pytest

from broadcast.board.actions.announcements import post_announcement, withdraw_announcement
from broadcast.board.actions.programme import load_programme
from broadcast.board.actions.read import read_board, read_changes
from broadcast.board.domain.announcements import Announcement
from broadcast.board.ports import Board
from tests.support.board_moves import open_session, suspend_session
from tests.support.board_samples import OPERATOR, item, programme, text


async def test_empty_board_has_a_revision_and_no_entries(board: Board) -> None:
    state = await read_board(board)
    assert (state.revision.offset, dict(state.entries)) == (0, {})
    assert state.revision.epoch
    assert await read_changes(board) == []


async def test_removed_keys_are_not_read(loaded: Board) -> None:
    done = await post_announcement(loaded, text("Doors close"), operator=OPERATOR)
    assert isinstance(done.state, Announcement)
    await withdraw_announcement(loaded, done.state.id, operator=OPERATOR)
    await load_programme(loaded, programme(item("opening")), operator=OPERATOR)
    assert set((await read_board(loaded)).entries) == {"event", "tally", "session/opening"}


async def test_changes_are_the_newest_first_and_limited(loaded: Board) -> None:
    await open_session(loaded, "opening", operator=OPERATOR)
    await open_session(loaded, "debate", operator=OPERATOR)
    await suspend_session(loaded, "opening", operator=OPERATOR)
    latest = await read_changes(loaded, limit=2)
    assert [(change.key, change.action) for change in latest] == [
        ("session/opening", "broadcast:session:suspended"),
        ("session/debate", "broadcast:session:opened"),
    ]
    assert latest[0].offset > latest[1].offset


@pytest.mark.usefixtures("each_database")
async def test_changes_of_one_key_leave_out_others(loaded: Board) -> None:
    await open_session(loaded, "opening", operator=OPERATOR)
    await open_session(loaded, "debate", operator=OPERATOR)
    changes = await read_changes(loaded, key="session/opening")
    assert {change.key for change in changes} == {"session/opening"}
    assert changes[0].state == (await read_board(loaded)).entries["session/opening"].state
    assert await read_changes(loaded, key="session/nowhere") == []
