"""Installation of the streams of the event."""

import dataclasses

from aiohttp import web
from msgspec import structs

from broadcast.media.web.listing import STREAM_WATCH
from broadcast.publish.sections import ROOM_SECTIONS, SESSION_SECTIONS
from rostrum.parts.boards.media import install_media
from rostrum.parts.boards.publish import install_publish
from rostrum.parts.broadcast import assemble_broadcast
from rostrum.runtime import Runtime
from tests.support.streams import FLOOR, FRENCH


async def test_streams_of_the_event_come_first_on_pages(runtime: Runtime) -> None:
    app = web.Application()
    install_publish(app)
    before = len(app.cleanup_ctx)
    others = [*app[SESSION_SECTIONS]]
    event = structs.replace(runtime.event, streams=(FRENCH, FLOOR))
    board = assemble_broadcast(runtime).board
    install_media(app, dataclasses.replace(runtime, event=event), board)
    assert app[STREAM_WATCH].rooms == {"plenary": [FLOOR, FRENCH]}
    assert len(app[ROOM_SECTIONS]) == 1
    assert app[SESSION_SECTIONS][1:] == others
    assert len(app.cleanup_ctx) == before + 1
