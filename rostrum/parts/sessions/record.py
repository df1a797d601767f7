"""Installation of the record of the days: its pages over the live board's log."""

from aiohttp import web

from broadcast.board.ports import Board
from broadcast.record import paper, press_sheet, speaking_files
from broadcast.record import web as pages
from broadcast.record.printing import SHEET_PRESS, SheetPress
from broadcast.record.reading import RecordReader
from broadcast.record.requests import RECORD


def install_record(app: web.Application, board: Board) -> None:
    """Install the record; a rehearsal, whose tables are others, has none."""
    app[RECORD] = RecordReader(board=board)
    app[SHEET_PRESS] = SheetPress()
    for module in (pages, speaking_files, paper, press_sheet):
        app.router.add_routes(module.routes())
