"""The texts of delivered statements on the page of their session."""

from aiohttp import web
from markupsafe import Markup

from broadcast.feed.public_board import PublicBoard
from broadcast.publish.sections import PageSection
from broadcast.statements.actions import read_texts
from broadcast.statements.domain import delivered_speakers
from broadcast.statements.web import statement_services_of
from conference.web import render_text


async def _render_statements(request: web.Request, _board: PublicBoard, session_id: str) -> Markup:
    texts = await read_texts(statement_services_of(request), session_id)
    speakers = [one for one in delivered_speakers(texts.speakers) if one.id in texts.statements]
    if not speakers:
        return Markup("")
    html = render_text(request, "publish/statements.html", session_id=session_id, speakers=speakers)
    return Markup(html)  # noqa: S704 — a template escapes what it shows


STATEMENT_SECTION = PageSection(render=_render_statements)
"""A link to each text whose speaker has had the floor. A new text is shown from the next minute or change on."""
