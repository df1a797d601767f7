"""Questions on the public page of a press conference: languages and numbers, no names."""

from collections.abc import Mapping, Sequence
from typing import Any

from aiohttp import web
from markupsafe import Markup

from broadcast.feed.public_board import PublicBoard, read_snapshot
from broadcast.feed.service import feed_of
from broadcast.pages.page_cache import board_source, serve_cached
from broadcast.press_questions.actions import QuestionServices, list_questions, read_last_numbers
from broadcast.press_questions.domain import PRESS_CONFERENCE, Question, count_languages, find_called
from broadcast.publish.sections import PageSection
from conference.languages import LANGUAGES
from conference.texts.locale_data import locale_of
from conference.web import language_of, render, render_text

PATH = f"/{{language:{'|'.join(LANGUAGES)}}}/sessions/{{session}}/questions"
TEMPLATE = "press_questions/questions.html"
RECENT_S = 1.0
"""Seconds for which sections show the same without a question to the database."""


class NumberReader:
    """Reads the numbers of the last changes of all lists, once for all readers of sections."""

    def __init__(self, services: QuestionServices) -> None:
        self.services = services
        self._read_at = -RECENT_S
        self._numbers: Mapping[str, int] = {}

    async def read_recent(self, session_id: str) -> int:
        """Return the number of the last change of a list at most `RECENT_S` ago, 0 for an empty one."""
        now = self.services.board.clock.monotonic()
        if now - self._read_at >= RECENT_S:
            self._numbers, self._read_at = await read_last_numbers(self.services), now
        return self._numbers.get(session_id, 0)


QUESTIONS: web.AppKey[QuestionServices] = web.AppKey("press_questions", QuestionServices)
QUESTION_NUMBERS: web.AppKey[NumberReader] = web.AppKey("question_numbers", NumberReader)


def routes() -> list[web.RouteDef]:
    """Return the route of the section, which its script reads again every few seconds."""
    return [web.get(PATH, show_section)]


async def show_section(request: web.Request) -> web.Response:
    """Serve the section of a press conference alone. Raises HTTPNotFound for another session."""
    session_id = request.match_info["session"]
    snapshot = feed_of(request).hub.snapshot(language_of(request))
    number = await request.config_dict[QUESTION_NUMBERS].read_recent(session_id)

    async def render_section() -> web.Response:
        if not _is_press_conference(read_snapshot(snapshot.payload), session_id):
            raise web.HTTPNotFound
        response = render(request, TEMPLATE, **await _read_values(request, session_id))
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return await serve_cached(request, (board_source(request), number), render_section)


async def _render_on_page(request: web.Request, board: PublicBoard, session_id: str) -> Markup:
    if not _is_press_conference(board, session_id):
        return Markup("")
    html = render_text(request, TEMPLATE, **await _read_values(request, session_id))
    return Markup(html)  # noqa: S704 — a template escapes what it shows


QUESTION_SECTION = PageSection(render=_render_on_page)
"""Hidden until a question is requested. A page without scripts shows a new state from the next minute or change on."""


def _is_press_conference(board: PublicBoard, session_id: str) -> bool:
    return any(one.id == session_id and one.kind == PRESS_CONFERENCE for one in board.sessions)


async def _read_values(request: web.Request, session_id: str) -> dict[str, Any]:
    """Return the values of the template, which have no name of a person."""
    questions: Sequence[Question] = await list_questions(request.config_dict[QUESTIONS], session_id)
    called = find_called(questions)
    return {
        "session_id": session_id,
        "called": called.language if called else "",
        "counts": count_languages(questions),
        "language_names": locale_of(language_of(request)).languages,
    }
