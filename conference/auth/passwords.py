"""Passwords: argon2id, computed off the event loop by threads of their own, a bounded number at a time."""

import asyncio
import os
import sys
import threading
from base64 import b64encode
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
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

MAX_CONCURRENT = 2 if (os.cpu_count() or 1) > 2 else 1
"""Attempts under way at the same time, 64 MiB each (argon2-cffi's default, RFC 9106 §4, second choice). One core at
least is left to the event loop."""

MAX_WAITING = 32
"""Attempts that may be under way or wait for their turn; further ones are throttled."""

NICENESS = 5
"""How much less of a busy processor the threads get (Linux): a third of what the event loop gets."""

_RETRY_AFTER_S = 5

P = ParamSpec("P")
R = TypeVar("R")


class Passwords:
    """Hash and verify passwords, within `turn` where strangers cause it. Call `close` when the program ends."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._threads = ThreadPoolExecutor(MAX_CONCURRENT, "argon2", initializer=_lower_priority)
        self._turns = asyncio.Semaphore(MAX_CONCURRENT)
        self._waiting = 0
        self._dummy_hash = make_dummy_hash(self._hasher)

    def close(self) -> None:
        """Stop the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for the turn of an attempt, with all that it reads and writes: a crowd of them queues here alone.

        In the queue of the database's writers it would keep the doors waiting. Raises ThrottledError beyond
        `MAX_WAITING` attempts, before any work.
        """
        if self._waiting >= MAX_WAITING:
            raise ThrottledError("sign_in.throttled", retry_after_s=_RETRY_AFTER_S)
        self._waiting += 1
        try:
            async with self._turns:
                yield
        finally:
            self._waiting -= 1

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
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, partial(work, *arguments, **named))


def _lower_priority() -> None:
    """Let other threads go first. Linux has a priority for each thread, other systems for the process only."""
    if sys.platform == "linux":
        thread = threading.get_native_id()
        os.setpriority(os.PRIO_PROCESS, thread, os.getpriority(os.PRIO_PROCESS, thread) + NICENESS)


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
