"""Whether the database takes writes: the outcome of the latest one, or of a small one made to find out."""

import time
from collections.abc import Callable

from sqlalchemy import update

from conference.health import Check
from conference.storage.engine import Database
from conference.storage.site_key import site_keys

LOCK_WAIT_S = 1.0
"""Seconds for which the small write waits for a lock that another program or node holds."""

PROBE_AFTER_S = 10.0
"""Seconds for which the outcome of a write counts."""


def writes_check(database: Database, monotonic: Callable[[], float] = time.monotonic) -> Check:
    """Return a check for `conference.health`; it raises UnavailableError, or returns whether writes succeed."""

    async def takes_writes() -> bool:
        latest = database.latest_write
        if latest is not None and monotonic() - latest.at < PROBE_AFTER_S:
            return latest.succeeded
        async with database.write(lock_wait_s=LOCK_WAIT_S) as connection:
            await connection.execute(update(site_keys).values(name=site_keys.c.name))
        return True

    return takes_writes
