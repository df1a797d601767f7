"""Installation of the figures for the press: all topics of the event, a page and feeds in each language."""

from aiohttp import web

from broadcast.press_room.figures import PRESS_FIGURES
from rostrum.parts.board.press_room import install_press_room
from rostrum.runtime import Runtime


async def test_press_room_has_the_figures_of_the_event(runtime: Runtime) -> None:
    app = web.Application()
    install_press_room(app, runtime)
    published = app[PRESS_FIGURES]
    assert [one.topic for one in published.topics] == list(runtime.event.topics)
    assert sum(len(one.figures) for one in published.topics) == len(runtime.event.figures)
    paths = {route.resource.canonical for route in app.router.routes() if route.resource}
    assert paths == {"/{language}/press", "/feeds/{language}/figures.json", "/feeds/{language}/figures.csv"}
