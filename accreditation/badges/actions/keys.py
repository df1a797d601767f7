"""Actions on signing keys: create, rotate, retire, withdraw."""

from accreditation.badges.actions.badges import BadgeServices
from accreditation.badges.domain.tokens import PublishedKey
from conference.audit import SYSTEM, AuditEntry
from conference.auth.roles import ADMINISTER, Staff, may
from conference.errors import ForbiddenError, RuleError
from conference.transactions import Transaction


async def ensure_signing_key(services: BadgeServices) -> PublishedKey | None:
    """Create this node's signing key unless it has one; called at the start of a node that issues badges.

    Opens no write transaction when the key exists, so that the node starts while the database is read-only.
    Raises RuleError `badge.no_signing_key` on a node that does not issue badges.
    """
    async with services.transactions.read() as transaction:
        if await _has_signing_key(services, transaction):
            return None
    async with services.transactions.write() as transaction:
        return (
            None
            if await _has_signing_key(services, transaction)
            else await _create_key(services, transaction, actor=SYSTEM)
        )


async def _has_signing_key(services: BadgeServices, transaction: Transaction) -> bool:
    try:
        await services.keys.get_signer(transaction)
    except RuleError:
        return False
    return True


async def rotate_signing_key(services: BadgeServices, *, staff: Staff) -> PublishedKey:
    """Create a new key and sign with it from now on. Badges of the old key stay valid until it is withdrawn."""
    _require_administrator(staff)
    async with services.transactions.write() as transaction:
        return await _create_key(services, transaction, actor=staff.id)


async def retire_signing_key(services: BadgeServices, key_id: str, *, staff: Staff) -> None:
    """Stop signing with the key; badges that it signed stay valid. Raises NotFoundError."""
    _require_administrator(staff)
    now = services.clock.now()
    async with services.transactions.write() as transaction:
        await services.keys.retire(transaction, key_id, now=now)
        await transaction.record(AuditEntry("accreditation:signing_key:retired", staff.id, key_id, now))


async def withdraw_signing_key(services: BadgeServices, key_id: str, *, staff: Staff) -> None:
    """Distrust the key: every door refuses the badges that it signed within two seconds. Raises NotFoundError."""
    _require_administrator(staff)
    now = services.clock.now()
    async with services.transactions.write() as transaction:
        await services.keys.withdraw(transaction, key_id, now=now)
        await transaction.record(AuditEntry("accreditation:signing_key:withdrawn", staff.id, key_id, now))


async def _create_key(services: BadgeServices, transaction: Transaction, *, actor: str) -> PublishedKey:
    now = services.clock.now()
    key = await services.keys.create(transaction, now=now)
    details = {"key_id": key.key_id}
    await transaction.record(AuditEntry("accreditation:signing_key:created", actor, key.id, now, details))
    return key


def _require_administrator(staff: Staff) -> None:
    if not may(staff, ADMINISTER):
        raise ForbiddenError("role.missing")
