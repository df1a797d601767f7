"""Planned announcements over a board with the small programme."""

import pytest

from broadcast.announcements.ports import AnnouncementServices
from broadcast.announcements.storage import SqlPlannedAnnouncements
from broadcast.board.actions.programme import load_programme
from broadcast.board.ports import Board
from tests.support.board_samples import OPERATOR, programme


@pytest.fixture
async def services(board: Board) -> AnnouncementServices:
    """The dependencies of the actions; urgent announcements need a second reader."""
    await load_programme(board, programme(), operator=OPERATOR)
    return AnnouncementServices(board=board, store=SqlPlannedAnnouncements(), needs_reader=True)
