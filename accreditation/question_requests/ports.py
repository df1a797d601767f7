"""Port of the lists of press conferences, which belong to another feature."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from msgspec import Struct

from conference.languages import Text
from conference.transactions import Transaction


class RequestState(StrEnum):
    """State of a request: on the list, called, put, or withdrawn."""

    WAITING = "waiting"
    CALLED = "called"
    PUT = "put"
    WITHDRAWN = "withdrawn"


class OpenConference(Struct, frozen=True, kw_only=True):
    """A press conference whose list accepts requests."""

    id: str
    title: Text
    starts_at: datetime


class OwnRequest(Struct, frozen=True, kw_only=True):
    """A request of a journalist; `conference` is the title, None when the press conference is not on the board."""

    id: str
    conference: Text | None
    language: str
    requested_at: datetime
    state: RequestState


class OwnQuestions(Struct, frozen=True, kw_only=True):
    """The press conferences that accept requests, in the order of their times, and the requests of a journalist."""

    conferences: Sequence[OpenConference]
    requests: Sequence[OwnRequest]


class NewRequest(Struct, frozen=True, kw_only=True):
    """A request with what officers see of the journalist; `outlet` is "" for a freelancer."""

    application_id: str
    name: str
    outlet: str
    badge: str
    language: str


class QuestionLists(Protocol):
    """The lists of the press conferences."""

    @property
    def languages(self) -> Sequence[str]:
        """The codes of the languages in which questions are put."""
        ...

    async def read_own(self, transaction: Transaction, application_id: str) -> OwnQuestions:
        """Return what a journalist sees of the lists."""
        ...

    async def add(self, transaction: Transaction, session_id: str, request: NewRequest) -> None:
        """Add a request; an open one of the journalist in the same language stays as it is.

        Raises: InvalidError `choice.missing` for an unknown language; NotFoundError `questions.no_conference`;
        RuleError `questions.closed`, `questions.too_often`, `questions.too_many`; ConflictError
        `questions.one_request` while a request of the journalist is open.
        """
        ...

    async def withdraw(self, transaction: Transaction, request_id: str, application_id: str) -> None:
        """Withdraw a request. Raises: NotFoundError `questions.unknown`, ConflictError `questions.changed`."""
        ...
