"""Installation of the texts of statements."""

from aiohttp import web

from broadcast.statements import web as pages
from conference.clock import ManualClock
from rostrum.parts.broadcast import assemble_broadcast
from rostrum.parts.sessions.statements import install_statements
from rostrum.runtime import Runtime


async def test_pages_share_the_board_and_the_vault(runtime: Runtime) -> None:
    app = web.Application()
    board = assemble_broadcast(runtime).board
    install_statements(app, runtime, board)
    services = app[pages.STATEMENTS].services
    assert (services.board, services.vault) == (board, runtime.vault)
    assert isinstance(runtime.clock, ManualClock)
