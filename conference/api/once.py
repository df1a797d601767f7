"""Requests that are carried out once: the answer to an idempotency key is kept and given again.

Answers of acts hold ids, states and versions, no personal data.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from conference.api import request_rows
from conference.api.request_rows import KeptAnswer
from conference.clock import Clock
from conference.errors import ConflictError, InvalidError
from conference.storage.transactions import Transactions

KEPT_FOR = timedelta(hours=24)
"""How long an answer is kept."""

ABANDONED_AFTER = timedelta(minutes=2)
"""After this time a request without an answer is one whose process ended. It is carried out again; an act that was
carried out then refuses the outdated version."""

MAX_KEY = 64

Answer = Callable[[], Awaitable[KeptAnswer]]


@dataclass(frozen=True, slots=True)
class RequestKey:
    """The idempotency key of a request, its token, and the digest of method, path and body."""

    token_id: str
    key: str
    digest: str


def check_key(key: str) -> str:
    """Return a valid key: 1 to 64 printable ASCII characters. Raises InvalidError `api.key_invalid`."""
    if not 0 < len(key) <= MAX_KEY or not key.isascii() or not key.isprintable():
        raise InvalidError("api.key_invalid", most=MAX_KEY)
    return key


async def answer_once(transactions: Transactions, clock: Clock, key: RequestKey, answer: Answer) -> KeptAnswer:
    """Return the kept answer to this key, or that of `answer`, which is then kept unless it is an error of the server.

    Raises InvalidError `api.key_reused` for another request with the key, ConflictError `api.request_running` while
    the first one is carried out, and as `answer`.
    """
    kept = await _begin_or_find(transactions, clock, key)
    if kept is not None:
        return kept
    try:
        given = await answer()
    except BaseException:
        await _forget_request(transactions, key)
        raise
    if given.status is None or given.status >= 500:
        await _forget_request(transactions, key)
        return given
    async with transactions.write() as transaction:
        await request_rows.save_answer(transaction.connection, key.token_id, key.key, given)
    return given


async def _begin_or_find(transactions: Transactions, clock: Clock, key: RequestKey) -> KeptAnswer | None:
    """Note that the request begins and return None, or return the answer to an earlier one with its key."""
    now = clock.now()
    async with transactions.write() as transaction:
        connection = transaction.connection
        await request_rows.delete_before(connection, now - KEPT_FOR)
        if await request_rows.begin_request(connection, key.token_id, key.key, digest=key.digest, at=now):
            return None
        found = await request_rows.find_request(connection, key.token_id, key.key)
        if found is None or found.digest != key.digest:
            raise InvalidError("api.key_reused")
        if found.status is not None:
            return found
        if now - found.created_at < ABANDONED_AFTER:
            raise ConflictError("api.request_running")
        await request_rows.delete_request(connection, key.token_id, key.key)
        await request_rows.begin_request(connection, key.token_id, key.key, digest=key.digest, at=now)
    return None


async def _forget_request(transactions: Transactions, key: RequestKey) -> None:
    async with transactions.write() as transaction:
        await request_rows.delete_request(transaction.connection, key.token_id, key.key)
