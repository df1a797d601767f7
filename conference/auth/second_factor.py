"""A person's second factor: set it up, check its codes, renew recovery codes, turn it off, reset that of another."""

from datetime import datetime, timedelta

import msgspec
from msgspec import Struct

from conference.audit import SYSTEM, AuditEntry
from conference.auth import second_factor_rows as rows
from conference.auth import storage, throttle
from conference.auth.letters import SECOND_FACTOR_RESET, StaffLetter, write_letter
from conference.auth.logins import Accounts, Origin, SignedIn, open_login
from conference.auth.pending_sign_ins import PendingSignIn, open_pending
from conference.auth.roles import Staff
from conference.auth.seals import open_seal, seal
from conference.auth.storage import Account
from conference.auth.totp import find_step, new_recovery_codes, new_secret, recovery_digest
from conference.errors import InvalidError, NotFoundError, RostrumError, RuleError
from conference.rate_limits import network_of
from conference.transactions import Transaction

PER_PERSON_AND_ADDRESS = throttle.Limit("second factor pair", burst=5, every_s=30)
PER_PERSON = throttle.Limit("second factor", burst=20, every_s=120)
"""Codes for one person from any address: who knows the password finds a code with a chance of 0.2 % a day."""

SETUP_WITHIN = timedelta(minutes=30)
_SECRET, _SETUP = "second factor", "setup of a second factor"
"""Purposes of seals."""


class SignInOverError(RostrumError):
    """The sign-in waited too long for its second factor, or its account has changed: it begins again."""

    status = 401


class _Setup(Struct, frozen=True):
    """A secret that its person has not confirmed by a code."""

    staff: str
    secret: str
    at: datetime


class FactorState(Struct, frozen=True):
    """Whether a person has a second factor and must have one, and how many recovery codes are left."""

    is_on: bool
    is_required: bool
    recovery_codes: int


class NewFactor(Struct, frozen=True):
    """A secret to be confirmed by its first code: shown, and sealed for the form."""

    secret: str
    sealed: str


async def read_state(accounts: Accounts, staff: Staff) -> FactorState:
    """Return the state of a person's second factor."""
    async with accounts.transactions.read() as transaction:
        factor = await rows.find_factor(transaction.connection, staff.id)
        left = await rows.count_recovery_codes(transaction.connection, staff.id)
    return FactorState(factor is not None, accounts.totp.demands(staff), left)


def begin_setup(accounts: Accounts, staff_id: str) -> NewFactor:
    """Make a secret for a person, which nothing stores until its first code is given."""
    setup = _Setup(staff_id, new_secret(), accounts.clock.now())
    return _show_setup(accounts, setup)


def _show_setup(accounts: Accounts, setup: _Setup) -> NewFactor:
    return NewFactor(setup.secret, seal(accounts.issued, _SETUP, msgspec.json.encode(setup)))


def continue_setup(accounts: Accounts, staff_id: str, sealed: str) -> NewFactor:
    """Return the secret of a sealed setup again, a new one if it is over."""
    setup = _open_setup(accounts, staff_id, sealed)
    return begin_setup(accounts, staff_id) if setup is None else _show_setup(accounts, setup)


def _open_setup(accounts: Accounts, staff_id: str, sealed: str) -> _Setup | None:
    content = open_seal(accounts.issued, _SETUP, sealed)
    setup = msgspec.json.decode(content, type=_Setup) if content is not None else None
    is_valid = setup is not None and setup.staff == staff_id and accounts.clock.now() < setup.at + SETUP_WITHIN
    return setup if is_valid else None


async def confirm_setup(accounts: Accounts, staff: Staff, sealed: str, code: str, *, origin: Origin) -> list[str]:
    """Save the second factor of a sealed setup, given its first code; return its recovery codes.

    Raises InvalidError `totp.setup_over` or `totp.wrong`, RuleError `totp.is_on`, ThrottledError.
    """
    setup, now = _open_setup(accounts, staff.id, sealed), accounts.clock.now()
    if setup is None:
        raise InvalidError("totp.setup_over", {"code": "totp.setup_over"})
    await _charge(accounts, staff.id, origin)
    step = find_step(setup.secret, code, now)
    if step is None:
        raise InvalidError("totp.wrong", {"code": "totp.wrong"})
    codes = new_recovery_codes()
    factor = rows.SecondFactor(staff.id, seal(accounts.issued, _SECRET, setup.secret.encode()), step, now)
    async with accounts.transactions.write() as transaction:
        if await rows.find_factor(transaction.connection, staff.id) is not None:
            raise RuleError("totp.is_on")
        await rows.replace_factor(transaction.connection, factor, _digests_of(staff.id, codes))
        await _forgive(transaction, staff.id, origin)
        await transaction.record(AuditEntry("conference:second_factor:turned_on", staff.id, staff.id, now))
    return codes


def _digests_of(staff_id: str, codes: list[str]) -> list[str]:
    return [recovery_digest(staff_id, code) for code in codes]


async def finish_sign_in(accounts: Accounts, pending: str, code: str, *, origin: Origin) -> SignedIn:
    """Open the login of a pending sign-in, given a code of its second factor or a recovery code.

    Raises SignInOverError, InvalidError `totp.wrong`, ThrottledError.
    """
    waiting, account = await find_pending(accounts, pending)
    await _check_code(accounts, account.staff.id, code, origin)
    return await open_login(accounts, account.staff, waiting.name, origin)


