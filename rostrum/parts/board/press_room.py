"""Installation of the figures for the press: page, feeds, and the page of officers."""

from aiohttp import web

from broadcast.board.ports import Board
from broadcast.press_room import announcements, feeds, lists, pages, pictures, staff_pages
from broadcast.press_room.actions import FigureServices
from broadcast.press_room.pictures import PRESS_PICTURES, PressPictures
from broadcast.press_room.reading import ANNOUNCED_STATEMENTS, PRESS_FIGURES, AnnouncedReader, FigureReader
from broadcast.press_room.storage import SqlPressFigures
from rostrum.runtime import Runtime


def install_press_room(app: web.Application, runtime: Runtime, board: Board) -> None:
    """Install the page of the published figures, their feeds, and the page on which officers add and correct them."""
    event = runtime.event
    services = FigureServices(
        board=board,
        store=SqlPressFigures(),
        topics=event.topics,
        figures=event.figures,
        sources={source.id: source for source in event.sources},
    )
    app[PRESS_FIGURES] = FigureReader(services)
    app[ANNOUNCED_STATEMENTS] = AnnouncedReader()
    app[PRESS_PICTURES] = PressPictures(event.folder, event.pictures)
    for module in (announcements, feeds, lists, pages, pictures, staff_pages):
        app.router.add_routes(module.routes())
