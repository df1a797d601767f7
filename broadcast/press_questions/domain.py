"""The questions of a press conference: their states, and the order in which they are called. Pure."""

from collections import Counter, deque
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

import msgspec
from msgspec import Struct

from broadcast.board.domain.sessions import Phase
from conference.errors import ConflictError, NotFoundError

PRESS_CONFERENCE = "press_conference"
"""The kind of the sessions that have questions."""

MOST_QUESTIONS = 1000
"""Requests for one press conference."""

MOST_OF_JOURNALIST = 5
"""Requests for one press conference that a journalist makes on their own page, withdrawn ones included."""

CLOSED_IN = frozenset({Phase.ADJOURNED, Phase.POSTPONED, Phase.CANCELLED})
"""Phases of a press conference in which journalists cannot request questions on their own pages."""


class State(StrEnum):
    """State of a request to put a question."""

    WAITING = "waiting"
    CALLED = "called"
    PUT = "put"
    WITHDRAWN = "withdrawn"


class Act(StrEnum):
    """What an officer does with a request."""

    CALL = "call"
    PUT = "put"
    WITHDRAW = "withdraw"
    UNDO = "undo"


TRANSITIONS: Mapping[tuple[State, Act], State] = MappingProxyType(
    {
        (State.WAITING, Act.CALL): State.CALLED,
        (State.CALLED, Act.PUT): State.PUT,
        (State.WAITING, Act.WITHDRAW): State.WITHDRAWN,
        (State.CALLED, Act.WITHDRAW): State.WITHDRAWN,
    }
)
"""(state, act) → the next state. An undo leads back to the state before the last act."""

OPEN = frozenset({State.WAITING, State.CALLED})
"""States of a request that is not over."""

_RESULTS: Mapping[Act, State] = MappingProxyType({act: state for (_, act), state in TRANSITIONS.items()})


class Question(Struct, frozen=True, kw_only=True):
    """A request to put a question in a language (its code).

    `number` counts the changes of the press conference's list; that of a request is the number of its last change.
    `previous` is the state to which an undo leads back, None for a request as added and after an undo. `changed_at`,
    `officer_id` and `officer` (the name) are those of the last act, None and "" for a request as added.
    `application_id` is that of the journalist who made the request on their own page, None for a request that an
    officer added. When the journalist withdraws it, `officer_id` and `officer` are "".
    """

    id: str
    session_id: str
    name: str
    outlet: str
    language: str
    badge: str = ""
    requested_at: datetime
    number: int
    state: State = State.WAITING
    previous: State | None = None
    changed_at: datetime | None = None
    officer_id: str = ""
    officer: str = ""
    application_id: str | None = None


class Officer(Struct, frozen=True, kw_only=True):
    """Who acts on a list, and when."""

    id: str
    name: str
    at: datetime


class LanguageCount(Struct, frozen=True, kw_only=True):
    """How many questions in a language were put, and how many requests wait."""

    language: str
    put: int
    waiting: int


def list_in_order(questions: Iterable[Question]) -> list[Question]:
    """Return the waiting requests in the order in which they are to be called.

    The next language is the one with the fewest questions called or put so far, of several the one with the earliest
    request; within a language the earliest request is next.
    """
    questions = list(questions)
    had, queues = _count_had(questions), _queue_by_language(questions)
    ordered: list[Question] = []
    while queues:
        language = min(queues, key=lambda one: (had[one], _request_order(queues[one][0])))
        ordered.append(queues[language].popleft())
        had[language] += 1
        if not queues[language]:
            del queues[language]
    return ordered


def count_languages(questions: Iterable[Question]) -> list[LanguageCount]:
    """Return the counts of the languages that have requests: in the order of their next call, then those without."""
    questions = list(questions)
    put = Counter(one.language for one in questions if one.state is State.PUT)
    waiting = Counter(one.language for one in questions if one.state is State.WAITING)
    next_languages = [one.language for one in list_in_order(questions)]
    others = [one.language for one in questions if one.state in (State.CALLED, State.PUT)]
    return [
        LanguageCount(language=language, put=put[language], waiting=waiting[language])
        for language in dict.fromkeys([*next_languages, *others])
    ]


