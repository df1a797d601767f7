"""Pages for broadcasters and the floor as JSON: in each language, with exact validators, public sessions only."""

from html import unescape

import msgspec
import pytest

from broadcast.board.actions.sessions import move_session
from broadcast.board.actions.speakers import end_statement, give_floor_to_next
from broadcast.board.domain.sessions import Verb
from broadcast.lower_thirds import web
from broadcast.lower_thirds.web import FloorOut
from conference.languages import LANGUAGES, language, pick
from rostrum.parts.boards.pages import REHEARSED
from tests.support.board_pages import Served

FLOOR = "/lower-thirds/{}/rooms/plenary.json"
PAGES = ("/lower-thirds/{}?room=plenary", "/countdown/{}?room=plenary")


async def read_floor(served: Served, code: str = "en") -> FloorOut:
    return msgspec.json.decode(await served.page(FLOOR.format(code)), type=FloorOut)


@pytest.fixture
async def speaking(served: Served) -> Served:
    """Give the floor of the debate to its first speaker."""
    await move_session(served.board, "debate-1", Verb.OPEN, operator=served.operator)
    await give_floor_to_next(served.board, "debate-1", operator=served.operator)
    await served.heard()
    return served


async def test_pages_have_the_direction_of_their_language(served: Served) -> None:
    for code in LANGUAGES:
        for path in PAGES:
            page, face = await served.page(path.format(code)), language(code)
            assert f'<html lang="{face.tag}" dir="{face.direction}"' in page
            assert "data-overlay" in page


async def test_floor_is_told_in_each_language(speaking: Served) -> None:
    listed = [one for one in speaking.runtime.event.speakers if one.session == "debate-1"]
    first = min(listed, key=lambda one: one.order)
    for code in LANGUAGES:
        floor = await read_floor(speaking, code)
        assert floor.session
        assert floor.speaker
        assert (floor.session.id, floor.speaker.name) == ("debate-1", pick(first.name, code)[0])
        assert floor.speaker.right_of_reply is False


async def test_nothing_is_told_while_no_speaker_has_the_floor(speaking: Served) -> None:
    before = await speaking.client.get(FLOOR.format("en"))
    known = {"If-None-Match": before.headers["ETag"]}
    assert before.headers["Cache-Control"] == "no-cache"
    assert (await speaking.client.get(FLOOR.format("en"), headers=known)).status == 304
    await end_statement(speaking.board, "debate-1", operator=speaking.operator)
    await speaking.heard()
    assert (await speaking.client.get(FLOOR.format("en"), headers=known)).status == 200
    floor = await read_floor(speaking)
    assert (floor.room, floor.session, floor.speaker) == ("plenary", None, None)


@pytest.mark.parametrize(
    "path",
    ["lower-thirds/fr", "lower-thirds/fr?room=never", "countdown/fr?room=%00", "lower-thirds/fr/rooms/never.json"],
)
async def test_unknown_room_is_not_found_in_its_language(served: Served, path: str) -> None:
    response = await served.client.get(f"/{path}", headers={"Accept": "text/html"})
    assert response.status in (400, 404)
    assert 'lang="fr"' in await response.text()


async def test_private_sessions_are_in_no_byte(speaking: Served) -> None:
    private = [item for item in speaking.runtime.event.programme if not item.public]
    assert private
    rooms = sorted({item.room for item in speaking.runtime.event.programme if item.public})
    paths = [f"/lower-thirds/en/rooms/{room}.json" for room in rooms]
    paths += [f"/{kind}/en?room={room}" for room in rooms for kind in ("lower-thirds", "countdown")]
    bodies = [unescape(await speaking.page(path)) for path in paths]
    assert not [item.id for item in private for body in bodies if item.id in body or item.title["en"] in body]


def test_rehearsal_has_no_pages_for_broadcasters() -> None:
    assert web not in REHEARSED
