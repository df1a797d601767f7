"""Ports of applicants' letters: the collection pass."""

from typing import Protocol

from accreditation.applications.domain.applications import Application
from conference.mail.letters import Attachment
from conference.transactions import Transaction


class DrawPass(Protocol):
    """Drawer of collection passes."""

    async def __call__(self, transaction: Transaction, application: Application, /) -> Attachment | None:
        """Return the pass as an image of the letter, or None if the applicant needs none."""
        ...


async def no_pass(_transaction: Transaction, _application: Application, /) -> None:
    """Draw no pass."""
