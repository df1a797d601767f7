"""Alerts over a board with the small programme."""

import pytest

from broadcast.alerts.ports import AlertServices
from broadcast.alerts.storage import SqlAlerts
from broadcast.board.actions.programme import load_programme
from broadcast.board.ports import Board
from tests.support.alert_samples import PREPARED, SITE
from tests.support.board_samples import OPERATOR, programme


@pytest.fixture
async def services(board: Board) -> AlertServices:
    """The dependencies of the actions, with an evacuation and an all-clear."""
    await load_programme(board, programme(), operator=OPERATOR)
    return AlertServices(board=board, store=SqlAlerts(), site=SITE, prepared=PREPARED)
