"""Watch of the machine's clock: a step is recorded in the audit log, and makes the process not ready while it lasts."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

from aiohttp import web

from conference.audit import SYSTEM, AuditEntry
from conference.clock import Clock
from conference.health import Check
from conference.storage.transactions import Transactions
from conference.tasks import end
from conference.transactions import Transaction

WATCH_EVERY_S = 1.0
STEPPED = "conference:clock:stepped"


def clock_check(clock: Clock) -> Check:
    """Return a check for `conference.health`: whether the machine's clock agrees with the time that is used."""

    async def agrees() -> bool:
        return not clock.step

    return agrees


def watching_clock(clock: Clock, transactions: Transactions) -> Callable[[web.Application], AsyncIterator[None]]:
    """Return a cleanup context that records the steps of the clock while the application runs."""

    async def watch() -> None:
        recorded = timedelta()
        while True:
            recorded = record_step(clock, transactions, recorded)
            await asyncio.sleep(WATCH_EVERY_S)

    async def context(_app: web.Application) -> AsyncIterator[None]:
        watching = asyncio.create_task(watch(), name="clock")
        yield
        await end(watching)

    return context


def record_step(clock: Clock, transactions: Transactions, recorded: timedelta) -> timedelta:
    """Add an audit entry in the background if the clock has a step other than the `recorded` one. Returns the step."""
    step = clock.step
    if step and step != recorded:
        details = {"seconds": round(step.total_seconds())}
        entry = AuditEntry(STEPPED, SYSTEM, socket.gethostname(), clock.now(), details)

        async def append(transaction: Transaction) -> None:
            await transaction.record(entry)

        transactions.background.add("step of the clock", append)
    return step
