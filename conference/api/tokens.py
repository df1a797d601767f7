"""Tokens of programs: each acts for its owner, with some of the owner's permissions, until it expires or is revoked."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from msgspec import Struct

from conference.api import token_rows
from conference.api.lost_tokens import REVOKED
from conference.api.token_rows import Token
from conference.audit import SYSTEM, AuditEntry
from conference.auth import storage
from conference.auth.logins import Accounts
from conference.auth.roles import Staff, may
from conference.auth.storage import secret_hash
from conference.errors import InvalidError, NotFoundError, RostrumError, RuleError
from conference.texts.typed_text import read_line
from conference.transactions import Transaction

PREFIX = "rst_"
"""Beginning of each token, by which programs that search for leaked secrets recognize it."""

MAX_DAYS = 366
MAX_NAME = 80
MAX_TOKENS = 50
"""Tokens that a person may have at a time."""

USED_EVERY = timedelta(minutes=2)
"""Resolution of the latest use: at most one write in this time."""

_PURPOSE = "api token"


class TokenError(RostrumError):
    """The request has no token, or one that opens nothing."""

    status = 401
    challenge = 'Bearer realm="api"'


class NewToken(Struct, frozen=True):
    """Input for a token: its name, the permissions it may use, how many days it works, whether it only reads."""

    name: str
    scopes: frozenset[str]
    days: int
    reads_only: bool = False


class IssuedToken(Struct, frozen=True):
    """A new token with its secret, which is shown once and not stored."""

    token: Token
    secret: str


async def add_token(accounts: Accounts, new: NewToken, *, owner: Staff, by: str = "") -> IssuedToken:
    """Make a token of a person. `by` is who makes it, by default the owner.

    Raises InvalidError by field, RuleError `token.too_many`.
    """
    now, name = accounts.clock.now(), _check_input(new, owner)
    token = Token(
        id=accounts.ids.new("tok"),
        owner=owner,
        name=name,
        scopes=new.scopes,
        reads_only=new.reads_only,
        created_at=now,
        expires_at=now + timedelta(days=new.days),
    )
    secret = PREFIX + accounts.issued.issue(_PURPOSE)
    async with accounts.transactions.write() as transaction:
        held = await token_rows.list_rows(transaction.connection, accounts.roles, staff_id=owner.id)
        if sum(one.is_valid(now) for one in held) >= MAX_TOKENS:
            raise RuleError("token.too_many", most=MAX_TOKENS)
        await token_rows.add_row(transaction.connection, token, secret)
        details = {
            "owner": owner.id,
            "scopes": sorted(new.scopes),
            "reads_only": new.reads_only,
            "expires_at": token.expires_at.isoformat(),
        }
        await transaction.record(AuditEntry("conference:token:created", by or owner.id, token.id, now, details))
    return IssuedToken(token, secret)


def _check_input(new: NewToken, owner: Staff) -> str:
    """Return the cleaned name. Raises InvalidError with every invalid field."""
    name, problem = read_line(new.name)
    errors = {
        "name": "token.name_unfit" if problem or not 0 < len(name) <= MAX_NAME else None,
        "scopes": _scopes_error(new.scopes, owner),
        "days": None if 1 <= new.days <= MAX_DAYS else "token.days_unfit",
    }
    fields = {field: code for field, code in errors.items() if code}
    if fields:
        raise InvalidError(next(iter(fields.values())), fields, most=MAX_NAME, days=MAX_DAYS)
    return name


def _scopes_error(scopes: frozenset[str], owner: Staff) -> str | None:
    if not scopes:
        return "token.scopes_missing"
    return None if all(may(owner, scope) for scope in scopes) else "token.scopes_foreign"


async def list_tokens(accounts: Accounts, *, owner_id: str | None = None) -> Sequence[Token]:
    """Return the tokens of a person, or of all people, that are not revoked, expired ones too, the newest first."""
    async with accounts.transactions.read() as transaction:
        return await token_rows.list_rows(transaction.connection, accounts.roles, staff_id=owner_id)


async def revoke_token(accounts: Accounts, token_id: str, *, owner_id: str | None = None, by: str = SYSTEM) -> None:
    """Revoke a token, of this owner if one is given. Raises NotFoundError `token.unknown`."""
    now = accounts.clock.now()
    async with accounts.transactions.write() as transaction:
        if not await token_rows.revoke_row(transaction.connection, token_id, now, staff_id=owner_id):
            raise NotFoundError("token.unknown")
        await transaction.record(AuditEntry(REVOKED, by, token_id, now))


async def find_owner(accounts: Accounts, username: str) -> Staff:
    """Return the person with a (normalised) user name. Raises NotFoundError `staff.unknown`."""
    async with accounts.transactions.read() as transaction:
        account = await storage.find_account_by_username(transaction.connection, username, accounts.roles)
    if account is None:
        raise NotFoundError("staff.unknown")
    return account.staff


async def find_bearer(accounts: Accounts, secret: str) -> Token:
    """Return the token of a secret, whose owner has only those permissions left that the token may use.

    Raises TokenError `token.invalid`, the same for an unknown, an expired and a revoked one.
    """
    now, proof = accounts.clock.now(), secret.removeprefix(PREFIX)
    if not secret.startswith(PREFIX) or not accounts.issued.is_issued(_PURPOSE, proof):
        raise TokenError("token.invalid")
    async with accounts.transactions.read() as transaction:
        token = await token_rows.find_by_secret(transaction.connection, secret, accounts.roles)
    if token is None or not token.is_valid(now):
        raise TokenError("token.invalid")
    _touch_in_background(accounts, token, secret)
    roles = frozenset(role for role in token.owner.roles if role.permission in token.scopes)
    return replace(token, owner=replace(token.owner, roles=roles))


def _touch_in_background(accounts: Accounts, token: Token, secret: str) -> None:
    now, key = accounts.clock.now(), secret_hash(secret)
    used_at = max(filter(None, (token.used_at, accounts.used_at.get(key))), default=None)
    if used_at is not None and now - used_at < USED_EVERY:
        return
    accounts.used_at[key] = now

    async def touch(transaction: Transaction) -> None:
        await token_rows.touch_row(transaction.connection, token.id, now)

    accounts.transactions.background.add("use of a token", touch, key=("token", token.id))
