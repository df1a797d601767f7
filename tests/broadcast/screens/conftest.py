"""Screens over an empty board."""

import pytest

from broadcast.board.ports import Board
from broadcast.screens.ports import ScreenServices
from broadcast.screens.storage import SqlScreenStore


@pytest.fixture
def services(board: Board) -> ScreenServices:
    """The dependencies of the actions."""
    return ScreenServices(board=board, store=SqlScreenStore(), rooms={"plenary"})
