"""The page on the device of a screen."""

from broadcast.screens.web.start_page import STATES
from tests.support.board_pages import Served, served

__all__ = ["served"]


async def test_device_page_has_each_state_in_all_languages(served: Served) -> None:
    response = await served.client.get("/screens")
    page = await response.text()
    assert response.headers["X-Rostrum-Page"] == "start"
    texts = served.runtime.catalogues
    for code in served.board.languages:
        for state in STATES:
            assert texts.text(code, f"pairing.state.{state}") in page
    assert 'name="csrf"' not in page
