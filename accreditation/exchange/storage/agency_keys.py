"""SQL store of the public keys of agencies."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select, update

from accreditation.applications.domain.applications import Agency
from accreditation.exchange.domain.agency_keys import AgencyKey, KeyPurpose, RegisteredKey
from accreditation.exchange.storage.agency_tables import agency_keys
from conference.storage.inserts import insert_into
from conference.transactions import Transaction

_OF = agency_keys.c


class SqlAgencyKeys:
    """`accreditation.exchange.agency_ports.AgencyKeys` on SQLite and PostgreSQL."""

    async def add(self, transaction: Transaction, registered: RegisteredKey) -> bool:
        """Add a key; return False if its fingerprint is there already."""
        new = insert_into(agency_keys, transaction.connection.dialect.name).values(_values_of(registered))
        return (await transaction.connection.execute(new.on_conflict_do_nothing())).rowcount == 1

    async def save(self, transaction: Transaction, registered: RegisteredKey) -> None:
        """Save the withdrawal of a key."""
        changed = update(agency_keys).where(_OF.fingerprint == registered.key.fingerprint)
        await transaction.connection.execute(changed.values(withdrawn_at=registered.withdrawn_at))

    async def list_all(self, transaction: Transaction) -> Sequence[RegisteredKey]:
        """List all keys, oldest first."""
        rows = await transaction.connection.execute(select(agency_keys).order_by(_OF.registered_at, _OF.fingerprint))
        return [_read_key(row) for row in rows]


def _values_of(registered: RegisteredKey) -> dict[str, Any]:
    key = registered.key
    return {
        "fingerprint": key.fingerprint,
        "agency": key.agency.value,
        "purpose": key.purpose.value,
        "name": key.name,
        "public": key.public,
        "registered_at": registered.registered_at,
        "registered_by": registered.registered_by,
        "withdrawn_at": registered.withdrawn_at,
    }


def _read_key(row: Row[Any]) -> RegisteredKey:
    key = AgencyKey(agency=Agency(row.agency), purpose=KeyPurpose(row.purpose), name=row.name, public=row.public)
    return RegisteredKey(key, row.registered_at, row.registered_by, row.withdrawn_at)
