"""Wait for another version of the loaded event, and for the turn to take it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from conference.event.storage import read_event_version
from conference.storage.engine import Database
from rostrum.runtime import Runtime

TURN_WITHIN_S = 60.0
"""Seconds after which a process no longer waits for its turn: another one may have failed in its own."""

TURN_EVERY_S = 0.2
"""Seconds between two attempts to have the turn."""

_TURN = 0x526F_7374_7275_6D01
"""Number of the advisory lock: "Rostrum" and 1."""

_TAKE, _GIVE = text(f"SELECT pg_try_advisory_lock({_TURN})"), text(f"SELECT pg_advisory_unlock({_TURN})")
_log = structlog.get_logger(__name__)


async def wait_for_other_version(runtime: Runtime) -> int:
    """Wait until another version than that of the runtime is loaded, and return it.

    An unreachable database changes nothing; health checks and metrics report it.
    """
    while True:
        await asyncio.sleep(runtime.settings.event_check_ms / 1000)
        try:
            async with runtime.transactions.read() as transaction:
                version = await read_event_version(transaction)
        except Exception as error:
            _log.debug("event.not_checked", error=type(error).__name__)
            continue
        if version not in {0, runtime.event_version}:
            return version


@asynccontextmanager
async def reload_turn(database: Database) -> AsyncIterator[None]:
    """Let one process of the installation at a time take an event. With SQLite there is one process anyway."""
    if database.dialect != "postgresql":
        yield
        return
    async with database.session() as connection:
        is_ours = await _take_turn(connection)
        try:
            yield
        finally:
            if is_ours:
                await connection.execute(_GIVE)


async def _take_turn(connection: AsyncConnection) -> bool:
    """Wait for the turn, and return whether it was taken in time."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + TURN_WITHIN_S
    while not (await connection.execute(_TAKE)).scalar():
        if loop.time() >= deadline:
            _log.warning("event.turn_not_given", seconds=TURN_WITHIN_S)
            return False
        await asyncio.sleep(TURN_EVERY_S)
    return True
