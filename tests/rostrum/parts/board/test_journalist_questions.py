"""The lists of press conferences as accreditation uses them."""

import pytest

from accreditation.applications.domain.events import ApplicationWithdrawn, ApprovalRevoked
from accreditation.question_requests.ports import NewRequest, RequestState
from broadcast.press_questions.actions import QuestionServices, list_questions
from broadcast.press_questions.domain import State
from broadcast.press_questions.storage import SqlPressQuestions
from rostrum.parts.board.journalist_questions import LONGEST_NAME, BoardQuestionLists
from tests.conftest import MORNING
from tests.support.background import written
from tests.support.board_pages import Served, served

__all__ = ["served"]


def make_request(**changes: str) -> NewRequest:
    values = {"application_id": "app_1", "name": "Hoa", "outlet": "Nile", "badge": "G-0001", "language": "vi"}
    return NewRequest(**{**values, **changes})


@pytest.mark.parametrize(
    "ended", [ApplicationWithdrawn("app_1", True, MORNING), ApprovalRevoked("app_1", "conduct", MORNING)]
)
async def test_end_of_an_approval_withdraws_waiting_requests(served: Served, ended: object) -> None:
    services = QuestionServices(board=served.board, store=SqlPressQuestions())
    lists = BoardQuestionLists(services)
    async with served.board.transactions.write() as transaction:
        for application_id in ("app_1", "app_2"):
            await lists.add(transaction, "press-26", make_request(application_id=application_id))
        transaction.emit(ended)
    await written(served.runtime.transactions)
    states = {one.application_id: one.state for one in await list_questions(services, "press-26")}
    assert states == {"app_1": State.WITHDRAWN, "app_2": State.WAITING}


async def test_long_names_are_cut_and_states_are_shown(served: Served) -> None:
    services = QuestionServices(board=served.board, store=SqlPressQuestions())
    lists = BoardQuestionLists(services)
    request = make_request(name="W" * 400, outlet="V" * 200)
    async with served.board.transactions.write() as transaction:
        await lists.add(transaction, "press-26", request)
    (question,) = await list_questions(services, "press-26")
    assert (len(question.name), len(question.outlet)) == (LONGEST_NAME, LONGEST_NAME)
    async with served.board.transactions.read() as transaction:
        own = await lists.read_own(transaction, "app_1")
    assert [one.id for one in own.conferences] == ["press-25", "press-26"]
    (shown,) = own.requests
    assert (shown.state, shown.conference) == (RequestState.WAITING, own.conferences[1].title)
