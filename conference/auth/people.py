"""Staff accounts: add or invite people, change their roles and addresses, suspend accounts and allow them again."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from msgspec import Struct

from conference.api.lost_tokens import revoke_lost
from conference.audit import SYSTEM, AuditEntry
from conference.auth import password_link_rows, storage
from conference.auth.letters import write_password_changed
from conference.auth.logins import Accounts, normal_email, normal_username
from conference.auth.password_links import IssuedLink, add_invitation
from conference.auth.passwords import MIN_CHARACTERS, check_new_password, password_error
from conference.auth.roles import ADMINISTRATOR, Role, RoleTable, Staff
from conference.auth.storage import Account, AccountState
from conference.errors import ConflictError, InvalidError, NotFoundError, RuleError
from conference.languages import LANGUAGES
from conference.storage import locks
from conference.storage.transactions import Transaction

MAX_NAME = 120

_JOINERS = str.maketrans("", "", "\u200c\u200d")
"""Invisible, but part of the spelling of Persian and Sinhala names."""

_USERNAME = re.compile(r"[\w.@+-]{2,64}")


@dataclass(frozen=True, slots=True)
class NewStaff:
    """Input for a person to be added. An invited person chooses a password later, and may have no user name of their
    own: the e-mail address is then the user name."""

    username: str
    name: str
    roles: frozenset[Role]
    language: str
    password: str = ""
    email: str = ""


class Invited(Struct, frozen=True):
    """An invited person, and the link that sets the password."""

    staff: Staff
    link: IssuedLink


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


def _validate_new_staff(new: NewStaff, table: RoleTable, *, is_invited: bool) -> NewStaff:
    """Return the input with normalised names and address. Raises InvalidError with every invalid field."""
    email = normal_email(new.email)
    username, name = normal_username(new.username), " ".join(new.name.split())
    if is_invited:
        username = username or normal_username(email)
    errors = {
        "name": None if 0 < len(name) <= MAX_NAME and name.translate(_JOINERS).isprintable() else "staff.name_unfit",
        "email": "email.invalid" if not email and (is_invited or new.email.strip()) else None,
        "username": None if _USERNAME.fullmatch(username) else "staff.username_unfit",
        "roles": roles_error(table, new.roles),
        "language": None if new.language in LANGUAGES else "staff.language_unknown",
        "password": None if is_invited else password_error(new.password, username),
    }
    if errors["email"] and not new.username.strip():
        errors["username"] = None
    fields = {field: code for field, code in errors.items() if code}
    if fields:
        code = next(iter(fields.values()))
        raise InvalidError(code, fields, characters=MIN_CHARACTERS, most=MAX_NAME)
    return replace(new, username=username, name=name, email=email)


async def create_staff(accounts: Accounts, new: NewStaff, *, by: str = SYSTEM) -> Staff:
    """Add a person who may sign in.

    Raises InvalidError with the invalid fields, ConflictError `staff.username_taken` or `staff.email_taken`.
    """
    new = _validate_new_staff(new, accounts.roles, is_invited=False)
    hashed = await accounts.passwords.hash(new.password)
    async with accounts.transactions.write() as transaction:
        account = await _add_account(accounts, transaction, new, password_hash=hashed)
        await _record_created(transaction, account, by=by, at=accounts.clock.now())
    return account.staff


async def invite_staff(accounts: Accounts, new: NewStaff, *, by: str = SYSTEM) -> Invited:
    """Add a person who may sign in once a password is set by the invitation's link.

    Raises as `create_staff`; an invited person needs an e-mail address.
    """
    new = _validate_new_staff(new, accounts.roles, is_invited=True)
    now = accounts.clock.now()
    async with accounts.transactions.write() as transaction:
        account = await _add_account(accounts, transaction, new, password_hash="")
        await _record_created(transaction, account, by=by, at=now)
        link = await _invite(accounts, transaction, account, by=by)
    return Invited(account.staff, link)


async def invite_again(accounts: Accounts, staff_id: str, *, by: Staff) -> Invited:
    """Replace a person's invitation by a new one.

    Raises NotFoundError, RuleError `staff.not_invited` for a person who has a password or whose account is suspended.
    """
    async with accounts.transactions.write() as transaction:
        account = await _get_account(transaction, staff_id, accounts.roles)
        if account.state is not AccountState.INVITED:
            raise RuleError("staff.not_invited")
        return Invited(account.staff, await _invite(accounts, transaction, account, by=by.id))


async def invitation_end(accounts: Accounts, staff_id: str) -> datetime | None:
    """Return when a person's invitation expires or has expired; None without one."""
    async with accounts.transactions.read() as transaction:
        link = await password_link_rows.find_invitation(transaction.connection, staff_id)
    return link.expires_at if link else None


async def _invite(accounts: Accounts, transaction: Transaction, account: Account, *, by: str) -> IssuedLink:
    link = await add_invitation(accounts, transaction, account)
    entry = AuditEntry("conference:staff:invited", by, account.staff.id, accounts.clock.now(), {"sent": link.is_sent})
    await transaction.record(entry)
    return link


