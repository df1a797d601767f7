"""The rows of staff, their logins, and the throttle on guessing."""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from msgspec import Struct
from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Insert,
    Row,
    String,
    Table,
    Update,
    bindparam,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from conference.auth.roles import Role, RoleTable, Staff
from conference.storage.engine import METADATA, Database
from conference.storage.types import Json, UtcDateTime

staff_table = Table(
    "staff",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("username", String(64), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("roles", Json, nullable=False),
    Column("language", String(8), nullable=False),
    Column("password_hash", String(255), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("disabled_at", UtcDateTime),
    Column("email", String(254)),
    Column("signed_in_at", UtcDateTime),
    Index("staff_email", "email", unique=True),
)
"""`password_hash` is empty until an invited person has set a password; `signed_in_at` is the latest sign-in."""

logins_table = Table(
    "logins",
    METADATA,
    Column("secret_hash", String(64), primary_key=True),
    Column("staff_id", String(40), ForeignKey("staff.id"), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("address", String(64), nullable=False, server_default=""),
    Column("browser", String(64), nullable=False, server_default=""),
    Index("logins_staff_id", "staff_id"),
    Index("logins_expires_at", "expires_at"),
)

throttle_table = Table(
    "throttle",
    METADATA,
    Column("key", String(64), primary_key=True),
    Column("empty_at", UtcDateTime, nullable=False),
    Index("throttle_empty_at", "empty_at"),
)


class AccountState(StrEnum):
    """Whether a person may sign in: not before a password is set, and not while the account is suspended."""

    INVITED = "invited"
    ACTIVE = "active"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class Account:
    """A member of staff with the data that only sign-in and administrators may read."""

    staff: Staff
    password_hash: str
    disabled_at: datetime | None
    email: str | None = None
    signed_in_at: datetime | None = None

    @property
    def state(self) -> AccountState:
        """The state of the account."""
        if self.disabled_at is not None:
            return AccountState.SUSPENDED
        return AccountState.ACTIVE if self.password_hash else AccountState.INVITED


class ListedLogin(Struct, frozen=True):
    """A login as its person sees it, named by the digest of its secret."""

    secret_hash: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    address: str
    browser: str


@dataclass(frozen=True, slots=True)
class LoginRow:
    """A stored login: its person, creation, last use, and absolute end."""

    staff: Staff
    created_at: datetime
    seen_at: datetime
    expires_at: datetime


def secret_hash(secret: str) -> str:
    """Return the stored digest of a login's secret. A copy of the database does not reveal the secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _row_to_staff(row: Row[tuple[object, ...]], roles: RoleTable) -> Staff:
    return Staff(row.id, row.username, row.name, roles.named(row.roles), row.language)


def _row_to_account(row: Row[tuple[object, ...]], roles: RoleTable) -> Account:
    staff = _row_to_staff(row, roles)
    return Account(staff, row.password_hash, row.disabled_at, row.email, row.signed_in_at)


async def find_account_by_username(connection: AsyncConnection, username: str, roles: RoleTable) -> Account | None:
    """Return the account of a (normalised) user name, None when there is none."""
    query = select(staff_table).where(staff_table.c.username == username)
    row = (await connection.execute(query)).first()
    return _row_to_account(row, roles) if row else None


async def find_account_by_email(connection: AsyncConnection, email: str, roles: RoleTable) -> Account | None:
    """Return the account of an e-mail address (as it is stored), None when there is none."""
    row = (await connection.execute(select(staff_table).where(staff_table.c.email == email))).first()
    return _row_to_account(row, roles) if row else None


async def list_languages(connection: AsyncConnection, emails: Collection[str]) -> dict[str, str]:
    """Return the languages of the accounts with some e-mail addresses (as they are stored), by address."""
    query = select(staff_table.c.email, staff_table.c.language).where(staff_table.c.email.in_(emails))
    return {row.email: row.language for row in await connection.execute(query)}


async def find_account_by_id(connection: AsyncConnection, staff_id: str, roles: RoleTable) -> Account | None:
    """Return the account of a staff id, None when there is none."""
    row = (await connection.execute(select(staff_table).where(staff_table.c.id == staff_id))).first()
    return _row_to_account(row, roles) if row else None


async def list_accounts(connection: AsyncConnection, roles: RoleTable) -> list[Account]:
    """Return all accounts, ordered by user name."""
    rows = await connection.execute(select(staff_table).order_by(staff_table.c.username))
    return [_row_to_account(row, roles) for row in rows]


async def add_staff(
    connection: AsyncConnection, staff: Staff, *, password_hash: str, email: str | None = None, at: datetime
) -> bool:
    """Add a member of staff; False when the user name or the e-mail address is taken."""
    row = {
        "id": staff.id,
        "username": staff.username,
        "name": staff.name,
        "roles": role_names(staff.roles),
        "language": staff.language,
        "password_hash": password_hash,
        "email": email,
        "created_at": at,
    }
    return await _is_unique(connection, insert(staff_table).values(row))


async def save_email(connection: AsyncConnection, staff_id: str, email: str) -> bool:
    """Save the e-mail address of a member of staff; False when another one has it."""
    change = update(staff_table).where(staff_table.c.id == staff_id).values(email=email)
    return await _is_unique(connection, change)


async def _is_unique(connection: AsyncConnection, change: Insert | Update) -> bool:
    """Make a change, unless it repeats a value that is unique."""
    try:
        async with connection.begin_nested():
            await connection.execute(change)
    except IntegrityError:
        return False
    return True


def role_names(roles: Iterable[Role]) -> list[str]:
    """Return roles as they are stored: their names in alphabetical order."""
    return sorted(role.name for role in roles)


async def update_staff(connection: AsyncConnection, staff_id: str, **values: object) -> bool:
    """Change columns of one member of staff; False when the id is unknown."""
    change = update(staff_table).where(staff_table.c.id == staff_id).values(**values)
    return (await connection.execute(change)).rowcount == 1


async def add_login(
    connection: AsyncConnection,
    secret: str,
    staff_id: str,
    *,
    at: datetime,
    expires_at: datetime,
    address: str = "",
    browser: str = "",
) -> None:
    """Add a login. `address` is that of the network."""
    row = {
        "secret_hash": secret_hash(secret),
        "staff_id": staff_id,
        "created_at": at,
        "seen_at": at,
        "expires_at": expires_at,
        "address": address[:64],
        "browser": browser,
    }
    await connection.execute(insert(logins_table).values(row))


async def list_logins(connection: AsyncConnection, staff_id: str) -> list[ListedLogin]:
    """Return the logins of a person, expired ones too, the newest first."""
    columns = logins_table.c
    shown = (columns.secret_hash, columns.created_at, columns.seen_at, columns.expires_at, columns.address)
    query = select(*shown, columns.browser).where(columns.staff_id == staff_id).order_by(columns.created_at.desc())
    return [ListedLogin(*row) for row in await connection.execute(query)]


async def delete_login_of(connection: AsyncConnection, staff_id: str, digest: str) -> bool:
    """Delete the login of a person by the digest of its secret; False when there is none."""
    own = (logins_table.c.staff_id == staff_id) & (logins_table.c.secret_hash == digest)
    return (await connection.execute(delete(logins_table).where(own))).rowcount == 1


_FIND_LOGIN = (
    select(
        *(staff_table.c[name] for name in ("id", "username", "name", "roles", "language")),
        logins_table.c.created_at.label("login_created_at"),
        logins_table.c.seen_at,
        logins_table.c.expires_at,
    )
    .join_from(logins_table, staff_table, staff_table.c.id == logins_table.c.staff_id)
    .where(logins_table.c.secret_hash == bindparam("sought"), staff_table.c.disabled_at.is_(None))
)


async def find_login(database: Database, secret: str, roles: RoleTable) -> LoginRow | None:
    """Return the login of a secret, expired or not; None when it is unknown or the person is disabled."""
    rows = await database.read_rows(_FIND_LOGIN, {"sought": secret_hash(secret)})
    row = rows[0] if rows else None
    if row is None:
        return None
    return LoginRow(_row_to_staff(row, roles), row.login_created_at, row.seen_at, row.expires_at)


async def touch_login(connection: AsyncConnection, secret: str, at: datetime) -> None:
    """Save when the login was last used, unless a later use is stored."""
    earlier = (logins_table.c.secret_hash == secret_hash(secret)) & (logins_table.c.seen_at < at)
    await connection.execute(update(logins_table).where(earlier).values(seen_at=at))


async def delete_login(connection: AsyncConnection, secret: str) -> str | None:
    """Delete a login and return the staff id of its person, None when it was unknown."""
    login = logins_table.c.secret_hash == secret_hash(secret)
    staff_id = (await connection.execute(select(logins_table.c.staff_id).where(login))).scalar()
    await connection.execute(delete(logins_table).where(login))
    return staff_id


async def delete_logins_of(connection: AsyncConnection, staff_id: str, *, keep: str = "") -> None:
    """Delete every login of a person except that of the secret `keep`."""
    others = (logins_table.c.staff_id == staff_id) & (logins_table.c.secret_hash != secret_hash(keep))
    await connection.execute(delete(logins_table).where(others))


async def delete_expired(connection: AsyncConnection, now: datetime) -> None:
    """Delete expired logins and empty buckets."""
    await connection.execute(delete(logins_table).where(logins_table.c.expires_at < now))
    await connection.execute(delete(throttle_table).where(throttle_table.c.empty_at < now))


async def find_bucket(connection: AsyncConnection, key: str) -> datetime | None:
    """Return when the bucket of the key will be empty, None for an unknown key."""
    query = select(throttle_table.c.empty_at).where(throttle_table.c.key == key)
    return (await connection.execute(query)).scalar()


async def save_bucket(connection: AsyncConnection, key: str, empty_at: datetime) -> None:
    """Save when the bucket of the key will be empty."""
    await connection.execute(delete(throttle_table).where(throttle_table.c.key == key))
    await connection.execute(insert(throttle_table).values(key=key, empty_at=empty_at))


async def delete_bucket(connection: AsyncConnection, key: str) -> None:
    """Delete the bucket of the key."""
    await connection.execute(delete(throttle_table).where(throttle_table.c.key == key))
