"""Installation of the questions at press conferences: staff pages, and the section of the session's public page."""

from aiohttp import web

from broadcast.board.ports import Board
from broadcast.press_questions import section, staff_pages
from broadcast.press_questions.actions import QuestionServices
from broadcast.press_questions.section import QUESTION_NUMBERS, QUESTION_SECTION, QUESTIONS, NumberReader
from broadcast.press_questions.storage import SqlPressQuestions
from broadcast.publish.sections import SESSION_SECTIONS


def install_press_questions(app: web.Application, board: Board) -> None:
    """Install the lists of questions on an application that has the public pages of sessions."""
    app[QUESTIONS] = QuestionServices(board=board, store=SqlPressQuestions())
    app[QUESTION_NUMBERS] = NumberReader(app[QUESTIONS])
    app[SESSION_SECTIONS].append(QUESTION_SECTION)
    for module in (section, staff_pages):
        app.router.add_routes(module.routes())
