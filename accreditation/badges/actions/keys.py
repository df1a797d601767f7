"""What is done with signing keys: the first one made, a new one before the old one ends, an old one ended."""

from accreditation.badges.actions.badges import BadgeServices
from accreditation.badges.domain.tokens import PublishedKey
from conference.audit import SYSTEM, AuditEntry
from conference.auth.roles import ADMINISTER, Staff, may
from conference.errors import ForbiddenError, RuleError
from conference.transactions import Transaction


async def ensure_signing_key(services: BadgeServices) -> PublishedKey | None:
    """Make this node's signing key unless it has one: at the start of a node that issues. A node that has one starts
    while the database takes no writes.

    Raises RuleError `badge.no_signing_key` on a node that does not.
    """
    async with services.transactions.read() as transaction:
        if await _has_signing_key(services, transaction):
            return None
    async with services.transactions.write() as transaction:
        return (
            None
            if await _has_signing_key(services, transaction)
            else await _create(services, transaction, actor=SYSTEM)
        )


async def _has_signing_key(services: BadgeServices, transaction: Transaction) -> bool:
    try:
        await services.keys.signer(transaction)
    except RuleError:
        return False
    return True


async def rotate_signing_key(services: BadgeServices, *, staff: Staff) -> PublishedKey:
    """Sign with a new key from now on. Badges of the old key stay good until it is withdrawn."""
    _require_administrator(staff)
    async with services.transactions.write() as transaction:
        return await _create(services, transaction, actor=staff.id)


async def retire_signing_key(services: BadgeServices, key_id: str, *, staff: Staff) -> None:
    """Sign no more with the key; what it signed stays good. Raises NotFoundError."""
    _require_administrator(staff)
    now = services.clock.now()
    async with services.transactions.write() as transaction:
        await services.keys.retire(transaction, key_id, now=now)
        await transaction.record(AuditEntry("accreditation:signing_key:retired", staff.id, key_id, now))


async def withdraw_signing_key(services: BadgeServices, key_id: str, *, staff: Staff) -> None:
    """Believe the key no more: every badge it signed is dead at every door within two seconds. Raises NotFoundError."""
    _require_administrator(staff)
    now = services.clock.now()
    async with services.transactions.write() as transaction:
        await services.keys.withdraw(transaction, key_id, now=now)
        await transaction.record(AuditEntry("accreditation:signing_key:withdrawn", staff.id, key_id, now))


async def _create(services: BadgeServices, transaction: Transaction, *, actor: str) -> PublishedKey:
    now = services.clock.now()
    key = await services.keys.create(transaction, now=now)
    details = {"key_id": key.key_id}
    await transaction.record(AuditEntry("accreditation:signing_key:created", actor, key.id, now, details))
    return key


def _require_administrator(staff: Staff) -> None:
    if not may(staff, ADMINISTER):
        raise ForbiddenError("role.missing")
