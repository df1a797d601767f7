"""The signing on a real database."""

import pytest

from broadcast.board.ports import Board
from broadcast.signing.ports import SigningServices
from tests.support.signing_office import make_signing


@pytest.fixture
async def services(board: Board) -> SigningServices:
    """The services of the signing, with the programme loaded and five States on the register."""
    return await make_signing(board)
