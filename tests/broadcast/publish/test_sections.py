"""Sections that other subjects add to public pages: rendered in their order, and again when their revision changes."""

from aiohttp import web
from markupsafe import Markup

from broadcast.feed.public_board import PublicBoard
from broadcast.publish.sections import ROOM_SECTIONS, PageSection
from tests.support.board_pages import Served


async def test_section_is_shown_and_renewed_with_its_revision(served: Served) -> None:
    state = {"revision": 1, "text": "first"}

    async def render(_request: web.Request, _board: PublicBoard, room: str) -> Markup:
        return Markup("<p>{} of {}</p>").format(state["text"], room)

    section = PageSection(render=render, revision=lambda _request: state["revision"])
    served.client.app[ROOM_SECTIONS].append(section)
    assert "<p>first of plenary</p>" in await served.page("/en/rooms/plenary")
    state["text"] = "<second>"
    assert "<p>first of plenary</p>" in await served.page("/en/rooms/plenary")
    state["revision"] = 2
    assert "<p>&lt;second&gt; of plenary</p>" in await served.page("/en/rooms/plenary")
