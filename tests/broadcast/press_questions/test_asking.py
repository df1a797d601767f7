"""Requests that journalists make on their own pages: one at a time, until the list is closed."""

import pytest

from broadcast.board.actions.programme import load_programme
from broadcast.board.actions.sessions import move_session
from broadcast.board.domain.sessions import Verb
from broadcast.board.ports import Board
from broadcast.press_questions.actions import (
    QuestionRequest,
    QuestionServices,
    act_on_question,
    add_question,
    list_questions,
    set_list_closed,
)
from broadcast.press_questions.asking import (
    JournalistView,
    read_journalist_view,
    request_question,
    withdraw_request,
)
from broadcast.press_questions.domain import MOST_OF_JOURNALIST, Act, State
from broadcast.press_questions.storage import SqlPressQuestions
from conference.errors import ConflictError, NotFoundError, RuleError
from tests.support.board_samples import CANARY, OPERATOR, item, programme

SESSION = "briefing"


@pytest.fixture
async def services(board: Board) -> QuestionServices:
    items = (item(SESSION, kind="press_conference"), item("opening"))
    await load_programme(board, programme(*items), operator=OPERATOR)
    return QuestionServices(board=board, store=SqlPressQuestions())


async def ask(
    services: QuestionServices, number: int = 1, *, language: str = "fr", person: str = "app_1", session: str = SESSION
) -> None:
    """Request a question as the journalist `person`, under the id `q1` for the number 1 and so on."""
    request = QuestionRequest(
        id=f"q{number}", name=CANARY, outlet="Le Quotidien", language=language, application_id=person
    )
    async with services.board.transactions.write() as transaction:
        await request_question(services, transaction, session, request)


async def withdraw(services: QuestionServices, question_id: str, person: str = "app_1") -> None:
    async with services.board.transactions.write() as transaction:
        await withdraw_request(services, transaction, question_id, person)


async def view(services: QuestionServices, person: str = "app_1") -> JournalistView:
    async with services.board.transactions.read() as transaction:
        return await read_journalist_view(services, transaction, person)


@pytest.mark.usefixtures("each_database")
async def test_journalist_has_one_open_request(services: QuestionServices) -> None:
    await ask(services, 1)
    await ask(services, 2)
    with pytest.raises(ConflictError, match=r"questions\.one_request"):
        await ask(services, 3, language="vi")
    await ask(services, 4, person="app_2")
    await withdraw(services, "q1")
    await ask(services, 5, language="vi")
    states = {one.question.id: one.question.state for one in (await view(services)).requests}
    assert states == {"q1": State.WITHDRAWN, "q5": State.WAITING}


async def test_requests_of_a_journalist_are_limited(services: QuestionServices) -> None:
    for number in range(MOST_OF_JOURNALIST):
        await ask(services, number)
        await withdraw(services, f"q{number}")
    with pytest.raises(RuleError, match=r"questions\.too_often"):
        await ask(services, 99)
    await ask(services, 100, person="app_2")


async def test_list_is_closed_by_officers_and_at_the_end(services: QuestionServices) -> None:
    await ask(services, 1)
    await set_list_closed(services, SESSION, is_closed=True, operator=OPERATOR)
    assert (await view(services)).conferences == []
    with pytest.raises(RuleError, match=r"questions\.closed"):
        await ask(services, 2, person="app_2")
    request = QuestionRequest(id="q3", name=CANARY, outlet="Le Quotidien", language="fr")
    await add_question(services, SESSION, request, operator=OPERATOR)
    await set_list_closed(services, SESSION, is_closed=False, operator=OPERATOR)
    assert [one.id for one in (await view(services)).conferences] == [SESSION]
    for verb in (Verb.OPEN, Verb.ADJOURN):
        await move_session(services.board, SESSION, verb, operator=OPERATOR)
    with pytest.raises(RuleError, match=r"questions\.closed"):
        await ask(services, 4, person="app_2")
    await withdraw(services, "q1")


async def test_only_waiting_requests_of_ones_own_are_withdrawn(services: QuestionServices) -> None:
    await ask(services, 1)
    for question_id, person in (("q1", "app_2"), ("unknown", "app_1")):
        with pytest.raises(NotFoundError, match=r"questions\.unknown"):
            await withdraw(services, question_id, person)
    await act_on_question(services, SESSION, "q1", Act.CALL, operator=OPERATOR)
    with pytest.raises(ConflictError, match=r"questions\.changed"):
        await withdraw(services, "q1")
    assert [one.state for one in await list_questions(services, SESSION)] == [State.CALLED]


async def test_session_of_another_kind_accepts_no_requests(services: QuestionServices) -> None:
    with pytest.raises(NotFoundError, match=r"questions\.no_conference"):
        await ask(services, session="opening")
