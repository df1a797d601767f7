"""Supervisors' PINs: set by themselves, proven by devices."""

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from functools import partial

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
"""Wrong proofs in one supervisor's name, from all doors together: a PIN of 6 digits lasts 20 months at one a minute."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PinServices:
    """Where PINs are set and proven; `new_salt` gives 16 random bytes. It is `accreditation.doors.ports.scans.Pins`."""

    transactions: Transactions
    pins: PinStore
    clock: Clock
    new_salt: Callable[[], bytes]

    async def lock_supervisors(self, transaction: Transaction, staff_ids: Collection[str]) -> None:
        """Let nobody else prove anything in these supervisors' names before the transaction ends."""
        await throttle.hold(transaction, TRIES, staff_ids)

    async def check_override(self, transaction: Transaction, staff_id: str, *, message: bytes, proof: str) -> bool:
        """Whether `proof` (hexadecimal) is the HMAC of `message` by this supervisor, who may supervise doors now.

        Raises ThrottledError after too many wrong ones in the supervisor's name; right ones are not counted.
        """
        verifier = await self.pins.find_verifier(transaction, staff_id)
        now = self.clock.now()
        await throttle.require_room(transaction, TRIES, staff_id, now)
        if verifier is not None and is_proof(verifier, message, proof):
            return True
        await throttle.charge(transaction, TRIES, staff_id, now)
        return False


async def set_pin(services: PinServices, pin: str, *, again: str, staff: Staff) -> None:
    """Give oneself a PIN for the doors. Raises ForbiddenError, InvalidError `pin.unfit`, `pin.too_easy` or
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


async def pin_set_at(services: PinServices, *, staff: Staff) -> datetime | None:
    """When somebody set their own PIN, None if they have none. Raises ForbiddenError."""
    require_supervisor(staff)
    async with services.transactions.read() as transaction:
        return await services.pins.find_set_at(transaction, staff.id)
