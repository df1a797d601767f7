"""Links that set a password: an invitation of an administrator, or a reset that the person asked for.

A link works once, until it expires or a newer one replaces it. To open it changes nothing, because mail scanners open
every link; only the form behind it uses it.
"""

from contextlib import suppress
from datetime import timedelta

from msgspec import Struct

from conference.audit import SYSTEM, AuditEntry
from conference.auth import password_link_rows, storage, throttle
from conference.auth.letters import INVITATION, PASSWORD_RESET, StaffLetter, write_letter, write_password_changed
from conference.auth.logins import Accounts, normal_email, normal_username
from conference.auth.password_link_rows import LinkKind, PasswordLink
from conference.auth.passwords import check_new_password
from conference.auth.storage import Account
from conference.errors import RostrumError, ThrottledError
from conference.transactions import Transaction

PATH = "/staff/links"
"""Path of the page of a link, followed by its secret."""

_LETTERS = {LinkKind.INVITATION: INVITATION, LinkKind.RESET: PASSWORD_RESET}
VALID_FOR = {LinkKind.INVITATION: timedelta(hours=72), LinkKind.RESET: timedelta(hours=1)}


PER_ACCOUNT = throttle.Limit("password reset", burst=3, every_s=1200)
"""Letters with a link for a new password to one account."""


class LinkOverError(RostrumError):
    """The link is unknown, used, replaced or expired."""

    status = 410


class OpenedLink(Struct, frozen=True):
    """A link that can be used: its account, and what it is for."""

    account: Account
    kind: LinkKind


class IssuedLink(Struct, frozen=True):
    """A new link: its absolute address, and whether a letter brings it to the person."""

    address: str
    is_sent: bool


async def add_invitation(accounts: Accounts, transaction: Transaction, account: Account) -> IssuedLink:
    """Add an invitation in place of an earlier one, and write its letter."""
    return await _issue_link(accounts, transaction, account, LinkKind.INVITATION)


async def _issue_link(accounts: Accounts, transaction: Transaction, account: Account, kind: LinkKind) -> IssuedLink:
    secret, now, staff = accounts.ids.secret(), accounts.clock.now(), account.staff
    link = PasswordLink(staff.id, kind, now, now + VALID_FOR[kind])
    await password_link_rows.replace_link(transaction.connection, secret, link)
    path = f"{PATH}/{secret}?language={staff.language}"
    letter = StaffLetter(kind=_LETTERS[kind], once=storage.secret_hash(secret), path=path, is_secret=True)
    is_sent = await write_letter(accounts.mail, transaction, account, letter)
    return IssuedLink(f"{accounts.mail.address}{path}", is_sent)


def request_reset(accounts: Accounts, name: str) -> None:
    """Send the person of a user name or e-mail address the link of a new password, in the background.

    The caller learns nothing, in no other time, about whether there is such an account.
    """

    async def send(transaction: Transaction) -> None:
        account = await _find_named_account(accounts, transaction, name)
        if account is None or account.email is None or account.disabled_at is not None:
            return
        with suppress(ThrottledError):
            now = accounts.clock.now()
            await throttle.charge(transaction, PER_ACCOUNT, account.staff.id, now)
            await _issue_link(accounts, transaction, account, LinkKind.RESET)
            await transaction.record(AuditEntry("conference:staff:reset_sent", SYSTEM, account.staff.id, now))

    accounts.transactions.background.add("link of a new password", send)


async def _find_named_account(accounts: Accounts, transaction: Transaction, name: str) -> Account | None:
    username, email = normal_username(name), normal_email(name)
    found = await storage.find_account_by_username(transaction.connection, username, accounts.roles)
    if found is None and email:
        return await storage.find_account_by_email(transaction.connection, email, accounts.roles)
    return found


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
    return OpenedLink(account, link.kind)


async def use_link(accounts: Accounts, secret: str, password: str) -> None:
    """Set the password of a link's person; the link is used up, and all logins and other links of the person end.

    Raises LinkOverError, InvalidError as `check_new_password`, ThrottledError beyond the turns of passwords.
    """
    check_new_password(password, (await open_link(accounts, secret)).account.staff.username)
    async with accounts.passwords.turn():
        hashed = await accounts.passwords.hash(password)
    now = accounts.clock.now()
    async with accounts.transactions.write() as transaction:
        opened = await _open_link(accounts, transaction, secret)
        if not await password_link_rows.use_link(transaction.connection, secret):
            raise LinkOverError("staff.link_over")
        staff_id = opened.account.staff.id
        await storage.update_staff(transaction.connection, staff_id, password_hash=hashed)
        await password_link_rows.delete_links_of(transaction.connection, staff_id)
        await storage.delete_logins_of(transaction.connection, staff_id)
        if opened.kind is LinkKind.RESET:
            await write_password_changed(accounts.mail, transaction, opened.account, hashed)
        details = {"by": opened.kind.value}
        await transaction.record(AuditEntry("conference:staff:password_set", staff_id, staff_id, now, details))
