"""Staff accounts: add people, change their roles, disable and enable accounts."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from conference.audit import SYSTEM, AuditEntry
from conference.auth import storage
from conference.auth.logins import Accounts, normal_username
from conference.auth.passwords import MIN_CHARACTERS, check_new_password, password_error
from conference.auth.roles import ADMINISTRATOR, Role, RoleTable, Staff
from conference.auth.storage import Account
from conference.errors import ConflictError, InvalidError, NotFoundError, RuleError
from conference.languages import LANGUAGES
from conference.storage.transactions import Transaction

MAX_NAME = 120

_JOINERS = str.maketrans("", "", "\u200c\u200d")
"""Invisible, but part of the spelling of Persian and Sinhala names."""

_USERNAME = re.compile(r"[\w.@+-]{2,64}")


@dataclass(frozen=True, slots=True)
class NewStaff:
    """Input for a person to be added."""

    username: str
    name: str
    roles: frozenset[Role]
    language: str
    password: str


def roles_error(table: RoleTable, roles: frozenset[Role]) -> str | None:
    """Return the error code of a person's roles: none chosen, or not compatible by the table (A27). None when valid."""
    if not roles:
        return "staff.roles_missing"
    return None if table.are_compatible(roles) else "staff.roles_apart"


def check_roles(table: RoleTable, roles: Iterable[Role]) -> frozenset[Role]:
    """Return the roles as a set. Raises InvalidError with the code of `roles_error`."""
    chosen = frozenset(roles)
    code = roles_error(table, chosen)
    if code:
        raise InvalidError(code, {"roles": code})
    return chosen


def _validate_new_staff(new: NewStaff, table: RoleTable) -> NewStaff:
    """Return the input with normalised name and user name. Raises InvalidError with every invalid field."""
    username, name = normal_username(new.username), " ".join(new.name.split())
    errors = {
        "name": None if 0 < len(name) <= MAX_NAME and name.translate(_JOINERS).isprintable() else "staff.name_unfit",
        "username": None if _USERNAME.fullmatch(username) else "staff.username_unfit",
        "roles": roles_error(table, new.roles),
        "language": None if new.language in LANGUAGES else "staff.language_unknown",
        "password": password_error(new.password, username),
    }
    fields = {field: code for field, code in errors.items() if code}
    if fields:
        code = next(iter(fields.values()))
        raise InvalidError(code, fields, characters=MIN_CHARACTERS, most=MAX_NAME)
    return NewStaff(username, name, new.roles, new.language, new.password)


async def create_staff(accounts: Accounts, new: NewStaff, *, by: str = SYSTEM) -> Staff:
    """Add a person who may sign in.

    Raises InvalidError with the invalid fields, ConflictError `staff.username_taken`.
    """
    new = _validate_new_staff(new, accounts.roles)
    hashed = await accounts.passwords.hash(new.password)
    staff = Staff(accounts.ids.new("stf"), new.username, new.name, new.roles, new.language)
    now = accounts.clock.now()
    async with accounts.transactions.write() as transaction:
        if not await storage.add_staff(transaction.connection, staff, password_hash=hashed, at=now):
            raise ConflictError("staff.username_taken", username=new.username)
        details = {"roles": storage.role_names(staff.roles)}
        await transaction.record(AuditEntry("conference:staff:created", by, staff.id, now, details))
    return staff


async def list_staff(accounts: Accounts) -> list[Account]:
    """Return all accounts, disabled ones included, ordered by user name."""
    async with accounts.transactions.read() as transaction:
        return await storage.list_accounts(transaction.connection, accounts.roles)


async def get_account(accounts: Accounts, staff_id: str) -> Account:
    """Return the account of a staff id. Raises NotFoundError."""
    async with accounts.transactions.read() as transaction:
        return await _get_account(transaction, staff_id, accounts.roles)


async def _get_account(transaction: Transaction, staff_id: str, roles: RoleTable) -> Account:
    account = await storage.find_account_by_id(transaction.connection, staff_id, roles)
    if account is None:
        raise NotFoundError("staff.unknown")
    return account


async def set_roles(accounts: Accounts, staff_id: str, roles: Iterable[Role], *, by: Staff) -> None:
    """Set the roles of a person; they apply from the next request.

    Raises InvalidError as `check_roles`, RuleError when administrators would lock themselves out.
    """
    chosen = check_roles(accounts.roles, roles)
    if staff_id == by.id and ADMINISTRATOR not in chosen:
        raise RuleError("staff.not_yourself")
    now = accounts.clock.now()
    async with accounts.transactions.write() as transaction:
        before = (await _get_account(transaction, staff_id, accounts.roles)).staff.roles
        values = storage.role_names(chosen)
        await storage.update_staff(transaction.connection, staff_id, roles=values)
        details = {"before": storage.role_names(before), "after": values}
        await transaction.record(AuditEntry("conference:staff:roles_changed", by.id, staff_id, now, details))


async def set_disabled(accounts: Accounts, staff_id: str, disabled: bool, *, by: Staff) -> None:
    """Disable an account, which ends its logins at once, or enable it again.

    Raises RuleError `staff.not_yourself`, NotFoundError.
    """
    if staff_id == by.id:
        raise RuleError("staff.not_yourself")
    now = accounts.clock.now()
    async with accounts.transactions.write() as transaction:
        await _get_account(transaction, staff_id, accounts.roles)
        await storage.update_staff(transaction.connection, staff_id, disabled_at=now if disabled else None)
        await storage.delete_logins_of(transaction.connection, staff_id)
        action = "conference:staff:disabled" if disabled else "conference:staff:enabled"
        await transaction.record(AuditEntry(action, by.id, staff_id, now))


async def reset_password(accounts: Accounts, staff_id: str, password: str, *, by: Staff) -> None:
    """Set another person's password and end all their logins. Raises as `check_new_password`, NotFoundError."""
    account = await get_account(accounts, staff_id)
    check_new_password(password, account.staff.username)
    hashed = await accounts.passwords.hash(password)
    now = accounts.clock.now()
    async with accounts.transactions.write() as transaction:
        await storage.update_staff(transaction.connection, staff_id, password_hash=hashed)
        await storage.delete_logins_of(transaction.connection, staff_id)
        await transaction.record(AuditEntry("conference:staff:password_reset", by.id, staff_id, now))


async def set_language(accounts: Accounts, staff: Staff, language: str) -> None:
    """Save the language a person works in. Raises InvalidError for an unknown one."""
    if language not in LANGUAGES:
        raise InvalidError("staff.language_unknown", {"language": "staff.language_unknown"})
    async with accounts.transactions.write() as transaction:
        await storage.update_staff(transaction.connection, staff.id, language=language)
