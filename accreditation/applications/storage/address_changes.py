"""SQL store of requested changes of applicants' addresses: one for each application."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, or_, select

from accreditation.applications.domain.address_changes import AddressChange
from accreditation.applications.storage.tables import address_changes
from conference.transactions import Transaction

_COLUMNS = [column.name for column in address_changes.columns]


class SqlAddressChanges:
    """`accreditation.applications.ports.AddressChanges` on SQLite and PostgreSQL."""

    async def find(self, transaction: Transaction, application_id: str, *, now: datetime) -> AddressChange | None:
        """Return the change of an application that waits for confirmations, or None."""
        return await self._find_where(transaction, address_changes.c.application_id == application_id, now)

    async def find_by_secret(
        self, transaction: Transaction, secret_hash: str, *, now: datetime
    ) -> AddressChange | None:
        """Return the change that a letter with this secret is about, or None."""
        where = or_(address_changes.c.earlier_hash == secret_hash, address_changes.c.new_hash == secret_hash)
        return await self._find_where(transaction, where, now)

    async def _find_where(
        self, transaction: Transaction, where: ColumnElement[bool], now: datetime
    ) -> AddressChange | None:
        wanted = select(address_changes).where(where, address_changes.c.expires_at > now)
        row = (await transaction.connection.execute(wanted)).first()
        return None if row is None else AddressChange(**{name: getattr(row, name) for name in _COLUMNS})

    async def save(self, transaction: Transaction, change: AddressChange) -> None:
        """Save the change in the place of an earlier one of its application."""
        values: dict[str, Any] = {name: getattr(change, name) for name in _COLUMNS}
        await self.delete(transaction, change.application_id)
        await transaction.connection.execute(insert(address_changes).values(values))

    async def delete(self, transaction: Transaction, application_id: str) -> None:
        """Delete the change of an application, if there is one."""
        ended = delete(address_changes).where(address_changes.c.application_id == application_id)
        await transaction.connection.execute(ended)

    async def purge(self, transaction: Transaction, *, now: datetime) -> int:
        """Delete the changes that were not confirmed in time; return how many."""
        expired = delete(address_changes).where(address_changes.c.expires_at <= now)
        return (await transaction.connection.execute(expired)).rowcount
