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
"""Longer passwords are not typed in practice; the limit bounds the work of one attempt."""

MAX_TYPED = TYPED_PER_KEPT * MAX_CHARACTERS
"""Characters of a password before it is normalised; a longer one is rejected unread."""

MAX_CONCURRENT = 2
"""Hashes computed at the same time, 64 MiB each (argon2-cffi's default, RFC 9106 §4, second choice)."""

MAX_WAITING = 32
"""Attempts that may wait for a thread; further ones are throttled."""

_RETRY_AFTER_S = 5

P = ParamSpec("P")
R = TypeVar("R")


class Passwords:
    """Hash and verify passwords. Call `close` when the program ends."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._threads = ThreadPoolExecutor(MAX_CONCURRENT, thread_name_prefix="argon2")
        self._waiting = 0
        self._dummy_hash = make_dummy_hash(self._hasher)

    def close(self) -> None:
        """Stop the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def hash(self, password: str) -> str:
        """Return the argon2id hash of a password, including its salt and parameters."""
        return await self._run_in_thread(self._hasher.hash, _normalize_password(password))

    async def verify(self, stored: str | None, password: str) -> bool:
        """Whether the password matches the stored hash.

        Without a hash, or with a password beyond `MAX_TYPED`, a dummy hash is verified, so that the time is the same.
        """
        if len(password) > MAX_TYPED:
            stored, password = None, ""
        return await self._run_in_thread(self._is_match, stored or self._dummy_hash, password) and stored is not None

    def needs_rehash(self, stored: str) -> bool:
        """Whether the hash was made with parameters other than the current ones."""
        return self._hasher.check_needs_rehash(stored)

    def _is_match(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, _normalize_password(password))
        except (VerificationError, InvalidHashError):
            return False

    async def _run_in_thread(self, work: Callable[P, R], *arguments: P.args, **named: P.kwargs) -> R:
        if self._waiting >= MAX_WAITING:
            raise ThrottledError("sign_in.throttled", retry_after_s=_RETRY_AFTER_S)
        self._waiting += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._threads, partial(work, *arguments, **named))
        finally:
            self._waiting -= 1


def make_dummy_hash(hasher: PasswordHasher) -> str:
    """Return a hash of the same parameters that matches no password. Verifying it takes as long as a real one."""
    salt, digest = (b64encode(token_bytes(n)).rstrip(b"=").decode() for n in (hasher.salt_len, hasher.hash_len))
    costs = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    return f"$argon2id$v={ARGON2_VERSION}${costs}${salt}${digest}"


def _normalize_password(password: str) -> str:
    """Normalise a password (RFC 8265 §4.2: NFC), so that it is the same typed on different keyboards."""
    return normalize("NFC", password, most=MAX_TYPED)


def password_error(password: str, username: str) -> str | None:
    """Return the error code of a new password: too short, too long, or contains the user name. None when valid."""
    if len(password) > MAX_TYPED:
        return "password.too_long"
    length = len(_normalize_password(password))
    if length < MIN_CHARACTERS:
        return "password.too_short"
    if length > MAX_CHARACTERS:
        return "password.too_long"
    return "password.is_username" if username and username.casefold() in password.casefold() else None


def check_new_password(password: str, username: str) -> None:
    """Check a new password. Raises InvalidError with the code of `password_error`."""
    code = password_error(password, username)
    if code:
        raise InvalidError(code, {"password": code}, characters=MIN_CHARACTERS)
