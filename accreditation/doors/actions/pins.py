"""Supervisors' PINs: set by the supervisors, proven by devices."""

import asyncio
from collections.abc import Callable, Collection
from datetime import datetime
from functools import partial

from msgspec import Struct

from accreditation.doors.actions.devices import require_supervisor
from accreditation.doors.domain.events import ListChanged
from accreditation.doors.domain.pins import is_proof, pin_flaw, verifier_of
from accreditation.doors.ports.devices import PinStore
from conference.audit import AuditEntry
from conference.auth import throttle
from conference.auth.roles import Staff
from conference.clock import Clock
from conference.errors import InvalidError
from conference.transactions import Transaction, Transactions

TRIES = throttle.Limit("pin", burst=8, every_s=60)
"""Wrong proofs for one supervisor, from all doors: at one a minute, guessing a PIN of 6 digits takes 20 months."""


class PinServices(Struct, frozen=True, kw_only=True):
    """Dependencies of PINs, and `accreditation.doors.ports.scans.Pins`; `new_salt` returns 16 random bytes."""

    transactions: Transactions
    pins: PinStore
    clock: Clock
    new_salt: Callable[[], bytes]

    async def lock_supervisors(self, transaction: Transaction, staff_ids: Collection[str]) -> None:
        """Lock the attempts at these supervisors' PINs until the transaction ends."""
        await throttle.hold(transaction, TRIES, staff_ids)

    async def check_override(self, transaction: Transaction, staff_id: str, *, message: bytes, proof: str) -> bool:
        """Return whether `proof` (hexadecimal) is the HMAC of `message` by this supervisor, with the role now.

        Raises ThrottledError after too many wrong proofs for the supervisor; right ones are not counted.
        """
        verifier = await self.pins.find_verifier(transaction, staff_id)
        now = self.clock.now()
        await throttle.require_room(transaction, TRIES, staff_id, now)
        if verifier is not None and is_proof(verifier, message, proof):
            return True
        await throttle.charge(transaction, TRIES, staff_id, now)
        return False


async def set_pin(services: PinServices, pin: str, *, again: str, staff: Staff) -> None:
    """Set one's own PIN for the doors. Raises ForbiddenError, InvalidError `pin.unfit`, `pin.too_easy` or
    `pin.differs`."""
    require_supervisor(staff)
    flaw = pin_flaw(pin)
    if flaw is not None:
        raise InvalidError(flaw, {"pin": flaw})
    if pin != again:
        raise InvalidError("pin.differs", {"again": "pin.differs"})
    salt, now = services.new_salt(), services.clock.now()
    verifier = await asyncio.to_thread(partial(verifier_of, pin, salt))
    async with services.transactions.write() as transaction:
        await services.pins.save(transaction, staff.id, salt=salt.hex(), verifier=verifier, at=now)
        await transaction.record(AuditEntry("accreditation:pin:set", staff.id, staff.id, now))
        transaction.emit(ListChanged())


async def find_pin_time(services: PinServices, *, staff: Staff) -> datetime | None:
    """Return when the supervisor set their PIN, None when they have none. Raises ForbiddenError."""
    require_supervisor(staff)
    async with services.transactions.read() as transaction:
        return await services.pins.find_set_at(transaction, staff.id)
