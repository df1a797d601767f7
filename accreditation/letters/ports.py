"""Ports of applicants' letters: the collection pass, unanswered questions."""

from typing import Protocol

from accreditation.applications.domain.applications import Application
from conference.mail.letters import Attachment
from conference.transactions import Transaction


class DrawPass(Protocol):
    """Drawer of collection passes."""

    async def __call__(self, transaction: Transaction, application: Application, /) -> Attachment | None:
        """Return the pass as an image of the letter, or None if the applicant needs none."""
        ...


class OpenQuestions(Protocol):
    """Applications whose applicants were asked something, and the reminders of that."""

    async def list_incomplete(self, transaction: Transaction) -> list[Application]:
        """List the applications that wait for an answer."""
        ...

    async def list_reminders(self, transaction: Transaction) -> frozenset[str]:
        """Return the `once` of each reminder that was written."""
        ...


async def no_pass(_transaction: Transaction, _application: Application, /) -> None:
    """Draw no pass."""
