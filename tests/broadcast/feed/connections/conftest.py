"""The board that the feed serves."""

import pytest

from broadcast.board.ports import Board


@pytest.fixture
def board(programmed: Board) -> Board:
    """A board with the small programme."""
    return programmed
