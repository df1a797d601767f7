"""The lists of press conferences as accreditation uses them."""

from accreditation.question_requests.ports import NewRequest, RequestState
from broadcast.press_questions.actions import QuestionServices, list_questions
from broadcast.press_questions.storage import SqlPressQuestions
from rostrum.parts.board.journalist_questions import LONGEST_NAME, BoardQuestionLists
from tests.support.board_pages import Served, served

__all__ = ["served"]


async def test_long_names_are_cut_and_states_are_shown(served: Served) -> None:
    services = QuestionServices(board=served.board, store=SqlPressQuestions())
    lists = BoardQuestionLists(services)
    request = NewRequest(application_id="app_1", name="W" * 400, outlet="V" * 200, badge="G-0001", language="vi")
    async with served.board.transactions.write() as transaction:
        await lists.add(transaction, "press-26", request)
    (question,) = await list_questions(services, "press-26")
    assert (len(question.name), len(question.outlet)) == (LONGEST_NAME, LONGEST_NAME)
    async with served.board.transactions.read() as transaction:
        own = await lists.read_own(transaction, "app_1")
    assert [one.id for one in own.conferences] == ["press-25", "press-26"]
    (shown,) = own.requests
    assert (shown.state, shown.conference) == (RequestState.WAITING, own.conferences[1].title)