def find_called(questions: Iterable[Question]) -> Question | None:
    """Return the request that is called, None if there is none."""
    return next((one for one in questions if one.state is State.CALLED), None)


def find_undoable(questions: Iterable[Question]) -> Question | None:
    """Return the request whose last act can be undone: that of the officers' last act, unless it was an undo.

    None too when the journalist of the request has made another one since, which is open.
    """
    questions = list(questions)
    acted_on = [one for one in questions if one.officer_id]
    last = max(acted_on, key=lambda one: one.number, default=None)
    if last is None or last.previous is None:
        return None
    newer = find_open_of(questions, last.application_id)
    return last if newer in (None, last) else None


def find_open_of(questions: Iterable[Question], application_id: str | None) -> Question | None:
    """Return the request that a journalist made on their own page and that is not over, None if there is none."""
    if application_id is None:
        return None
    return next((one for one in questions if one.application_id == application_id and one.state in OPEN), None)


def change_state(questions: Sequence[Question], question_id: str, act: Act, officer: Officer) -> Question:
    """Return a request after an act; unchanged if the same officer has done the same before.

    Raises: NotFoundError `questions.unknown`; ConflictError `questions.changed` if the state does not allow the act,
    `questions.other_called` for a call while another request is called.
    """
    question = next((one for one in questions if one.id == question_id), None)
    if question is None:
        raise NotFoundError("questions.unknown")
    if _is_repeated(question, act, officer):
        return question
    if act is Act.UNDO:
        if question != find_undoable(questions):
            raise ConflictError("questions.changed")
        state, previous = question.previous or question.state, None
    else:
        state, previous = _next_state(question, act), question.state
    if state is State.CALLED and find_called(questions) is not None:
        raise ConflictError("questions.other_called")
    return msgspec.structs.replace(
        question,
        number=next_number(questions),
        state=state,
        previous=previous,
        changed_at=officer.at,
        officer_id=officer.id,
        officer=officer.name,
    )


def withdraw_own(questions: Sequence[Question], question_id: str, application_id: str, at: datetime) -> Question:
    """Return a waiting request as withdrawn by its journalist; unchanged if it is withdrawn.

    Raises: NotFoundError `questions.unknown` for a request that is not the journalist's, ConflictError
    `questions.changed` for one that was called.
    """
    own = (one for one in questions if one.id == question_id and one.application_id == application_id)
    question = next(own, None)
    if question is None:
        raise NotFoundError("questions.unknown")
    if question.state is State.WITHDRAWN:
        return question
    if question.state is not State.WAITING:
        raise ConflictError("questions.changed")
    return msgspec.structs.replace(
        question,
        number=next_number(questions),
        state=State.WITHDRAWN,
        previous=None,
        changed_at=at,
        officer_id="",
        officer="",
    )


def next_number(questions: Iterable[Question]) -> int:
    """Return the number of the next change of a list."""
    return max((one.number for one in questions), default=0) + 1


def _next_state(question: Question, act: Act) -> State:
    """Return the state after an act. Raises ConflictError `questions.changed`."""
    state = TRANSITIONS.get((question.state, act))
    if state is None:
        raise ConflictError("questions.changed")
    return state


def _is_repeated(question: Question, act: Act, officer: Officer) -> bool:
    """Return whether the last act on a request was this act of the same officer."""
    if question.officer_id != officer.id:
        return False
    if act is Act.UNDO:
        return question.previous is None
    return question.previous is not None and question.state is _RESULTS[act]


def _count_had(questions: Iterable[Question]) -> Counter[str]:
    """Return language → number of questions called or put."""
    return Counter(one.language for one in questions if one.state in (State.CALLED, State.PUT))


def _queue_by_language(questions: Iterable[Question]) -> dict[str, deque[Question]]:
    """Return language → its waiting requests, the earliest first."""
    queues: dict[str, deque[Question]] = {}
    for question in sorted(questions, key=_request_order):
        if question.state is State.WAITING:
            queues.setdefault(question.language, deque()).append(question)
    return queues


def _request_order(question: Question) -> tuple[datetime, str]:
    return question.requested_at, question.id
