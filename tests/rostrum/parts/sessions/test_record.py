"""Installation of the record of proceedings."""

from aiohttp import web

from broadcast.record.requests import RECORD
from rostrum.parts.broadcast import assemble_broadcast
from rostrum.parts.sessions.record import install_record
from rostrum.runtime import Runtime


async def test_record_reads_the_board_that_is_given(runtime: Runtime) -> None:
    app = web.Application()
    board = assemble_broadcast(runtime).board
    install_record(app, board)
    assert app[RECORD].board is board
