"""Add requests to put questions, and act on them. Officers take turns under the lock of the board.

Acts raise ForbiddenError without the permission to operate the board, and NotFoundError `questions.no_conference` for a
session that is no press conference on the board.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
from msgspec import Struct

from broadcast.board.actions.commit import must_operate
from broadcast.board.actions.read import read_board
from broadcast.board.domain.board import session_key
from broadcast.board.domain.sessions import Session
from broadcast.board.ports import Board
from broadcast.press_questions.domain import (
    MOST_QUESTIONS,
    PRESS_CONFERENCE,
    Act,
    Officer,
    Question,
    change_state,
    next_number,
)
from broadcast.press_questions.storage import SqlPressQuestions
from conference.audit import AuditEntry
from conference.auth.roles import Staff
from conference.errors import InvalidError, NotFoundError, RuleError
from conference.transactions import Transaction

ADDED = "broadcast:question:added"
CLOSED, OPENED = "broadcast:question_list:closed", "broadcast:question_list:opened"
AUDITED: Mapping[Act, str] = {
    Act.CALL: "broadcast:question:called",
    Act.PUT: "broadcast:question:put",
    Act.WITHDRAW: "broadcast:question:withdrawn",
    Act.UNDO: "broadcast:question:undone",
}


class QuestionServices(Struct, frozen=True, kw_only=True):
    """Dependencies: the board, which knows the press conferences and the event's languages, and the store."""

    board: Board
    store: SqlPressQuestions


class QuestionRequest(Struct, frozen=True, kw_only=True):
    """Request of a journalist. The `id` is that of the form: a form that is sent twice adds one request.

    `application_id` is that of a journalist who makes the request on their own page.
    """

    id: str
    name: str
    outlet: str
    language: str
    badge: str = ""
    application_id: str | None = None


class Conference(Struct, frozen=True, kw_only=True):
    """A press conference with its requests, in the order in which they came.

    `is_closed`: officers have closed the list to requests that journalists make on their own pages.
    """

    session: Session
    questions: Sequence[Question]
    is_closed: bool


class ConferenceSummary(Struct, frozen=True, kw_only=True):
    """A press conference and how many requests wait."""

    session: Session
    waiting: int


async def add_question(
    services: QuestionServices, session_id: str, request: QuestionRequest, *, operator: Staff
) -> None:
    """Add a request to the list of a press conference, unless it was added before.

    Raises: InvalidError `choice.missing` for a language that the event does not have, RuleError `questions.too_many`.
    """
    must_operate(operator)
    board = services.board
    require_language(services, request.language)
    async with board.transactions.write() as transaction:
        await board.store.lock(transaction)
        await get_session(services, transaction, session_id)
        if await services.store.find(transaction, request.id) is not None:
            return
        listed = await services.store.list_of_session(transaction, session_id)
        question = make_question(request, session_id, listed, at=board.clock.now())
        await save_new_question(services, transaction, question, actor=operator.id)


def require_language(services: QuestionServices, language: str) -> None:
    """Raise InvalidError `choice.missing` for a language that the event does not have."""
    if language not in services.board.languages:
        raise InvalidError("choice.missing", {"language": "choice.missing"})


def make_question(request: QuestionRequest, session_id: str, listed: Sequence[Question], *, at: datetime) -> Question:
    """Return a request with the next number of the list. Raises RuleError `questions.too_many` for a full list."""
    if len(listed) >= MOST_QUESTIONS:
        raise RuleError("questions.too_many", most=MOST_QUESTIONS)
    values = msgspec.structs.asdict(request)
    return Question(**values, session_id=session_id, requested_at=at, number=next_number(listed))


async def save_new_question(
    services: QuestionServices, transaction: Transaction, question: Question, *, actor: str
) -> None:
    """Save a new request, and record that it was added."""
    await services.store.add(transaction, question)
    await transaction.record(make_entry(ADDED, question, actor=actor, at=question.requested_at))


