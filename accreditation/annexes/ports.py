"""Ports of follow-up forms: the store of answers, letters to applicants, the press of inventories."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from msgspec import Struct

from accreditation.annexes.domain.answers import AnnexState, Answers
from accreditation.applications.domain.applications import Application
from conference.event.model import Annex
from conference.transactions import Transaction


class AnswersRow(Struct, frozen=True):
    """Answers in a list, with the person's names and outlet ("" without one)."""

    answers: Answers
    native_name: str
    latin_name: str
    outlet: str


class AnswersPage(Struct, frozen=True):
    """A page of a list of answers, with the number of all of them."""

    rows: Sequence[AnswersRow]
    total: int


class AnswerStore(Protocol):
    """Stores the answers to follow-up forms. Stores are stateless."""

    async def find(self, transaction: Transaction, application_id: str, annex: str) -> Answers | None:
        """Find a person's answers to a form."""
        ...

    async def list_of_person(self, transaction: Transaction, application_id: str) -> Mapping[str, Answers]:
        """Return a person's answers by form."""
        ...

    async def save(self, transaction: Transaction, answers: Answers) -> None:
        """Save new or changed answers. Raises ConflictError `annex.changed` unless it is the next version."""
        ...

    async def delete(self, transaction: Transaction, answers: Answers) -> None:
        """Delete answers. Raises ConflictError `annex.changed` when they have changed since they were read."""
        ...

    async def count_by_state(self, transaction: Transaction) -> Mapping[str, Mapping[AnnexState, int]]:
        """Count the answers by form and state."""
        ...

    async def list_page(
        self, transaction: Transaction, annex: str, *, state: AnnexState | None, first: int, most: int
    ) -> AnswersPage:
        """List the answers to a form, of one state or all, by the time of sending."""
        ...


class AnnexLetters(Protocol):
    """Writes the letters about decisions, in their transaction."""

    async def announce(self, transaction: Transaction, answers: Answers, application: Application) -> None:
        """Write the letter that tells the applicant of a decision."""
        ...


class FilledAnnex(Struct, frozen=True):
    """Follow-up form with the answers of a person; `outlet` is "" without one."""

    annex: Annex
    application: Application
    answers: Answers
    outlet: str


class InventoryPress(Protocol):
    """Typesets inventories, off the event loop."""

    async def pdf(self, filled: FilledAnnex) -> bytes:
        """Make the inventory of a person's answers as PDF, in the languages of the form's sheet."""
        ...
