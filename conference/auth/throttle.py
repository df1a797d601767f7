"""Limits on sign-in attempts, shared by all nodes and kept over restarts: leaky buckets in the database.

A bucket is stored as the moment at which it will be empty again (GCRA). Each attempt adds `every_s` seconds; an attempt
beyond `burst` attempts is refused before any password is verified.
"""

import hashlib
from collections.abc import Collection
from datetime import datetime, timedelta
from math import ceil

from msgspec import Struct

from conference.auth import storage
from conference.errors import ThrottledError
from conference.storage import locks
from conference.transactions import Transaction


class Limit(Struct, frozen=True):
    """Limit of `burst` attempts at once, then one every `every_s` seconds."""

    name: str
    burst: int
    every_s: int


PER_NAME_AND_ADDRESS = Limit("pair", burst=5, every_s=30)
"""A person who mistypes: five tries, then one each half minute, from this address only."""

PER_NAME = Limit("name", burst=50, every_s=20)
"""Many addresses against one name. Wide, so that an attacker cannot easily lock a colleague out; networks from which
the person has signed in are not counted."""

KNOWN_FOR = timedelta(days=30)
"""Time for which a network stays known after a person has signed in from it."""

_KNOWN = Limit("known", burst=1, every_s=0)

PER_ADDRESS = Limit("address", burst=100, every_s=2)
"""One address against many names. Wide, because a whole venue may share one address."""


def _bucket_key(limit: Limit, subject: str) -> str:
    return hashlib.sha256(f"{limit.name}\0{subject}".encode()).hexdigest()


async def charge(transaction: Transaction, limit: Limit, subject: str, now: datetime) -> None:
    """Count one attempt. Raises ThrottledError, without counting, when there were too many."""
    await storage.save_bucket(
        transaction.connection, _bucket_key(limit, subject), await require_room(transaction, limit, subject, now)
    )


async def require_room(transaction: Transaction, limit: Limit, subject: str, now: datetime) -> datetime:
    """Return when the bucket would be empty after one more attempt. Raises ThrottledError when there were too many."""
    key = _bucket_key(limit, subject)
    await hold(transaction, limit, [subject])
    empty_at = max(await storage.find_bucket(transaction.connection, key) or now, now)
    filled = empty_at + timedelta(seconds=limit.every_s)
    over_s = (filled - now).total_seconds() - limit.burst * limit.every_s
    if over_s > 0:
        raise ThrottledError("sign_in.throttled", retry_after_s=ceil(over_s))
    return filled


async def hold(transaction: Transaction, limit: Limit, subjects: Collection[str]) -> None:
    """Lock the counts of these subjects until the transaction ends.

    A transaction that counts several subjects locks them first, all at once: two transactions wait in one order.
    """
    await locks.hold(transaction.connection, sorted(_bucket_key(limit, subject) for subject in subjects))


async def forgive(transaction: Transaction, limit: Limit, subject: str) -> None:
    """Empty the bucket after a legitimate attempt."""
    await storage.delete_bucket(transaction.connection, _bucket_key(limit, subject))


async def add_known_network(transaction: Transaction, name: str, network: str, now: datetime) -> None:
    """Note that the person with this name has signed in from a network. Only a digest of both is stored."""
    subject = f"{name}\0{network}"
    await hold(transaction, _KNOWN, [subject])
    await storage.save_bucket(transaction.connection, _bucket_key(_KNOWN, subject), now + KNOWN_FOR)


async def is_known_network(transaction: Transaction, name: str, network: str, now: datetime) -> bool:
    """Whether the person with this name has signed in from the network within `KNOWN_FOR`."""
    known_until = await storage.find_bucket(transaction.connection, _bucket_key(_KNOWN, f"{name}\0{network}"))
    return known_until is not None and now < known_until