async def act_on_question(
    services: QuestionServices, session_id: str, question_id: str, act: Act, *, operator: Staff
) -> None:
    """Call a request, mark it as put, withdraw it, or undo the last act of the list. Raises: as `change_state`."""
    must_operate(operator)
    board, store = services.board, services.store
    async with board.transactions.write() as transaction:
        await board.store.lock(transaction)
        await get_session(services, transaction, session_id)
        listed = await store.list_of_session(transaction, session_id)
        officer = _officer_of(services, operator)
        question = change_state(listed, question_id, act, officer)
        if question in listed:
            return
        await store.save(transaction, question)
        await transaction.record(make_entry(AUDITED[act], question, actor=officer.id, at=officer.at))


async def set_list_closed(services: QuestionServices, session_id: str, *, is_closed: bool, operator: Staff) -> None:
    """Close a list to requests that journalists make on their own pages, or open it again."""
    must_operate(operator)
    board, store = services.board, services.store
    async with board.transactions.write() as transaction:
        await board.store.lock(transaction)
        await get_session(services, transaction, session_id)
        if (session_id in await store.list_closed(transaction)) is is_closed:
            return
        now = board.clock.now()
        if is_closed:
            await store.close(transaction, session_id, at=now)
        else:
            await store.reopen(transaction, session_id)
        action = CLOSED if is_closed else OPENED
        await transaction.record(AuditEntry(action, operator.id, f"session/{session_id}", now))


async def list_conferences(services: QuestionServices) -> list[ConferenceSummary]:
    """Return the press conferences on the board, in the order of their times."""
    states = [entry.state for entry in (await read_board(services.board)).entries.values()]
    async with services.board.transactions.read() as transaction:
        waiting = await services.store.count_waiting(transaction)
    found = [one for one in states if isinstance(one, Session) and one.kind == PRESS_CONFERENCE]
    return [
        ConferenceSummary(session=one, waiting=waiting.get(one.id, 0))
        for one in sorted(found, key=lambda one: (one.starts_at, one.id))
    ]


async def read_conference(services: QuestionServices, session_id: str) -> Conference:
    """Return a press conference with its requests. Raises NotFoundError `questions.no_conference`."""
    async with services.board.transactions.read() as transaction:
        session = await get_session(services, transaction, session_id)
        questions = await services.store.list_of_session(transaction, session_id)
        closed = await services.store.list_closed(transaction)
    return Conference(session=session, questions=questions, is_closed=session_id in closed)


async def list_questions(services: QuestionServices, session_id: str) -> list[Question]:
    """Return the requests of a press conference, in the order in which they came."""
    async with services.board.transactions.read() as transaction:
        return await services.store.list_of_session(transaction, session_id)


async def read_last_numbers(services: QuestionServices) -> Mapping[str, int]:
    """Return session id → number of the last change of its list, for those with requests."""
    async with services.board.transactions.read() as transaction:
        return await services.store.last_numbers(transaction)


async def get_session(services: QuestionServices, transaction: Transaction, session_id: str) -> Session:
    """Return a press conference. Raises NotFoundError `questions.no_conference`."""
    entry = await services.board.store.find_entry(transaction, session_key(session_id))
    state = entry.state if entry is not None else None
    if not isinstance(state, Session) or state.kind != PRESS_CONFERENCE:
        raise NotFoundError("questions.no_conference")
    return state


def _officer_of(services: QuestionServices, operator: Staff) -> Officer:
    return Officer(id=operator.id, name=operator.name, at=services.board.clock.now())


def make_entry(action: str, question: Question, *, actor: str, at: datetime) -> AuditEntry:
    """Return the audit entry of an act; it has no name of a journalist."""
    details: dict[str, object] = {"question": question.id, "language": question.language}
    return AuditEntry(action, actor, f"session/{question.session_id}", at, details)
