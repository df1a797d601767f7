"""Installation of the questions at press conferences on an application with the pages of sessions."""

from aiohttp import web

from broadcast.press_questions.section import QUESTION_SECTION
from broadcast.publish.sections import SESSION_SECTIONS
from rostrum.parts.board.press_questions import install_press_questions
from rostrum.parts.broadcast import assemble_broadcast
from rostrum.runtime import Runtime


async def test_questions_have_a_section_and_their_pages(runtime: Runtime) -> None:
    app = web.Application()
    app[SESSION_SECTIONS] = []
    install_press_questions(app, assemble_broadcast(runtime).board)
    assert app[SESSION_SECTIONS] == [QUESTION_SECTION]
    paths = {route.resource.canonical for route in app.router.routes() if route.resource}
    assert paths == {
        "/{language}/sessions/{session}/questions",
        "/staff/questions",
        "/staff/questions/{session}",
        "/staff/questions/{session}/acts",
        "/staff/questions/{session}/list",
    }
