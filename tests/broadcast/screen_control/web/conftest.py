"""The whole application with a paired screen, and an operator who is signed in."""

import pytest

from broadcast.screens.domain.pairing import PairedScreen
from broadcast.screens.storage import SqlScreenStore
from tests.support.board_pages import Served, served

__all__ = ["served"]


@pytest.fixture
async def paired(served: Served) -> Served:
    """A screen `lobby-1` is paired, and the operator is signed in."""
    screen = PairedScreen(
        name="lobby-1",
        public_key="key",
        address="/en/screens/lobby",
        paired_at=served.runtime.clock.now(),
        paired_by="Lan",
    )
    async with served.runtime.transactions.write() as transaction:
        await SqlScreenStore().add_screen(transaction, screen)
    await served.sign_in()
    return served
