"""What is done with signing keys: the first one made, a new one before the old one ends, an old one ended."""

from accreditation.badges.actions.badges import BadgeDesk
from accreditation.badges.domain.tokens import PublishedKey
from conference.audit import SYSTEM, AuditEntry
from conference.auth.roles import ADMINISTER, Staff, may
from conference.errors import ForbiddenError, RuleError
from conference.transactions import Unit


async def ensure_signing_key(desk: BadgeDesk) -> PublishedKey | None:
    """Make this node's signing key unless it has one: at the start of a node that issues. A node that has one starts
    while the database takes no writes.

    Raises RuleError `badge.no_signing_key` on a node that does not.
    """
    async with desk.units.read() as unit:
        if await _has_signing_key(desk, unit):
            return None
    async with desk.units.write() as unit:
        return None if await _has_signing_key(desk, unit) else await _create(desk, unit, actor=SYSTEM)


async def _has_signing_key(desk: BadgeDesk, unit: Unit) -> bool:
    try:
        await desk.keys.signer(unit)
    except RuleError:
        return False
    return True


async def rotate_signing_key(desk: BadgeDesk, *, staff: Staff) -> PublishedKey:
    """Sign with a new key from now on. Badges of the old key stay good until it is withdrawn."""
    _require_administrator(staff)
    async with desk.units.write() as unit:
        return await _create(desk, unit, actor=staff.id)


async def retire_signing_key(desk: BadgeDesk, key_id: str, *, staff: Staff) -> None:
    """Sign no more with the key; what it signed stays good. Raises NotFoundError."""
    _require_administrator(staff)
    now = desk.clock.now()
    async with desk.units.write() as unit:
        await desk.keys.retire(unit, key_id, now=now)
        await unit.record(AuditEntry("accreditation:signing_key:retired", staff.id, key_id, now))


async def withdraw_signing_key(desk: BadgeDesk, key_id: str, *, staff: Staff) -> None:
    """Believe the key no more: every badge it signed is dead at every door within two seconds. Raises NotFoundError."""
    _require_administrator(staff)
    now = desk.clock.now()
    async with desk.units.write() as unit:
        await desk.keys.withdraw(unit, key_id, now=now)
        await unit.record(AuditEntry("accreditation:signing_key:withdrawn", staff.id, key_id, now))


async def _create(desk: BadgeDesk, unit: Unit, *, actor: str) -> PublishedKey:
    now = desk.clock.now()
    key = await desk.keys.create(unit, now=now)
    details = {"key_id": key.key_id}
    await unit.record(AuditEntry("accreditation:signing_key:created", actor, key.id, now, details))
    return key


def _require_administrator(staff: Staff) -> None:
    if not may(staff, ADMINISTER):
        raise ForbiddenError("role.missing")
