"""The pages that the live board and a rehearsal have alike."""

from broadcast.rehearsal.web.context import HOST, REHEARSALS
from conference.web.access import permissions_of
from rostrum.parts.boards.pages import REHEARSED
from tests.support.board_pages import Served, served

__all__ = ["served"]


async def test_rehearsal_has_each_address_of_the_live_board(served: Served) -> None:
    assert served.client.app is not None
    live = {route.handler for route in served.client.app.router.routes()}
    assert {route.handler for module in REHEARSED for route in module.routes()} <= live
    own = {route.handler for module in REHEARSED for route in module.routes() if route.path.startswith("/staff")}
    assert all(permissions_of(handler) is not None for handler in own)
    assert (REHEARSALS in served.client.app, HOST in served.client.app) == (True, True)
