"""Installation of the record of the days: its pages over the live board's log."""

from aiohttp import web

from broadcast.board.storage import SqlBoardStore
from broadcast.record import web as pages
from broadcast.record.reading import RecordReader
from rostrum.runtime import Runtime


def install_record(app: web.Application, runtime: Runtime) -> None:
    """Install the record; a rehearsal, whose tables are others, has none."""
    app[pages.RECORD] = RecordReader(transactions=runtime.transactions, history=SqlBoardStore())
    app.router.add_routes(pages.routes())
