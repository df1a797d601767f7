"""Streams of a room on its page and on the pages of its sessions, until a session is over."""

import re

from broadcast.board.actions.sessions import move_session
from broadcast.board.domain.sessions import Verb
from broadcast.media.web.listing import STREAM_WATCH
from tests.support.board_pages import Served
from tests.support.streams import CAPTIONS, FRENCH, STREAMS


async def test_session_lists_streams_of_its_room_until_it_is_over(served: Served) -> None:
    room = next(item.room for item in served.runtime.event.programme if item.id == "debate-1")
    served.client.app[STREAM_WATCH].rooms[room] = [FRENCH]
    for verb in (Verb.OPEN, Verb.SUSPEND, Verb.RESUME):
        await move_session(served.board, "debate-1", verb, operator=served.operator)
        await served.heard()
        assert FRENCH.address in await served.page("/en/sessions/debate-1")
    await move_session(served.board, "debate-1", Verb.ADJOURN, operator=served.operator)
    await served.heard()
    assert FRENCH.address not in await served.page("/en/sessions/debate-1")
    assert FRENCH.address in await served.page(f"/en/rooms/{room}")


async def test_session_of_another_room_has_no_streams(served: Served) -> None:
    served.client.app[STREAM_WATCH].rooms["R999"] = [FRENCH]
    assert FRENCH.address not in await served.page("/en/sessions/debate-1")


async def test_page_may_load_media_from_the_origins_of_streams(served: Served) -> None:
    for path in ("rooms/plenary", "sessions/debate-1"):
        policy = (await served.client.get(f"/fr/{path}")).headers["Content-Security-Policy"]
        assert "example.org" not in policy
    served.client.app[STREAM_WATCH].rooms["plenary"] = [FRENCH]
    parts = (await served.client.get("/en/rooms/plenary")).headers["Content-Security-Policy"].split("; ")
    assert [part for part in parts if "example.org" in part] == [
        "media-src 'self' blob: data: https://video.example.org",
        "connect-src 'self' https://video.example.org",
    ]
    assert "example.org" not in (await served.client.get("/en/")).headers["Content-Security-Policy"]


async def test_player_offers_languages_of_the_room(served: Served) -> None:
    served.client.app[STREAM_WATCH].rooms["plenary"] = STREAMS
    page = await served.page("/ar/rooms/plenary")
    assert re.findall(r'name="sound" value="(\w+)"', page) == ["floor", "fr", "ar"]
    assert re.findall(r'data-do="(\w+)"', page) == ["watch", "listen", "sign", "stop"]
    assert "player.mjs" in page
    served.client.app[STREAM_WATCH].rooms["plenary"] = [CAPTIONS]
    assert "player.mjs" not in await served.page("/fr/rooms/plenary")
