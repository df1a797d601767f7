"""The links for broadcasters on the page of a room."""

from aiohttp import web
from markupsafe import Markup

from broadcast.feed.public_board import PublicBoard
from broadcast.publish.sections import PageSection
from conference.web import render_text


async def _render_links(request: web.Request, _board: PublicBoard, room_id: str) -> Markup:
    html = render_text(request, "lower_thirds/links.html", room_id=room_id)
    return Markup(html)  # noqa: S704 — a template escapes what it shows


BROADCASTER_SECTION = PageSection(render=_render_links)