async def _add_account(accounts: Accounts, transaction: Transaction, new: NewStaff, *, password_hash: str) -> Account:
    staff = Staff(accounts.ids.new("stf"), new.username, new.name, new.roles, new.language)
    email, connection = new.email or None, transaction.connection
    now = accounts.clock.now()
    if not await storage.add_staff(connection, staff, password_hash=password_hash, email=email, at=now):
        if email and await storage.find_account_by_email(connection, email, accounts.roles):
            raise ConflictError("staff.email_taken")
        raise ConflictError("staff.username_taken", username=new.username)
    return Account(staff, password_hash, None, email)


async def _record_created(transaction: Transaction, account: Account, *, by: str, at: datetime) -> None:
    details = {"roles": storage.role_names(account.staff.roles)}
    await transaction.record(AuditEntry("conference:staff:created", by, account.staff.id, at, details))


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
    """Set the roles of a person; they apply from the next request. Tokens that need a lost role are revoked.

    Raises InvalidError as `check_roles`, RuleError when administrators would lock themselves out or the last one would
    lose the role.
    """
    chosen = check_roles(accounts.roles, roles)
    if staff_id == by.id and ADMINISTRATOR not in chosen:
        raise RuleError("staff.not_yourself")
    now = accounts.clock.now()
    async with accounts.transactions.write() as transaction:
        before = (await _get_account(transaction, staff_id, accounts.roles)).staff.roles
        if ADMINISTRATOR in before - chosen:
            await _require_other_administrator(accounts, transaction, staff_id)
        values = storage.role_names(chosen)
        await storage.update_staff(transaction.connection, staff_id, roles=values)
        kept = {role.permission for role in chosen}
        await revoke_lost(transaction, accounts.roles, staff_id, kept=kept, by=by.id, at=now)
        details = {"before": storage.role_names(before), "after": values}
        await transaction.record(AuditEntry("conference:staff:roles_changed", by.id, staff_id, now, details))


async def _require_other_administrator(accounts: Accounts, transaction: Transaction, staff_id: str) -> None:
    """Raise RuleError `staff.last_administrator` unless another person administers the site now.

    Two administrators who suspend each other at the same time wait for each other here.
    """
    await locks.hold(transaction.connection, ["administrators"])
    for account in await storage.list_accounts(transaction.connection, accounts.roles):
        is_other = account.staff.id != staff_id and account.state is AccountState.ACTIVE
        if is_other and ADMINISTRATOR in account.staff.roles:
            return
    raise RuleError("staff.last_administrator")


async def set_disabled(accounts: Accounts, staff_id: str, disabled: bool, *, by: Staff) -> None:
    """Suspend an account, which ends its logins and revokes its tokens at once, or allow it again.

    Raises RuleError `staff.not_yourself` or `staff.last_administrator`, NotFoundError.
    """
    if staff_id == by.id:
        raise RuleError("staff.not_yourself")
    now = accounts.clock.now()
    async with accounts.transactions.write() as transaction:
        account = await _get_account(transaction, staff_id, accounts.roles)
        if disabled and ADMINISTRATOR in account.staff.roles:
            await _require_other_administrator(accounts, transaction, staff_id)
        await storage.update_staff(transaction.connection, staff_id, disabled_at=now if disabled else None)
        await storage.delete_logins_of(transaction.connection, staff_id)
        if disabled:
            await revoke_lost(transaction, accounts.roles, staff_id, kept=(), by=by.id, at=now)
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
        await password_link_rows.delete_links_of(transaction.connection, staff_id)
        await storage.delete_logins_of(transaction.connection, staff_id)
        await write_password_changed(accounts.mail, transaction, account, hashed)
        await transaction.record(AuditEntry("conference:staff:password_reset", by.id, staff_id, now))


async def end_logins(accounts: Accounts, staff_id: str, *, by: Staff) -> None:
    """End all logins of a person. Raises NotFoundError."""
    now = accounts.clock.now()
    async with accounts.transactions.write() as transaction:
        await _get_account(transaction, staff_id, accounts.roles)
        await storage.delete_logins_of(transaction.connection, staff_id)
        await transaction.record(AuditEntry("conference:staff:logins_ended", by.id, staff_id, now))


async def set_email(accounts: Accounts, staff_id: str, email: str, *, by: Staff) -> None:
    """Save the e-mail address of a person; links that were sent to an earlier address end.

    Raises InvalidError `email.invalid` or `staff.email_taken`, NotFoundError.
    """
    address, now = normal_email(email), accounts.clock.now()
    if not address:
        raise InvalidError("email.invalid", {"email": "email.invalid"})
    async with accounts.transactions.write() as transaction:
        await _get_account(transaction, staff_id, accounts.roles)
        if not await storage.save_email(transaction.connection, staff_id, address):
            raise InvalidError("staff.email_taken", {"email": "staff.email_taken"})
        await password_link_rows.delete_links_of(transaction.connection, staff_id)
        await transaction.record(AuditEntry("conference:staff:email_changed", by.id, staff_id, now))


async def set_language(accounts: Accounts, staff: Staff, language: str) -> None:
    """Save the language a person works in. Raises InvalidError for an unknown one."""
    if language not in LANGUAGES:
        raise InvalidError("staff.language_unknown", {"language": "staff.language_unknown"})
    async with accounts.transactions.write() as transaction:
        await storage.update_staff(transaction.connection, staff.id, language=language)
