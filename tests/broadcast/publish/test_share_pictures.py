"""Pictures of public pages for other sites: named by the page, validated, drawn once a content and few at once."""

import asyncio
import re
import threading
from html import unescape

import pytest

from broadcast.board.actions.sessions import move_session
from broadcast.board.domain.sessions import Verb
from broadcast.publish.art.share_card import ShareCard
from broadcast.publish.share_pictures import SHARE_PICTURES
from conference.graphics.picture_cache import MOST_AT_ONCE
from tests.support.board_pages import Served


class CountedDrawings:
    """Drawings that wait until they are let go, and how many ran at once."""

    def __init__(self) -> None:
        self.drawn: list[ShareCard] = []
        self.most = 0
        self.go = threading.Event()
        self._running = 0
        self._lock = threading.Lock()

    def draw(self, card: ShareCard) -> bytes:
        with self._lock:
            self._running += 1
            self.most = max(self.most, self._running)
            self.drawn.append(card)
        assert self.go.wait(30)
        with self._lock:
            self._running -= 1
        return f"picture of {card.title}".encode()


async def test_page_names_the_picture_of_its_content(served: Served) -> None:
    address = r'property="og:image" content="https?://[^/]+(/share/ar/sessions/debate-1\.png\?v=\w+)"'
    first = re.search(address, await served.page("/ar/sessions/debate-1"))
    assert first
    response = await served.client.get(unescape(first[1]))
    picture = await response.read()
    assert (response.status, response.content_type, picture[:8]) == (200, "image/png", b"\x89PNG\r\n\x1a\n")
    held = {"If-None-Match": response.headers["ETag"]}
    same = await served.client.get(unescape(first[1]), headers=held)
    assert (same.status, await same.read()) == (304, b"")
    await move_session(served.board, "debate-1", Verb.CANCEL, operator=served.operator)
    await served.heard()
    second = re.search(address, await served.page("/ar/sessions/debate-1"))
    assert second
    assert second[1] != first[1]
    assert (await served.client.head(unescape(second[1]), headers=held)).status == 200


@pytest.mark.parametrize("page", ["rooms/plenary", "programme"])
async def test_rooms_and_the_programme_have_a_picture(served: Served, page: str) -> None:
    drawn: list[ShareCard] = []

    def draw(card: ShareCard) -> bytes:
        drawn.append(card)
        return b"picture"

    served.client.app[SHARE_PICTURES].draw = draw
    address = re.search(r'og:image" content="https?://[^/]+(/share/vi/[^"]+)"', await served.page(f"/vi/{page}"))
    assert address
    assert address[1].startswith(f"/share/vi/{page}.png?v=")
    assert await served.page(unescape(address[1])) == "picture"
    assert (drawn[0].day, drawn[0].hours) == ("ngày 25/10/2025 – ngày 26/10/2025", "")
    await served.page("/share/vi/rooms/never.png", 404)


@pytest.mark.parametrize("path", ["never", "rehearsal", "%00", "..%2f"])
async def test_unknown_and_private_sessions_have_no_picture(served: Served, path: str) -> None:
    """Covers B18."""
    await served.page(f"/share/fr/sessions/{path}.png", 404)


async def test_many_requests_draw_once_and_leave_the_server_free(served: Served) -> None:
    counted = CountedDrawings()
    pictures = served.client.app[SHARE_PICTURES]
    pictures.draw = counted.draw
    asked = [asyncio.create_task(served.client.get("/share/en/sessions/opening.png")) for _ in range(30)]
    asked += [asyncio.create_task(served.client.get("/share/vi/sessions/opening.png")) for _ in range(30)]
    await served.page("/en/sessions/opening")
    counted.go.set()
    answers = await asyncio.gather(*asked)
    assert {answer.status for answer in answers} == {200}
    assert (len(counted.drawn), counted.most) == (2, MOST_AT_ONCE)
