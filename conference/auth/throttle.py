"""A throttle on guessing that survives restarts and holds over every node: leaky buckets in the database.

A bucket is one moment, when it will be empty again (GCRA). Each attempt pours `1 / rate` seconds in; when more
than `burst` attempts are in it, the attempt is refused and costs no work.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from conference.auth import storage
from conference.errors import ThrottledError
from conference.storage import locks
from conference.transactions import Transaction


@dataclass(frozen=True, slots=True)
class Limit:
    """So many attempts at once, and then one every so many seconds."""

    name: str
    burst: int
    every_s: int


PER_NAME_AND_ADDRESS = Limit("pair", burst=5, every_s=30)
"""A person who mistypes: five tries, then one each half minute, from this address only."""

PER_NAME = Limit("name", burst=50, every_s=20)
"""Many addresses against one name. Wide, so that a stranger cannot lock a colleague out cheaply."""

PER_ADDRESS = Limit("address", burst=100, every_s=2)
"""One address against many names. Wide, because a whole venue stands behind one address."""


def _key(limit: Limit, subject: str) -> str:
    return hashlib.sha256(f"{limit.name}\0{subject}".encode()).hexdigest()


async def charge(transaction: Transaction, limit: Limit, subject: str, now: datetime) -> None:
    """Count one attempt. Raises ThrottledError, with nothing counted, when there were too many."""
    await storage.put_bucket(
        transaction.connection, _key(limit, subject), await require_room(transaction, limit, subject, now)
    )


async def require_room(transaction: Transaction, limit: Limit, subject: str, now: datetime) -> datetime:
    """When the bucket would be empty again after one more attempt. Raises ThrottledError when there were too many."""
    key = _key(limit, subject)
    await hold(transaction, limit, [subject])
    empty_at = max(await storage.bucket(transaction.connection, key) or now, now)
    filled = empty_at + timedelta(seconds=limit.every_s)
    over_s = (filled - now).total_seconds() - limit.burst * limit.every_s
    if over_s > 0:
        raise ThrottledError("sign_in.throttled", retry_after_s=ceil(over_s))
    return filled


async def hold(transaction: Transaction, limit: Limit, subjects: Collection[str]) -> None:
    """Lock the counts of these subjects until the transaction ends.

    A transaction that counts several subjects locks them first, all at once: two transactions wait in one order.
    """
    await locks.hold(transaction.connection, sorted(_key(limit, subject) for subject in subjects))


async def forgive(transaction: Transaction, limit: Limit, subject: str) -> None:
    """Empty the bucket: the attempt was rightful."""
    await storage.drop_bucket(transaction.connection, _key(limit, subject))
