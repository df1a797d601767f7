"""Sign-ins with the right password that wait for the second factor. The page holds them sealed; no login is open."""

from datetime import datetime, timedelta

import msgspec
from msgspec import Struct

from conference.auth.seals import open_seal, seal
from conference.auth.storage import Account, secret_hash
from conference.errors import RostrumError
from conference.issued_secrets import IssuedSecrets

VALID_FOR = timedelta(minutes=10)
_PURPOSE = "pending sign-in"


class SecondStepError(RostrumError):
    """The password is right, and a second factor is needed: `pending` goes on with its code, or with its setup."""

    status = 401

    def __init__(self, pending: str, *, needs_setup: bool) -> None:
        super().__init__("totp.needed")
        self.pending, self.needs_setup = pending, needs_setup


class PendingSignIn(Struct, frozen=True):
    """A sign-in after its password: the person, the typed user name, a digest of the password's hash, the moment."""

    staff: str
    name: str
    password: str
    at: datetime

    def is_of(self, account: Account) -> bool:
        """Whether the account may still sign in with the password that was given."""
        return account.disabled_at is None and self.password == secret_hash(account.password_hash)


def seal_pending(issued: IssuedSecrets, account: Account, name: str, at: datetime) -> str:
    """Return the sealed pending sign-in of an account whose password was right."""
    pending = PendingSignIn(account.staff.id, name, secret_hash(account.password_hash), at)
    return seal(issued, _PURPOSE, msgspec.json.encode(pending))


def open_pending(issued: IssuedSecrets, text: str, now: datetime) -> PendingSignIn | None:
    """Return a pending sign-in; None if this site did not seal it, or longer than `VALID_FOR` ago."""
    content = open_seal(issued, _PURPOSE, text)
    if content is None:
        return None
    pending = msgspec.json.decode(content, type=PendingSignIn)
    return pending if now < pending.at + VALID_FOR else None
