"""Passwords: argon2id, computed off the event loop, a bounded number at a time."""

import asyncio
from base64 import b64encode
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from secrets import token_bytes
from typing import ParamSpec, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import ARGON2_VERSION

from conference.errors import InvalidError, ThrottledError
from conference.texts.stream_safe import TYPED_PER_KEPT, normalize

MIN_CHARACTERS = 10
"""Short enough to type on a phone, long enough to resist guesses that are throttled."""

MAX_CHARACTERS = 256
"""Beyond this nobody types; it bounds the work of one attempt."""

MAX_TYPED = TYPED_PER_KEPT * MAX_CHARACTERS
"""Characters of a password before it is normalised; a longer one is not looked at."""

AT_ONCE = 2
"""Hashes computed at the same time, 64 MiB each (argon2-cffi's default, RFC 9106 §4, second choice)."""

WAITING = 32
"""Attempts that may wait their turn; more are told to come back."""

_TURN_S = 5

P = ParamSpec("P")
R = TypeVar("R")


class Passwords:
    """Hashes and verifies. Close it when the program ends."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="argon2")
        self._waiting = 0
        self._nobody = hash_of_nothing(self._hasher)

    def close(self) -> None:
        """End the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def hash(self, password: str) -> str:
        """The argon2id hash of a password, with its own salt and parameters inside."""
        return await self._in_turn(self._hasher.hash, _normal(password))

    async def verify(self, stored: str | None, password: str) -> bool:
        """Whether the password is the one of the stored hash.

        With no hash, or a password that is too long to be anyone's, the same work is done in vain.
        """
        if len(password) > MAX_TYPED:
            stored, password = None, ""
        return await self._in_turn(self._matches, stored or self._nobody, password) and stored is not None

    def needs_rehash(self, stored: str) -> bool:
        """Whether the hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(stored)

    def _matches(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, _normal(password))
        except (VerificationError, InvalidHashError):
            return False

    async def _in_turn(self, work: Callable[P, R], *arguments: P.args, **named: P.kwargs) -> R:
        if self._waiting >= WAITING:
            raise ThrottledError("sign_in.throttled", retry_after_s=_TURN_S)
        self._waiting += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._threads, partial(work, *arguments, **named))
        finally:
            self._waiting -= 1


def hash_of_nothing(hasher: PasswordHasher) -> str:
    """A hash of the same parameters that is no password's: to compare with it takes as long as with a real one."""
    salt, tag = (b64encode(token_bytes(n)).rstrip(b"=").decode() for n in (hasher.salt_len, hasher.hash_len))
    costs = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    return f"$argon2id$v={ARGON2_VERSION}${costs}${salt}${tag}"


def _normal(password: str) -> str:
    """The same keys typed on two keyboards are the same password (RFC 8265 §4.2: NFC)."""
    return normalize("NFC", password, most=MAX_TYPED)


def password_error(password: str, username: str) -> str | None:
    """What is wrong with a new password: too short, too long, or it holds the user name."""
    if len(password) > MAX_TYPED:
        return "password.too_long"
    length = len(_normal(password))
    if length < MIN_CHARACTERS:
        return "password.too_short"
    if length > MAX_CHARACTERS:
        return "password.too_long"
    return "password.is_username" if username and username.casefold() in password.casefold() else None


def check_new_password(password: str, username: str) -> None:
    """Raises InvalidError with what `password_error` says."""
    code = password_error(password, username)
    if code:
        raise InvalidError(code, {"password": code}, characters=MIN_CHARACTERS)