async def finish_setup(
    accounts: Accounts, pending: str, sealed: str, code: str, *, origin: Origin
) -> tuple[SignedIn, list[str]]:
    """Save the second factor of a person who must have one, and open the login of the pending sign-in.

    Returns the login and the recovery codes. Raises SignInOverError, and as `confirm_setup`.
    """
    waiting, account = await find_pending(accounts, pending)
    codes = await confirm_setup(accounts, account.staff, sealed, code, origin=origin)
    return await open_login(accounts, account.staff, waiting.name, origin), codes


async def find_pending(accounts: Accounts, pending: str) -> tuple[PendingSignIn, Account]:
    """Return a pending sign-in and its account. Raises SignInOverError `totp.sign_in_over`."""
    waiting = open_pending(accounts.issued, pending, accounts.clock.now())
    if waiting is None:
        raise SignInOverError("totp.sign_in_over")
    async with accounts.transactions.read() as transaction:
        account = await storage.find_account_by_id(transaction.connection, waiting.staff, accounts.roles)
    if account is None or not waiting.is_of(account):
        raise SignInOverError("totp.sign_in_over")
    return waiting, account


async def renew_recovery_codes(accounts: Accounts, staff: Staff, code: str, *, origin: Origin) -> list[str]:
    """Replace a person's recovery codes, given a code. Raises InvalidError `totp.wrong`, ThrottledError."""
    await _check_code(accounts, staff.id, code, origin)
    codes = new_recovery_codes()
    async with accounts.transactions.write() as transaction:
        await rows.replace_recovery_codes(transaction.connection, staff.id, _digests_of(staff.id, codes))
        entry = AuditEntry("conference:second_factor:codes_renewed", staff.id, staff.id, accounts.clock.now())
        await transaction.record(entry)
    return codes


async def turn_off(accounts: Accounts, staff: Staff, code: str, *, origin: Origin) -> None:
    """Delete a person's own second factor, given a code.

    Raises RuleError `totp.required` where the event demands it, InvalidError `totp.wrong`, ThrottledError.
    """
    if accounts.totp.demands(staff):
        raise RuleError("totp.required")
    await _check_code(accounts, staff.id, code, origin)
    async with accounts.transactions.write() as transaction:
        await rows.delete_factor(transaction.connection, staff.id)
        entry = AuditEntry("conference:second_factor:turned_off", staff.id, staff.id, accounts.clock.now())
        await transaction.record(entry)


async def reset_second_factor(accounts: Accounts, staff_id: str, *, by: str = SYSTEM) -> None:
    """Delete a person's second factor and end all their logins; a letter tells the person.

    Raises NotFoundError `staff.unknown`, RuleError `totp.is_off` for a person without one.
    """
    now = accounts.clock.now()
    async with accounts.transactions.write() as transaction:
        account = await storage.find_account_by_id(transaction.connection, staff_id, accounts.roles)
        if account is None:
            raise NotFoundError("staff.unknown")
        if not await rows.delete_factor(transaction.connection, staff_id):
            raise RuleError("totp.is_off")
        await storage.delete_logins_of(transaction.connection, staff_id)
        letter = StaffLetter(kind=SECOND_FACTOR_RESET, once=f"{staff_id}:{now.isoformat()}", path="/staff/sign-in")
        await write_letter(accounts.mail, transaction, account, letter)
        await transaction.record(AuditEntry("conference:second_factor:reset", by, staff_id, now))


async def _check_code(accounts: Accounts, staff_id: str, code: str, origin: Origin) -> None:
    """Use a code of a person's second factor, or a recovery code. Each is accepted once."""
    await _charge(accounts, staff_id, origin)
    now = accounts.clock.now()
    async with accounts.transactions.write() as transaction:
        is_right = await _use_code(accounts, transaction, staff_id, code)
        if is_right:
            await _forgive(transaction, staff_id, origin)
        else:
            details = {"reason": "second_factor"}
            await transaction.record(AuditEntry("conference:login:failed", SYSTEM, staff_id, now, details))
    if not is_right:
        raise InvalidError("totp.wrong", {"code": "totp.wrong"})


async def _use_code(accounts: Accounts, transaction: Transaction, staff_id: str, code: str) -> bool:
    connection = transaction.connection
    factor = await rows.find_factor(connection, staff_id)
    secret = open_seal(accounts.issued, _SECRET, factor.sealed_secret) if factor else None
    step = find_step(secret.decode(), code, accounts.clock.now()) if secret else None
    if step is not None:
        return await rows.use_step(connection, staff_id, step)
    if not await rows.use_recovery_code(connection, staff_id, recovery_digest(staff_id, code)):
        return False
    entry = AuditEntry("conference:second_factor:recovered", staff_id, staff_id, accounts.clock.now())
    await transaction.record(entry)
    return True


async def _charge(accounts: Accounts, staff_id: str, origin: Origin) -> None:
    now, pair = accounts.clock.now(), f"{staff_id}\0{network_of(origin.address)}"
    async with accounts.transactions.write() as transaction:
        await throttle.charge(transaction, PER_PERSON_AND_ADDRESS, pair, now)
        await throttle.charge(transaction, PER_PERSON, staff_id, now)


async def _forgive(transaction: Transaction, staff_id: str, origin: Origin) -> None:
    await throttle.forgive(transaction, PER_PERSON_AND_ADDRESS, f"{staff_id}\0{network_of(origin.address)}")
