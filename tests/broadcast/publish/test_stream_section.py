"""Streams of a room on its page and on the pages of its sessions, until a session is over."""

from broadcast.board.actions.sessions import move_session
from broadcast.board.domain.sessions import Verb
from broadcast.media.web.listing import STREAM_WATCH
from tests.support.board_pages import Served
from tests.support.streams import FRENCH


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
