"""Writes in the background: kept in memory, and retried until the database accepts them."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Hashable
from contextlib import AbstractAsyncContextManager, suppress
from contextvars import Context
from dataclasses import dataclass, field

import structlog

from conference.errors import UnavailableError
from conference.tasks import end
from conference.transactions import Transaction

LOCK_WAIT_S = 0.25
"""How long an attempt waits for a lock that another program holds: other writes of this process queue behind it."""

RETRY_AFTER_S = 0.5
MAX_RETRY_AFTER_S = 4.0
"""The pause after a failed attempt, doubled from the first value to the second."""

MAX_PENDING = 10_000
"""Writes kept in memory: hours of reads by a large staff while the database takes no writes."""

CLOSE_WITHIN_S = 2.0
"""How long the last attempt may take when the program stops."""

Act = Callable[[Transaction], Awaitable[None]]

_log = structlog.get_logger(__name__)


@dataclass(slots=True, eq=False)
class PendingWrite:
    """A queued write: its name in the log, and the function that is called in a transaction of its own."""

    name: str
    act: Act
    attempted: asyncio.Event = field(default_factory=asyncio.Event)
    is_durable: bool = False


class BackgroundWrites:
    """Execute writes one after the other in the order of `add`. `open_transaction` opens a transaction.

    A write is tried again after an UnavailableError. When the outcome of its commit was unknown it may be made twice.
    """

    def __init__(self, open_transaction: Callable[[], AbstractAsyncContextManager[Transaction]]) -> None:
        self._open_transaction = open_transaction
        self._pending: dict[Hashable, PendingWrite] = {}
        self._task: asyncio.Task[None] | None = None
        self._closing = asyncio.Event()
        self._is_stalled = False

    def __len__(self) -> int:
        """Return the number of queued writes."""
        return len(self._pending)

    def add(self, name: str, act: Act, *, key: Hashable = None) -> PendingWrite | None:
        """Queue a write, replacing a queued one of the same `key`. Return None when the queue is full."""
        pending = PendingWrite(name, act)
        key = pending if key is None else key
        if key not in self._pending and len(self._pending) >= MAX_PENDING:
            _log.error("background_write.dropped", write=name, pending=len(self._pending))
            return None
        self._pending[key] = pending
        if self._task is None or self._task.done():
            own_context = Context()  # not that of the request, whose id log entries would carry
            self._task = asyncio.create_task(self._run_queue(), name="background writes", context=own_context)
        return pending

    async def add_and_wait(self, name: str, act: Act, *, within_s: float) -> bool:
        """Queue a write and return whether it is durable. Waits for its first attempt only, and not at all while
        earlier writes fail."""
        is_stalled = self._is_stalled
        pending = self.add(name, act)
        if pending is None or is_stalled:
            return False
        with suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                await pending.attempted.wait()
        return pending.is_durable

    async def close(self) -> None:
        """Try the queued writes once more, then log how many writes of each name are lost."""
        self._closing.set()
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=CLOSE_WITHIN_S)
            await end(self._task)
        for name, count in Counter(pending.name for pending in self._pending.values()).items():
            _log.error("background_write.lost", write=name, count=count)

    async def _run_queue(self) -> None:
        pause_s = RETRY_AFTER_S
        while self._pending:
            key, pending = next(iter(self._pending.items()))
            if await self._try_write(pending):
                if self._pending.get(key) is pending:
                    del self._pending[key]
                pause_s = RETRY_AFTER_S
            elif self._closing.is_set():
                return
            else:
                await self._wait_for_retry(pause_s)
                pause_s = min(2 * pause_s, MAX_RETRY_AFTER_S)

    async def _try_write(self, pending: PendingWrite) -> bool:
        """Try a write and return whether it is settled; False when it must be tried again."""
        try:
            async with self._open_transaction() as transaction:
                await pending.act(transaction)
        except UnavailableError as error:
            if not self._is_stalled:
                _log.warning("background_write.waits", write=pending.name, code=error.code)
            self._is_stalled = True
            return False
        except Exception:  # not an outage: the next attempt would fail in the same way
            _log.exception("background_write.failed", write=pending.name)
            return True
        else:
            self._is_stalled, pending.is_durable = False, True
            return True
        finally:
            pending.attempted.set()

    async def _wait_for_retry(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._closing.wait()
