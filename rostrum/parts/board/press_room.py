"""Installation of the figures for the press: page and feeds."""

from aiohttp import web

from broadcast.press_room import feeds, pages
from broadcast.press_room.figures import PRESS_FIGURES, group_figures
from rostrum.runtime import Runtime


def install_press_room(app: web.Application, runtime: Runtime) -> None:
    """Install the page of the event's published figures, and their feeds."""
    event = runtime.event
    app[PRESS_FIGURES] = group_figures(event.topics, event.figures, event.sources)
    for module in (feeds, pages):
        app.router.add_routes(module.routes())
