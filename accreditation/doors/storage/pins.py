"""Store of supervisors' PINs. It holds salts and verifiers, never a PIN."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from sqlalchemy import delete, insert, select

from accreditation.access.roles import Permission, may_by_names
from accreditation.doors.ports.devices import Supervisor
from accreditation.doors.storage.tables import supervisor_pins
from conference.auth.storage import staff_table
from conference.transactions import Transaction

_SUPERVISORS = (
    select(staff_table.c.name, staff_table.c.roles, *supervisor_pins.c)
    .join_from(supervisor_pins, staff_table, staff_table.c.id == supervisor_pins.c.staff_id)
    .where(staff_table.c.disabled_at.is_(None))
    .order_by(supervisor_pins.c.staff_id)
)


class SqlPins:
    """`accreditation.doors.ports.devices.PinStore` on SQLite and PostgreSQL."""

    async def list_supervisors(self, transaction: Transaction) -> list[Supervisor]:
        """List the supervisors with a PIN who are not disabled and may supervise doors now, by id."""
        return [
            Supervisor(row.staff_id, row.name, row.salt, sha256(bytes.fromhex(row.verifier)).hexdigest())
            for row in await transaction.connection.execute(_SUPERVISORS)
            if _may_supervise(row.roles)
        ]

    async def find_verifier(self, transaction: Transaction, staff_id: str) -> bytes | None:
        """Find the verifier of a supervisor's PIN; None unless the person may supervise doors now."""
        row = (await transaction.connection.execute(_SUPERVISORS.where(supervisor_pins.c.staff_id == staff_id))).first()
        return bytes.fromhex(row.verifier) if row is not None and _may_supervise(row.roles) else None

    async def save(self, transaction: Transaction, staff_id: str, *, salt: str, verifier: bytes, at: datetime) -> None:
        """Save salt and verifier of a new PIN, which replaces an earlier one."""
        await transaction.connection.execute(delete(supervisor_pins).where(supervisor_pins.c.staff_id == staff_id))
        row = {"staff_id": staff_id, "salt": salt, "verifier": verifier.hex(), "set_at": at}
        await transaction.connection.execute(insert(supervisor_pins).values(row))

    async def find_set_at(self, transaction: Transaction, staff_id: str) -> datetime | None:
        """Find the time at which the person set a PIN."""
        set_at = select(supervisor_pins.c.set_at).where(supervisor_pins.c.staff_id == staff_id)
        return (await transaction.connection.execute(set_at)).scalar()


def _may_supervise(roles: Sequence[str]) -> bool:
    return may_by_names(roles, Permission.SUPERVISE_DOORS)
