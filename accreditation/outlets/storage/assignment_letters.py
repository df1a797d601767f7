"""SQL store of letters of assignment, whose content is sealed with a data key of each letter."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, insert, select

from accreditation.outlets.domain.crews import AssignmentLetter
from accreditation.outlets.storage.tables import crew_letters
from conference.errors import NotFoundError
from conference.transactions import Transaction
from conference.vault.vault import Vault

_LABEL = "letter of assignment"
_COLUMNS = [column for column in crew_letters.c if column.name != "content"]


class SqlAssignmentLetters:
    """`accreditation.outlets.ports.AssignmentLetters` on SQLite and PostgreSQL."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def add(self, transaction: Transaction, letter: AssignmentLetter, content: bytes) -> None:
        """Add a letter. Raises WrappingKeyMissingError."""
        sealed = await self._vault.seal(transaction, letter.id, _LABEL, content)
        await transaction.connection.execute(insert(crew_letters).values(**asdict(letter), content=sealed))

    async def list_of_outlet(self, transaction: Transaction, outlet_id: str) -> list[AssignmentLetter]:
        """List the letters of an outlet, newest first."""
        wanted = select(*_COLUMNS).where(crew_letters.c.outlet_id == outlet_id)
        rows = await transaction.connection.execute(wanted.order_by(crew_letters.c.filed_at.desc(), crew_letters.c.id))
        return [_row_to_letter(row) for row in rows]

    async def find(self, transaction: Transaction, letter_id: str) -> AssignmentLetter | None:
        """Return the letter without its content, or None."""
        row = (await transaction.connection.execute(select(*_COLUMNS).where(crew_letters.c.id == letter_id))).first()
        return None if row is None else _row_to_letter(row)

    async def get_content(self, transaction: Transaction, letter_id: str) -> bytes:
        """Return the bytes of a letter. Raises NotFoundError."""
        wanted = select(crew_letters.c.content).where(crew_letters.c.id == letter_id)
        sealed: bytes | None = await transaction.connection.scalar(wanted)
        if not sealed:
            raise NotFoundError("outlet.letter_unknown")
        return await self._vault.unseal(transaction.connection, letter_id, _LABEL, sealed)


def _row_to_letter(row: Row[Any]) -> AssignmentLetter:
    return AssignmentLetter(**row._mapping)
