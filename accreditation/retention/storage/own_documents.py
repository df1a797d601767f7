"""Pictures of an applicant's documents for the export of their data."""

from sqlalchemy import select

from accreditation.documents.domain.uploads import page_label
from accreditation.documents.storage.tables import document_pages, documents
from conference.transactions import Transaction
from conference.vault.ciphers import SealBrokenError
from conference.vault.keyring import WrappingKeyMissingError
from conference.vault.vault import KeyDestroyedError, Vault


class SqlOwnDocuments:
    """`accreditation.retention.ports.OwnDocuments` on SQLite and PostgreSQL."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def list_pictures(self, transaction: Transaction, application_id: str) -> dict[str, bytes] | None:
        """Return the pictures (JPEG) by the names of their files; None when their key is missing."""
        columns = select(documents.c.id, documents.c.kind, document_pages.c.number, document_pages.c.sealed)
        joined = columns.join(document_pages, document_pages.c.document_id == documents.c.id)
        mine = joined.where(documents.c.application_id == application_id)
        rows = (await transaction.connection.execute(mine.order_by(documents.c.id, document_pages.c.number))).all()
        if not rows:
            return {}
        try:
            cipher = await self._vault.get_cipher(transaction.connection, application_id)
            return {
                f"documents/{row.kind}-{row.id}-{row.number}.jpg": cipher.unseal(
                    page_label(row.id, row.number), row.sealed
                )
                for row in rows
            }
        except (KeyDestroyedError, WrappingKeyMissingError, SealBrokenError):
            return None
