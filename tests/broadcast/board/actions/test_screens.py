"""Screens show their name when an operator asks for it."""

import pytest

from broadcast.board.actions.read import read_board, read_changes
from broadcast.board.actions.screens import identify_screens
from broadcast.board.domain.identification import IDENTIFIED_FOR, Identification
from broadcast.board.ports import Board
from conference.clock import ManualClock
from conference.errors import ForbiddenError
from tests.support.board_samples import DOOR_STAFF, OPERATOR


@pytest.mark.parametrize("screen", ["lobby-1", None])
async def test_identification_ends_after_some_seconds(loaded: Board, clock: ManualClock, screen: str | None) -> None:
    done = await identify_screens(loaded, screen, operator=OPERATOR)
    assert done.state == Identification(screen=screen, until=clock.now() + IDENTIFIED_FOR)
    assert (await read_changes(loaded, limit=1))[0].action == "broadcast:screens:identified"


async def test_identification_is_not_undoable(loaded: Board, clock: ManualClock) -> None:
    for _ in range(2):
        await identify_screens(loaded, "lobby-1", operator=OPERATOR)
        clock.advance(1)
    assert (await read_board(loaded)).entries["identification"].previous is None


async def test_identification_needs_an_operator(loaded: Board) -> None:
    with pytest.raises(ForbiddenError):
        await identify_screens(loaded, None, operator=DOOR_STAFF)
