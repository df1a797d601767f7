"""Installation of what the public follows in other programs: calendars and feeds."""

from aiohttp import web

from broadcast.board.ports import Board
from broadcast.publish.feeds import calendars, programme_feeds
from broadcast.publish.feeds.log_reader import LOG_READER, LogReader
from broadcast.publish.feeds.public_files import allow_other_sites
from rostrum.runtime import Runtime


def install_following(app: web.Application, runtime: Runtime, board: Board) -> None:
    """Install the calendars and feeds of the live board."""
    app[LOG_READER] = LogReader(board, runtime.event.audience.replace("/", "."))
    for module in (calendars, programme_feeds):
        app.router.add_routes(module.routes())
    app.on_response_prepare.append(allow_other_sites)
