"""Requests that officers add and call, one after the other and at once."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import text as sql

from broadcast.board.actions.programme import load_programme
from broadcast.board.ports import Board
from broadcast.press_questions.actions import (
    QuestionRequest,
    QuestionServices,
    act_on_question,
    add_question,
    list_questions,
    set_list_closed,
)
from broadcast.press_questions.domain import Act, State
from broadcast.press_questions.storage import SqlPressQuestions
from conference.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError, RuleError
from tests.support.board_samples import CANARY, DOOR_STAFF, OPERATOR, OTHER_OPERATOR, item, programme

SESSION = "briefing"


def make_request(number: int = 1, language: str = "fr") -> QuestionRequest:
    return QuestionRequest(id=f"q{number}", name=CANARY, outlet="Le Quotidien", language=language)


@pytest.fixture
async def services(board: Board) -> QuestionServices:
    items = (item(SESSION, kind="press_conference"), item("opening"))
    await load_programme(board, programme(*items), operator=OPERATOR)
    return QuestionServices(board=board, store=SqlPressQuestions())


@pytest.mark.usefixtures("each_database")
async def test_one_of_two_officers_who_call_at_once_is_told(services: QuestionServices) -> None:
    for number in (1, 2):
        await add_question(services, SESSION, make_request(number), operator=OPERATOR)
    results = await asyncio.gather(
        act_on_question(services, SESSION, "q1", Act.CALL, operator=OPERATOR),
        act_on_question(services, SESSION, "q2", Act.CALL, operator=OTHER_OPERATOR),
        return_exceptions=True,
    )
    (refused,) = [one for one in results if one is not None]
    assert isinstance(refused, ConflictError)
    states = sorted(one.state for one in await list_questions(services, SESSION))
    assert states == [State.CALLED, State.WAITING]


async def test_form_sent_twice_adds_one_request(services: QuestionServices) -> None:
    for _ in range(2):
        await add_question(services, SESSION, make_request(), operator=OPERATOR)
    assert len(await list_questions(services, SESSION)) == 1


async def test_acts_are_audited_without_names(services: QuestionServices) -> None:
    await add_question(services, SESSION, make_request(), operator=OPERATOR)
    for act in (Act.CALL, Act.CALL, Act.PUT, Act.UNDO, Act.WITHDRAW):
        await act_on_question(services, SESSION, "q1", act, operator=OPERATOR)
    async with services.board.transactions.read() as transaction:
        query = sql("SELECT action, details FROM audit_log WHERE subject = 'session/briefing' ORDER BY seq")
        rows = (await transaction.connection.execute(query)).all()
    words = [row.action.rpartition(":")[2] for row in rows]
    assert words == ["added", "called", "put", "undone", "withdrawn"]
    assert not any(CANARY in row.details for row in rows)


async def test_list_that_is_closed_twice_is_recorded_once(services: QuestionServices) -> None:
    for is_closed in (True, True, False):
        await set_list_closed(services, SESSION, is_closed=is_closed, operator=OPERATOR)
    async with services.board.transactions.read() as transaction:
        query = sql("SELECT action FROM audit_log WHERE action LIKE 'broadcast:question_list:%' ORDER BY seq")
        actions = list((await transaction.connection.scalars(query)).all())
    assert actions == ["broadcast:question_list:closed", "broadcast:question_list:opened"]


async def test_session_of_another_kind_has_no_questions(services: QuestionServices) -> None:
    for session_id in ("opening", "unknown"):
        with pytest.raises(NotFoundError, match=r"questions\.no_conference"):
            await add_question(services, session_id, make_request(), operator=OPERATOR)


async def test_language_is_one_of_the_event(services: QuestionServices) -> None:
    services = QuestionServices(board=replace(services.board, languages=("en", "vi")), store=services.store)
    for language in ("fr", "xx", ""):
        with pytest.raises(InvalidError, match=r"choice\.missing"):
            await add_question(services, SESSION, make_request(language=language), operator=OPERATOR)


async def test_requests_are_limited_in_number(services: QuestionServices, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("broadcast.press_questions.actions.MOST_QUESTIONS", 1)
    await add_question(services, SESSION, make_request(1), operator=OPERATOR)
    with pytest.raises(RuleError, match=r"questions\.too_many"):
        await add_question(services, SESSION, make_request(2), operator=OPERATOR)


async def test_questions_are_for_operators_only(services: QuestionServices) -> None:
    with pytest.raises(ForbiddenError):
        await add_question(services, SESSION, make_request(), operator=DOOR_STAFF)
    with pytest.raises(ForbiddenError):
        await act_on_question(services, SESSION, "q1", Act.CALL, operator=DOOR_STAFF)
    with pytest.raises(ForbiddenError):
        await set_list_closed(services, SESSION, is_closed=True, operator=DOOR_STAFF)
