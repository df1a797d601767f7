"""Links that set a password: an invitation of an administrator, or a reset that the person asked for.

A link works once, until it expires or a newer one replaces it. To open it changes nothing, because mail scanners open
every link; only the form behind it uses it.
"""

from dataclasses import dataclass
from datetime import timedelta

from conference.audit import AuditEntry
from conference.auth import password_link_rows, storage
from conference.auth.letters import INVITATION, StaffLetter, write_letter
from conference.auth.logins import Accounts
from conference.auth.password_link_rows import LinkKind, PasswordLink
from conference.auth.passwords import check_new_password
from conference.auth.roles import Staff
from conference.auth.storage import Account
from conference.errors import RostrumError
from conference.transactions import Transaction

PATH = "/staff/links"
"""Path of the page of a link, followed by its secret."""

VALID_FOR = {LinkKind.INVITATION: timedelta(hours=72), LinkKind.RESET: timedelta(hours=1)}


class LinkOverError(RostrumError):
    """The link is unknown, used, replaced or expired."""

    status = 410


@dataclass(frozen=True, slots=True)
class OpenedLink:
    """A link that can be used: its person, and what it is for."""

    staff: Staff
    kind: LinkKind


@dataclass(frozen=True, slots=True)
class IssuedLink:
    """A new link: its absolute address, and whether a letter brings it to the person."""

    address: str
    is_sent: bool


async def add_invitation(accounts: Accounts, transaction: Transaction, account: Account) -> IssuedLink:
    """Add an invitation in place of an earlier one, and write its letter."""
    secret = await _add_link(accounts, transaction, account.staff.id, LinkKind.INVITATION)
    path = f"{PATH}/{secret}?language={account.staff.language}"
    letter = StaffLetter(kind=INVITATION, once=storage.secret_hash(secret), path=path, is_secret=True)
    is_sent = await write_letter(accounts.mail, transaction, account, letter)
    return IssuedLink(f"{accounts.mail.address}{path}", is_sent)


async def _add_link(accounts: Accounts, transaction: Transaction, staff_id: str, kind: LinkKind) -> str:
    secret, now = accounts.ids.secret(), accounts.clock.now()
    link = PasswordLink(staff_id, kind, now, now + VALID_FOR[kind])
    await password_link_rows.replace_link(transaction.connection, secret, link)
    return secret


async def open_link(accounts: Accounts, secret: str) -> OpenedLink:
    """Return what a link is for, without using it. Raises LinkOverError `staff.link_over`."""
    async with accounts.transactions.read() as transaction:
        return await _open_link(accounts, transaction, secret)


async def _open_link(accounts: Accounts, transaction: Transaction, secret: str) -> OpenedLink:
    link = await password_link_rows.find_link(transaction.connection, secret)
    if link is None or accounts.clock.now() >= link.expires_at:
        raise LinkOverError("staff.link_over")
    account = await storage.find_account_by_id(transaction.connection, link.staff_id, accounts.roles)
    if account is None or account.disabled_at is not None:
        raise LinkOverError("staff.link_over")
    return OpenedLink(account.staff, link.kind)


async def use_link(accounts: Accounts, secret: str, password: str) -> None:
    """Set the password of a link's person; the link is used up, and all logins and other links of the person end.

    Raises LinkOverError, InvalidError as `check_new_password`, ThrottledError beyond the turns of passwords.
    """
    check_new_password(password, (await open_link(accounts, secret)).staff.username)
    async with accounts.passwords.turn():
        hashed = await accounts.passwords.hash(password)
    now = accounts.clock.now()
    async with accounts.transactions.write() as transaction:
        opened = await _open_link(accounts, transaction, secret)
        if not await password_link_rows.use_link(transaction.connection, secret):
            raise LinkOverError("staff.link_over")
        staff_id = opened.staff.id
        await storage.update_staff(transaction.connection, staff_id, password_hash=hashed)
        await password_link_rows.delete_links_of(transaction.connection, staff_id)
        await storage.delete_logins_of(transaction.connection, staff_id)
        details = {"by": opened.kind.value}
        await transaction.record(AuditEntry("conference:staff:password_set", staff_id, staff_id, now, details))
