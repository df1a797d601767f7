"""Requests that journalists make and withdraw on their own pages, in the transactions of their callers.

The caller has checked who the journalist is; here a journalist is the id of an application.
"""

from collections.abc import Sequence

from msgspec import Struct

from broadcast.board.domain.board import SESSION
from broadcast.board.domain.sessions import Session
from broadcast.press_questions.actions import (
    AUDITED,
    QuestionRequest,
    QuestionServices,
    get_session,
    make_entry,
    make_question,
    require_language,
    save_new_question,
)
from broadcast.press_questions.domain import (
    CLOSED_IN,
    MOST_OF_JOURNALIST,
    PRESS_CONFERENCE,
    Act,
    Question,
    State,
    find_open_of,
    withdraw_own,
)
from conference.errors import ConflictError, NotFoundError, RuleError
from conference.transactions import Transaction

JOURNALIST = "applicant"
"""Actor of the audit entries of journalists' acts, as in those of accreditation."""


class OwnRequest(Struct, frozen=True):
    """A request of a journalist; `session` is None once its press conference is not on the board any more."""

    question: Question
    session: Session | None


class JournalistView(Struct, frozen=True):
    """The press conferences that accept requests, in the order of their times, and the requests of a journalist."""

    conferences: Sequence[Session]
    requests: Sequence[OwnRequest]


async def read_journalist_view(
    services: QuestionServices, transaction: Transaction, application_id: str
) -> JournalistView:
    """Return what a journalist sees of the lists."""
    _, entries = await services.board.store.list_entries(transaction, prefix=SESSION)
    sessions = {one.state.id: one.state for one in entries if isinstance(one.state, Session)}
    closed = await services.store.list_closed(transaction)
    accepting = [one for one in sessions.values() if one.id not in closed and _accepts_requests(one)]
    own = await services.store.list_of_application(transaction, application_id)
    return JournalistView(
        sorted(accepting, key=lambda one: (one.starts_at, one.id)),
        [OwnRequest(one, sessions.get(one.session_id)) for one in own],
    )


async def request_question(
    services: QuestionServices, transaction: Transaction, session_id: str, request: QuestionRequest
) -> None:
    """Add a journalist's request to a list; an open request in the same language stays as it is.

    Raises: InvalidError `choice.missing`; NotFoundError `questions.no_conference`; RuleError `questions.closed`,
    `questions.too_often`, `questions.too_many`; ConflictError `questions.one_request`.
    """
    require_language(services, request.language)
    await services.board.store.lock(transaction)
    session = await get_session(services, transaction, session_id)
    listed = await services.store.list_of_session(transaction, session_id)
    present = find_open_of(listed, request.application_id)
    if present is not None and present.language == request.language:
        return
    if not _accepts_requests(session) or session_id in await services.store.list_closed(transaction):
        raise RuleError("questions.closed")
    if present is not None:
        raise ConflictError("questions.one_request")
    if sum(one.application_id == request.application_id for one in listed) >= MOST_OF_JOURNALIST:
        raise RuleError("questions.too_often")
    question = make_question(request, session_id, listed, at=services.board.clock.now())
    await save_new_question(services, transaction, question, actor=JOURNALIST)


async def withdraw_request(
    services: QuestionServices, transaction: Transaction, question_id: str, application_id: str
) -> None:
    """Withdraw a journalist's waiting request. Raises: as `withdraw_own`."""
    await services.board.store.lock(transaction)
    found = await services.store.find(transaction, question_id)
    if found is None:
        raise NotFoundError("questions.unknown")
    await _withdraw_question(services, transaction, found, application_id, actor=JOURNALIST)


async def withdraw_all_requests(
    services: QuestionServices, transaction: Transaction, application_id: str, *, actor: str
) -> None:
    """Withdraw the waiting requests of a journalist whose approval has ended."""
    if not await _list_waiting(services, transaction, application_id):
        return
    await services.board.store.lock(transaction)
    for question in await _list_waiting(services, transaction, application_id):
        await _withdraw_question(services, transaction, question, application_id, actor=actor)


async def _list_waiting(services: QuestionServices, transaction: Transaction, application_id: str) -> list[Question]:
    own = await services.store.list_of_application(transaction, application_id)
    return [one for one in own if one.state is State.WAITING]


async def _withdraw_question(
    services: QuestionServices, transaction: Transaction, found: Question, application_id: str, *, actor: str
) -> None:
    """Withdraw a request; the transaction must hold the lock of the board. Raises: as `withdraw_own`."""
    now = services.board.clock.now()
    listed = await services.store.list_of_session(transaction, found.session_id)
    question = withdraw_own(listed, found.id, application_id, now)
    if question in listed:
        return
    await services.store.save(transaction, question)
    await transaction.record(make_entry(AUDITED[Act.WITHDRAW], question, actor=actor, at=now))


def _accepts_requests(session: Session) -> bool:
    return session.kind == PRESS_CONFERENCE and session.phase not in CLOSED_IN
