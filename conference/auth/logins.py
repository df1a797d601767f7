"""Sign-in and sign-out. A login is a row that can be revoked; the browser holds its secret."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from msgspec import Struct

from conference.audit import AuditEntry
from conference.auth import storage, throttle
from conference.auth.letters import StaffMail, write_password_changed
from conference.auth.passwords import Passwords, check_new_password
from conference.auth.pending_sign_ins import SecondStepError, seal_pending
from conference.auth.roles import RoleTable, Staff, TotpRule
from conference.auth.second_factor_rows import find_factor
from conference.auth.storage import Account, LoginRow
from conference.auth.user_agents import browser_name
from conference.clock import Clock
from conference.errors import InvalidError
from conference.ids import Ids
from conference.issued_secrets import IssuedSecrets
from conference.rate_limits import network_of
from conference.storage.transactions import Transactions
from conference.texts.email_addresses import read_email
from conference.texts.stream_safe import TYPED_PER_KEPT, normalize
from conference.transactions import Transaction

MAX_NAME = 64
"""Characters of a user name."""

MAX_EMAIL = 254

IDLE = timedelta(hours=8)
"""A login ends when it is unused for this long: longer than a break in a shift, shorter than a night."""

ABSOLUTE = timedelta(hours=18)
"""Maximum life of a login: one conference day with its evening."""

SEEN_EVERY = timedelta(minutes=2)
"""Resolution of `seen_at`: at most one write in this time, however many pages are read."""

MAX_USED_LOGINS = 10_000
"""Logins whose last use is kept in memory."""


@dataclass(frozen=True, slots=True)
class Accounts:
    """Dependencies of sign-in and of accounts. `used_at`: digest of a login's secret → its last use in this process,
    which counts while the database takes no writes."""

    transactions: Transactions
    clock: Clock
    ids: Ids
    passwords: Passwords
    roles: RoleTable
    issued: IssuedSecrets
    mail: StaffMail = StaffMail()
    totp: TotpRule = TotpRule()
    used_at: dict[str, datetime] = field(default_factory=dict)


class SignedIn(Struct, frozen=True):
    """A new login: the secret for the browser, its person, and its absolute end."""

    secret: str
    staff: Staff
    expires_at: datetime


class Origin(Struct, frozen=True):
    """Where a sign-in comes from: network address, and the `User-Agent` of the browser."""

    address: str
    agent: str = ""


def normal_username(username: str) -> str:
    """Return the normalised user name: NFKC, case folded, printable characters only, without surrounding space.

    A name beyond the typed limit gives the empty text, which matches no account.
    """
    if len(username) > TYPED_PER_KEPT * MAX_NAME:
        return ""
    printable = "".join(c for c in normalize("NFKC", username) if c.isprintable())
    return printable.strip().casefold()[:MAX_NAME]


def normal_email(text: str) -> str:
    """Return an e-mail address as it is stored and compared, in lower case; the empty text if it is none."""
    email = (read_email(text.strip()) or "").lower() if len(text) <= MAX_EMAIL else ""
    return email if len(email) <= MAX_EMAIL else ""


async def sign_in(accounts: Accounts, *, username: str, password: str, address: str, agent: str = "") -> SignedIn:
    """Open a login for a user name and its password, tried from a network address by a browser (`agent`).

    Raises InvalidError `sign_in.wrong` for a wrong name, a wrong password or a disabled person alike, after the
    same work; ThrottledError when there were too many attempts, before any work; SecondStepError when the password is
    right and a second factor is needed.
    """
    async with accounts.passwords.turn():
        return await _sign_in_now(accounts, normal_username(username), password, Origin(address, agent))


async def _sign_in_now(accounts: Accounts, name: str, password: str, origin: Origin) -> SignedIn:
    now, network = accounts.clock.now(), network_of(origin.address)
    account = await _charge_and_find_account(accounts, name, network, now)
    stored = account.password_hash if account else None
    is_correct = await accounts.passwords.verify(stored, password)
    if account is None or not is_correct or account.disabled_at is not None:
        await _record_failure(accounts, account, now)
        raise InvalidError("sign_in.wrong", {"username": "sign_in.wrong"})
    if accounts.passwords.needs_rehash(account.password_hash):
        await _save_new_hash(accounts, account.staff.id, password)
    await _require_second_step(accounts, account, name)
    return await open_login(accounts, account.staff, name, origin)


async def _require_second_step(accounts: Accounts, account: Account, name: str) -> None:
    """Raise SecondStepError for a person who has a second factor or must have one."""
    async with accounts.transactions.read() as transaction:
        factor = await find_factor(transaction.connection, account.staff.id)
    if factor is not None or accounts.totp.demands(account.staff):
        pending = seal_pending(accounts.issued, account, name, accounts.clock.now())
        raise SecondStepError(pending, needs_setup=factor is None)


async def _charge_and_find_account(accounts: Accounts, name: str, network: str, now: datetime) -> Account | None:
    async with accounts.transactions.write() as transaction:
        await throttle.charge(transaction, throttle.PER_ADDRESS, network, now)
        await throttle.charge(transaction, throttle.PER_NAME_AND_ADDRESS, f"{name}\0{network}", now)
        if not await throttle.is_known_network(transaction, name, network, now):
            await throttle.charge(transaction, throttle.PER_NAME, name, now)
        return await storage.find_account_by_username(transaction.connection, name, accounts.roles)


async def _record_failure(accounts: Accounts, account: Account | None, now: datetime) -> None:
    subject = account.staff.id if account else "unknown"
    reason = "disabled" if account and account.disabled_at else "credentials"
    async with accounts.transactions.write() as transaction:
        await transaction.record(AuditEntry("conference:login:failed", "system", subject, now, {"reason": reason}))


async def _save_new_hash(accounts: Accounts, staff_id: str, password: str) -> None:
    hashed = await accounts.passwords.hash(password)
    async with accounts.transactions.write() as transaction:
        await storage.update_staff(transaction.connection, staff_id, password_hash=hashed)


async def open_login(accounts: Accounts, staff: Staff, name: str, origin: Origin) -> SignedIn:
    """Open a login of a person who has given all that a sign-in needs, under a typed user name."""
    now, secret, network = accounts.clock.now(), accounts.ids.secret(), network_of(origin.address)
    expires_at = now + ABSOLUTE
    place = {"address": origin.address, "browser": browser_name(origin.agent)}
    async with accounts.transactions.write() as transaction:
        await throttle.forgive(transaction, throttle.PER_NAME_AND_ADDRESS, f"{name}\0{network}")
        await throttle.add_known_network(transaction, name, network, now)
        await storage.delete_expired(transaction.connection, now)
        await storage.add_login(transaction.connection, secret, staff.id, at=now, expires_at=expires_at, **place)
        await storage.update_staff(transaction.connection, staff.id, signed_in_at=now)
        await transaction.record(AuditEntry("conference:login:signed_in", staff.id, staff.id, now))
    return SignedIn(secret, staff, expires_at)


def is_over(login: LoginRow, seen_at: datetime, now: datetime) -> bool:
    """Whether a login has ended, by its age or because it was not used since `seen_at`."""
    return now >= login.expires_at or now - seen_at >= IDLE


async def find_staff(accounts: Accounts, secret: str) -> Staff | None:
    """Find the person of a login that has not ended. Use of a login keeps it from expiring by `IDLE`.

    Only reads: the use is written in the background, so that a database that takes no writes causes no delay.
    """
    now = accounts.clock.now()
    login = await _find_open_login(accounts, secret, now)
    if login is None:
        return None
    if now - login.seen_at >= SEEN_EVERY:
        _touch_in_background(accounts, secret, now)
    return login.staff


async def find_follower(accounts: Accounts, secret: str) -> Staff | None:
    """Find the person of a login that has not ended, as `find_staff`, for a stream: following it is no use of it."""
    login = await _find_open_login(accounts, secret, accounts.clock.now())
    return login.staff if login else None


async def _find_open_login(accounts: Accounts, secret: str, now: datetime) -> LoginRow | None:
    """Return a login that has not ended, with its last use as this process knows it."""
    key = storage.secret_hash(secret)
    login = await storage.find_login(accounts.transactions.database, secret, accounts.roles)
    if login is None:
        accounts.used_at.pop(key, None)
        return None
    seen_at = max(login.seen_at, accounts.used_at.get(key, login.seen_at))
    return None if is_over(login, seen_at, now) else replace(login, seen_at=seen_at)


def _touch_in_background(accounts: Accounts, secret: str, now: datetime) -> None:
    key = storage.secret_hash(secret)
    if key not in accounts.used_at and len(accounts.used_at) >= MAX_USED_LOGINS:
        del accounts.used_at[next(iter(accounts.used_at))]
    accounts.used_at[key] = now

    async def touch(transaction: Transaction) -> None:
        await storage.touch_login(transaction.connection, secret, now)

    accounts.transactions.background.add("use of a login", touch, key=("login", key))


class SignedOut(Struct, frozen=True):
    """Event: a member of staff has ended a login."""

    staff_id: str


async def sign_out(accounts: Accounts, secret: str) -> None:
    """End a login. An unknown secret is not an error."""
    async with accounts.transactions.write() as transaction:
        staff_id = await storage.delete_login(transaction.connection, secret)
        if staff_id:
            now = accounts.clock.now()
            await transaction.record(AuditEntry("conference:login:signed_out", staff_id, staff_id, now))
            transaction.emit(SignedOut(staff_id))


async def change_password(accounts: Accounts, staff: Staff, *, current: str, new: str, secret: str) -> None:
    """Set a new password, given the current one; every other login of the person ends.

    Raises InvalidError `password.wrong` or one of `check_new_password`, ThrottledError after too many tries.
    """
    check_new_password(new, staff.username)
    async with accounts.passwords.turn():
        hashed = await _check_and_hash(accounts, staff.id, current, new)
    now = accounts.clock.now()
    async with accounts.transactions.write() as transaction:
        account = await storage.find_account_by_id(transaction.connection, staff.id, accounts.roles)
        await storage.update_staff(transaction.connection, staff.id, password_hash=hashed)
        await storage.delete_logins_of(transaction.connection, staff.id, keep=secret)
        if account is not None:
            await write_password_changed(accounts.mail, transaction, account, hashed)
        await throttle.forgive(transaction, throttle.PER_NAME_AND_ADDRESS, f"{staff.id}\0change")
        await _record_password_change(transaction, staff.id, by=staff.id, at=now)


async def _check_and_hash(accounts: Accounts, staff_id: str, current: str, new: str) -> str:
    """Count an attempt, check the current password, and return the hash of the new one."""
    async with accounts.transactions.write() as transaction:
        await throttle.charge(transaction, throttle.PER_NAME_AND_ADDRESS, f"{staff_id}\0change", accounts.clock.now())
        account = await storage.find_account_by_id(transaction.connection, staff_id, accounts.roles)
    if account is None or not await accounts.passwords.verify(account.password_hash, current):
        raise InvalidError("password.wrong", {"current": "password.wrong"})
    return await accounts.passwords.hash(new)


async def _record_password_change(transaction: Transaction, staff_id: str, *, by: str, at: datetime) -> None:
    await transaction.record(AuditEntry("conference:staff:password_changed", by, staff_id, at))
