"""Group commit: items that arrive while a transaction is being written wait, and go into the next one together.

Senders take turns: a transaction has one item of each, and several of one only while bulk senders alone wait. The only
waiting item of a sender is in the very next transaction, however many items another sender has waiting.
"""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from contextvars import Context
from dataclasses import dataclass
from typing import Generic, TypeVar

import structlog

from conference.errors import ConflictError, OvertakenError, UnavailableError

MAX_BATCH_ITEMS = 64
"""Items of one transaction, which locks all their badges and answers all callers at its end."""

MAX_SHARED_ITEMS = 4
"""Items of one transaction of bulk senders while other senders are active, unless more senders than that wait. A door's
scan waits for the current transaction and then for its own, and both take longer with more items of a bulk message. A
sender with more waiting items is a bulk sender."""

MAX_PAUSE_S = 0.05
"""Longest pause of bulk senders between two transactions. They wait as long as the last one took, so that they use half
of the time, unless an item of another sender arrives."""

ALONE_AFTER_S = 10.0
"""Time without a second sender after which one sender may fill a whole transaction."""

GATHER_S = 0.003
"""Longest wait of a transaction for the senders that the last one answered: they return with the next scan, and a
common transaction costs hardly more than one of them alone."""

MAX_WAITING = 4_000
"""Items that may wait, some seconds of work. Later callers are asked to try again."""

WAITING_OF_ONE = 600
"""Waiting items of one sender, three full messages: a flooding device leaves room for the others."""

TRIES = 5
"""Attempts at a transaction that fails by a conflict with another one."""

S = TypeVar("S")
A = TypeVar("A")
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Waiting(Generic[S, A]):
    item: S
    answer: "asyncio.Future[A]"


class _FairQueue(Generic[S, A]):
    """Waiting items by sender, each sender's in order, the senders in turn. `seconds` never goes back."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds = seconds
        self._of: dict[str, deque[_Waiting[S, A]]] = {}
        self._turns: deque[str] = deque()
        self._count = 0
        self._last_sender: str | None = None
        self._shared_at = float("-inf")

    def __len__(self) -> int:
        return self._count

    def count_of(self, sender: str) -> int:
        """Count the waiting items of the sender."""
        return len(self._of.get(sender, ()))

    def add(self, sender: str, items: Sequence[_Waiting[S, A]]) -> None:
        """Append the items to those of the sender. A sender without waiting items gets its turn after all others."""
        if sender != self._last_sender:
            self._shared_at = self._seconds() if self._last_sender is not None else self._shared_at
            self._last_sender = sender
        if not items:
            return
        if sender not in self._of:
            self._of[sender] = deque()
            self._turns.append(sender)
        self._of[sender].extend(items)
        self._count += len(items)

    def has_only_bulk(self) -> bool:
        """Whether only bulk senders have waiting items, although other senders are active."""
        return self._is_shared() and all(len(items) > MAX_SHARED_ITEMS for items in self._of.values())

    def take_batch(self) -> list[_Waiting[S, A]]:
        """Remove and return the items of the next transaction."""
        most = MAX_BATCH_ITEMS
        if self._is_shared():
            most = max(len(self._turns), MAX_SHARED_ITEMS if self.has_only_bulk() else 1)
        return [self._take_next() for _ in range(min(most, MAX_BATCH_ITEMS, self._count))]

    def _is_shared(self) -> bool:
        return len(self._turns) > 1 or self._seconds() - self._shared_at < ALONE_AFTER_S

    def _take_next(self) -> _Waiting[S, A]:
        sender = self._turns.popleft()
        items = self._of[sender]
        one = items.popleft()
        self._count -= 1
        if items:
            self._turns.append(sender)
        else:
            del self._of[sender]
        return one


class GroupCommit(Generic[S, A]):
    """Writes the items of each sender in the order in which they were handed in, and lets the senders take turns.

    `write` is one transaction: an answer for each item.
    """

    def __init__(
        self, write: Callable[[Sequence[S]], Awaitable[Sequence[A]]], seconds: Callable[[], float] = time.monotonic
    ) -> None:
        self._write = write
        self._waiting: _FairQueue[S, A] = _FairQueue(seconds)
        self._task: asyncio.Task[None] | None = None
        self._closed = False
        self._arrived = asyncio.Event()
        self._expected_count = 1
        self._answered_at = 0.0
        self._last_write_s = 0.0

    async def take(self, items: Sequence[S], *, sender: str = "") -> list[A | BaseException]:
        """Write the items and return their answers once they are durable, or for an item the error that it caused.

        Cancelling the call does not take the items back.
        Raises UnavailableError when the database does not answer, when too many items wait, and after `close`.
        """
        is_full = len(self._waiting) + len(items) > MAX_WAITING
        if self._closed or is_full or self._waiting.count_of(sender) > WAITING_OF_ONE:
            raise UnavailableError("scan.busy", retry_after_s=1)
        loop = asyncio.get_running_loop()
        waiting = [_Waiting(item, loop.create_future()) for item in items]
        self._waiting.add(sender, waiting)
        self._arrived.set()
        if self._task is None:
            self._task = loop.create_task(self._write_batches(), name="group commit", context=Context())
        answers = await asyncio.gather(*(one.answer for one in waiting), return_exceptions=True)
        for answer in answers:
            if isinstance(answer, UnavailableError):
                raise answer
        return answers

    async def close(self) -> None:
        """Refuse further items, and write those that wait."""
        self._closed = True
        self._arrived.set()
        if self._task is not None:
            await self._task

    async def _write_batches(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            while self._waiting:
                await self._wait_for_items()
                batch, began = self._waiting.take_batch(), loop.time()
                await self._write_batch(batch)
                self._expected_count = min(MAX_BATCH_ITEMS, len(batch) + len(self._waiting))
                self._answered_at = loop.time()
                self._last_write_s = self._answered_at - began
        finally:
            self._task = None

    async def _wait_for_items(self) -> None:
        """Wait for items that are being read from the network, and for the senders of the last batch."""
        await asyncio.sleep(0)
        pause_s = min(self._last_write_s, MAX_PAUSE_S)
        await self._wait_while(lambda: self._waiting.has_only_bulk() and not self._closed, self._answered_at + pause_s)
        await self._wait_while(lambda: len(self._waiting) < self._expected_count, self._answered_at + GATHER_S)

    async def _wait_while(self, is_waiting: Callable[[], bool], until: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout_at(until):
                while is_waiting():
                    self._arrived.clear()
                    await self._arrived.wait()

    async def _write_batch(self, batch: Sequence[_Waiting[S, A]]) -> None:
        """Write the items in one transaction; after an error each in its own, so that one item fails no other."""
        try:
            answers = await self._write_with_retries([one.item for one in batch])
        except UnavailableError as error:
            for one in batch:
                _set_error(one.answer, error)
        except Exception as error:
            if len(batch) == 1:
                _log.exception("group_commit.item_failed")
                _set_error(batch[0].answer, error)
                return
            for one in batch:
                await self._write_batch([one])
        else:
            for one, answer in zip(batch, answers, strict=True):
                if not one.answer.done():
                    one.answer.set_result(answer)

    async def _write_with_retries(self, items: Sequence[S]) -> Sequence[A]:
        for _ in range(TRIES - 1):
            try:
                return await self._write(items)
            except (OvertakenError, ConflictError) as error:
                _log.info("group_commit.overtaken", code=error.code, items=len(items))
        return await self._write(items)


def _set_error(answer: "asyncio.Future[A]", error: Exception) -> None:
    if not answer.done():
        answer.set_exception(error)
