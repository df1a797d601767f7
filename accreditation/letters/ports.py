"""Ports of applicants' letters: unanswered questions."""

from typing import Protocol

from accreditation.applications.domain.applications import Application
from conference.transactions import Transaction


class OpenQuestions(Protocol):
    """Applications whose applicants were asked something, and the reminders of that."""

    async def list_incomplete(self, transaction: Transaction) -> list[Application]:
        """List the applications that wait for an answer."""
        ...

    async def list_reminders(self, transaction: Transaction) -> frozenset[str]:
        """Return the `once` of each reminder that was written."""
        ...
