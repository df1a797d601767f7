"""Installation of the figures for the press: all topics of the event, a page, feeds and the page of officers."""

from aiohttp import web

from broadcast.press_room.pages import FILES, ONLY_CSV
from broadcast.press_room.reading import PRESS_FIGURES
from rostrum.parts.board.press_room import install_press_room
from rostrum.parts.broadcast import assemble_broadcast
from rostrum.runtime import Runtime


async def test_press_room_has_the_figures_of_the_event(runtime: Runtime) -> None:
    app = web.Application()
    install_press_room(app, runtime, assemble_broadcast(runtime).board)
    published = await app[PRESS_FIGURES].read()
    assert [one.topic for one in published.topics] == list(runtime.event.topics)
    assert sum(len(one.figures) for one in published.topics) == len(runtime.event.figures)
    paths = {route.resource.canonical for route in app.router.routes() if route.resource}
    assert paths == {
        "/{language}/press",
        "/{language}/press/announcements/{announcement}",
        "/feeds/{language}/press.atom",
        *(f"/feeds/{{language}}/{name}.json" for name in FILES if name not in ONLY_CSV),
        *(f"/feeds/{{language}}/{name}.csv" for name in FILES if name not in ONLY_CSV),
        "/pictures/{picture}/thumbnail",
        "/pictures/{picture}/{file}",
        "/staff/figures",
        "/staff/figures/withdrawals",
    }
