"""The board of a request."""

from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from broadcast.feed.service import FEED
from broadcast.pages.screen_boards import read_board
from tests.support.board_pages import Served


async def test_board_is_in_the_language_that_was_asked_for(served: Served) -> None:
    app = web.Application()
    app[FEED] = served.feed
    request = make_mocked_request("GET", "/", app=app)
    for code in ("ar", "vi"):
        event = read_board(request, code).event
        assert event is not None
        assert event.name == served.runtime.event.name[code]
