"""Addresses of a rehearsal while none runs."""

import pytest

from tests.rostrum.conftest import settings
from tests.support.board_pages import Served, served

__all__ = ["served", "settings"]


@pytest.mark.parametrize("path", ["/rehearsal", "/rehearsal/en/screens/lobby", "/rehearsal/feed/v1/en/board.json"])
async def test_address_says_that_the_rehearsal_has_ended(served: Served, path: str) -> None:
    page = await served.page(f"{path}?rehearsal=earlier", 410)
    assert served.runtime.catalogues.text("en", "error.rehearsal.over") in page
