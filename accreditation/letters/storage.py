"""Unanswered questions and their reminders in the database."""

from sqlalchemy import select

from accreditation.applications.domain.applications import Application, State
from accreditation.applications.ports import Applications
from accreditation.applications.storage.tables import applications
from accreditation.letters.domain import LetterKind
from conference.mail.tables import letters
from conference.transactions import Transaction

_MAX_IDS = 500
"""Maximum number of ids in one query: well under the 999 variables that old builds of SQLite allow."""


class SqlOpenQuestions:
    """`accreditation.letters.ports.OpenQuestions` on SQLite and PostgreSQL."""

    def __init__(self, store: Applications) -> None:
        self._store = store

    async def list_incomplete(self, transaction: Transaction) -> list[Application]:
        """List the applications that wait for an answer."""
        waiting = select(applications.c.id).where(applications.c.state == State.INCOMPLETE.value)
        ids = list((await transaction.connection.execute(waiting.order_by(applications.c.id))).scalars())
        batches = [ids[start : start + _MAX_IDS] for start in range(0, len(ids), _MAX_IDS)]
        return [one for batch in batches for one in await self._store.list_by_ids(transaction, batch)]

    async def list_reminders(self, transaction: Transaction) -> frozenset[str]:
        """Return the `once` of each reminder that was written."""
        written = select(letters.c.once).where(letters.c.kind == LetterKind.REMINDER.value)
        return frozenset((await transaction.connection.execute(written)).scalars())
