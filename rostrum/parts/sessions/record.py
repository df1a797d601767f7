"""Installation of the record of the days: its pages over the live board's log."""

from aiohttp import web

from broadcast.board.ports import Board
from broadcast.record import web as pages
from broadcast.record.reading import RecordReader


def install_record(app: web.Application, board: Board) -> None:
    """Install the record; a rehearsal, whose tables are others, has none."""
    app[pages.RECORD] = RecordReader(board=board)
    app.router.add_routes(pages.routes())
