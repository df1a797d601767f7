"""A person's own logins: list them, end one or all others."""

from datetime import datetime

from msgspec import Struct

from conference.audit import AuditEntry
from conference.auth import storage
from conference.auth.logins import IDLE, Accounts
from conference.auth.roles import Staff
from conference.errors import NotFoundError


class OwnLogin(Struct, frozen=True):
    """A login that has not ended: where it is, since when, its last use, and whether it is that of the request."""

    id: str
    browser: str
    address: str
    since: datetime
    used_at: datetime
    is_current: bool


async def list_own_logins(accounts: Accounts, staff: Staff, secret: str) -> list[OwnLogin]:
    """Return a person's logins that have not ended, that of the secret first, then the newest first."""
    now, current = accounts.clock.now(), storage.secret_hash(secret)
    async with accounts.transactions.read() as transaction:
        rows = await storage.list_logins(transaction.connection, staff.id)
    logins = []
    for row in rows:
        used_at = max(row.seen_at, accounts.used_at.get(row.secret_hash, row.seen_at))
        if now < row.expires_at and now - used_at < IDLE:
            is_current = row.secret_hash == current
            logins.append(OwnLogin(row.secret_hash, row.browser, row.address, row.created_at, used_at, is_current))
    return sorted(logins, key=lambda login: not login.is_current)


async def end_own_login(accounts: Accounts, staff: Staff, login_id: str) -> None:
    """End one login of a person. Raises NotFoundError `login.unknown` when it has ended or is another person's."""
    async with accounts.transactions.write() as transaction:
        if not await storage.delete_login_of(transaction.connection, staff.id, login_id):
            raise NotFoundError("login.unknown")
        entry = AuditEntry("conference:login:signed_out", staff.id, staff.id, accounts.clock.now(), {"elsewhere": True})
        await transaction.record(entry)


async def end_other_logins(accounts: Accounts, staff: Staff, secret: str) -> None:
    """End every login of a person but that of the secret."""
    async with accounts.transactions.write() as transaction:
        await storage.delete_logins_of(transaction.connection, staff.id, keep=secret)
        entry = AuditEntry("conference:login:others_ended", staff.id, staff.id, accounts.clock.now())
        await transaction.record(entry)
