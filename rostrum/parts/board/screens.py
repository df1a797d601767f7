"""Installation of paired screens: their services, their pages and their addresses in the API."""

from aiohttp import web

from broadcast.board.ports import Board
from broadcast.screens.ports import ScreenServices
from broadcast.screens.storage import SqlScreenStore
from broadcast.screens.web import api, devices
from broadcast.screens.web.context import SCREENS
from conference.rate_limits import Limits
from rostrum.runtime import Runtime


def install_screens(app: web.Application, runtime: Runtime, board: Board) -> None:
    """Install what pairs screens and what lists and changes them."""
    limits = Limits()
    app[SCREENS] = ScreenServices(
        board=board,
        store=SqlScreenStore(),
        rooms=frozenset(room.code for room in runtime.event.rooms),
        charge=lambda network: limits.charge(devices.REQUESTS, network, runtime.clock.now()),
    )
    for module in (api, devices):
        app.router.add_routes(module.routes())
