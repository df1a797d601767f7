"""SQL store of letters of assignment, whose pictures are sealed with a data key of each letter."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, insert, select

from accreditation.documents.domain.pictures import PreparedPage
from accreditation.outlets.domain.crews import AssignmentLetter
from accreditation.outlets.domain.letter_files import letter_page_label
from accreditation.outlets.storage.tables import crew_letter_pages, crew_letters
from conference.errors import NotFoundError
from conference.transactions import Transaction
from conference.vault.vault import Vault


class SqlAssignmentLetters:
    """`accreditation.outlets.ports.AssignmentLetters` on SQLite and PostgreSQL."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def add(self, transaction: Transaction, letter: AssignmentLetter, pages: Sequence[PreparedPage]) -> None:
        """Add a letter. Raises WrappingKeyMissingError."""
        cipher = await self._vault.ensure_cipher(transaction, letter.id)
        await transaction.connection.execute(insert(crew_letters).values(asdict(letter)))
        for number, page in enumerate(pages, 1):
            sealed = cipher.seal(letter_page_label(letter.id, number), page.jpeg)
            values = {"letter_id": letter.id, "number": number, "width": page.width, "height": page.height}
            await transaction.connection.execute(insert(crew_letter_pages).values(values | {"sealed": sealed}))

    async def list_of_outlet(self, transaction: Transaction, outlet_id: str) -> list[AssignmentLetter]:
        """List the letters of an outlet, newest first."""
        wanted = select(crew_letters).where(crew_letters.c.outlet_id == outlet_id)
        rows = await transaction.connection.execute(wanted.order_by(crew_letters.c.filed_at.desc(), crew_letters.c.id))
        return [_row_to_letter(row) for row in rows]

    async def find(self, transaction: Transaction, letter_id: str) -> AssignmentLetter | None:
        """Return the letter without its pictures, or None."""
        wanted = select(crew_letters).where(crew_letters.c.id == letter_id)
        row = (await transaction.connection.execute(wanted)).first()
        return None if row is None else _row_to_letter(row)

    async def list_sizes(self, transaction: Transaction, letter_id: str) -> list[tuple[int, int]]:
        """Return width and height of each page's picture, in order."""
        pages = crew_letter_pages.c
        wanted = select(pages.width, pages.height).where(pages.letter_id == letter_id).order_by(pages.number)
        return [(row.width, row.height) for row in await transaction.connection.execute(wanted)]

    async def get_page(self, transaction: Transaction, letter_id: str, number: int) -> bytes:
        """Return the picture of a page (JPEG). Raises NotFoundError `outlet.letter_unknown`."""
        pages = crew_letter_pages.c
        wanted = select(pages.sealed).where(pages.letter_id == letter_id, pages.number == number)
        sealed: bytes | None = await transaction.connection.scalar(wanted)
        if sealed is None:
            raise NotFoundError("outlet.letter_unknown")
        label = letter_page_label(letter_id, number)
        return await self._vault.unseal(transaction.connection, letter_id, label, sealed)


def _row_to_letter(row: Row[Any]) -> AssignmentLetter:
    return AssignmentLetter(**row._mapping)
