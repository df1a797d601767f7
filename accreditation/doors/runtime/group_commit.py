"""Group commit: items that arrive while a transaction is being written wait, and go into the next one together.

Senders take turns: a transaction has one item of each, and more of one only as far as `MAX_SHARED_ITEMS` allows. The
only waiting item of a sender is in the very next transaction, however many items another sender has waiting.
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
"""Items of one transaction: it holds the locks of all their badges, and its callers wait for the slowest of them."""

MAX_SHARED_ITEMS = 4
"""Items of one transaction while several senders are heard, unless more senders than that wait: a door's scan waits for
the transaction under way and then for its own, and both take the longer the more of a full message is in them. A sender
of whom more wait is a bulk sender."""

MAX_PAUSE_S = 0.05
"""How long bulk senders are made to wait between two transactions at most. They wait as long as the last one took, so
that they use half of the time, unless an item of another sender arrives."""

ALONE_AFTER_S = 10.0
"""How long no second sender has been heard when one may fill a whole transaction."""

GATHER_S = 0.003
"""How long a transaction waits for those whom the last one answered a moment ago: they come back with the next scan,
and all together cost the database hardly more than one."""

MAX_WAITING = 4_000
"""Items that may wait, some seconds of work: whoever comes after is told to try again."""

WAITING_OF_ONE = 600
"""Of them of one sender: three full messages. A device that sends without end fills no other one's place."""

TRIES = 5
"""Attempts at a transaction that others keep overtaking."""

S = TypeVar("S")
A = TypeVar("A")
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Waiting(Generic[S, A]):
    item: S
    answer: "asyncio.Future[A]"


class _FairQueue(Generic[S, A]):
    """Items by sender: each sender's in their order, the senders in turn. `seconds` never goes back."""

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
        """How many items of this sender wait."""
        return len(self._of.get(sender, ()))

    def add(self, sender: str, items: Sequence[_Waiting[S, A]]) -> None:
        """Put the items behind the sender's others. A sender with none gets its turn after all who wait."""
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
        """Whether all that waits is of bulk senders, while others are heard too."""
        return self._is_shared() and all(len(items) > MAX_SHARED_ITEMS for items in self._of.values())

    def take_batch(self) -> list[_Waiting[S, A]]:
        """Remove and return the items of the next transaction."""
        most = max(MAX_SHARED_ITEMS, len(self._turns)) if self._is_shared() else MAX_BATCH_ITEMS
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
        self._present = 1
        self._answered_at = 0.0
        self._took_s = 0.0

    async def take(self, items: Sequence[S], *, sender: str = "") -> list[A | BaseException]:
        """The answers to the items, once they are durable; in an item's place the error that it alone met.

        Raises UnavailableError when the database does not answer, too many wait, or the clerk is closed. A caller who
        gives up undoes nothing.
        """
        is_full = len(self._waiting) + len(items) > MAX_WAITING
        if self._closed or is_full or self._waiting.count_of(sender) > WAITING_OF_ONE:
            raise UnavailableError("scan.busy", retry_after_s=1)
        loop = asyncio.get_running_loop()
        waiting = [_Waiting(item, loop.create_future()) for item in items]
        self._waiting.add(sender, waiting)
        self._arrived.set()
        if self._task is None:
            self._task = loop.create_task(self._run(), name="clerk", context=Context())
        answers = await asyncio.gather(*(one.answer for one in waiting), return_exceptions=True)
        for answer in answers:
            if isinstance(answer, UnavailableError):
                raise answer
        return answers

    async def close(self) -> None:
        """Take nothing more, and let what waits be written."""
        self._closed = True
        self._arrived.set()
        if self._task is not None:
            await self._task

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            while self._waiting:
                await self._gather()
                batch, began = self._waiting.take_batch(), loop.time()
                await self._deal_with(batch)
                self._present = min(MAX_BATCH_ITEMS, len(batch) + len(self._waiting))
                self._answered_at = loop.time()
                self._took_s = self._answered_at - began
        finally:
            self._task = None

    async def _gather(self) -> None:
        """Let those come along who are just being read from the network, and those who were here a moment ago."""
        await asyncio.sleep(0)
        pause_s = min(self._took_s, MAX_PAUSE_S)
        await self._wait_while(lambda: self._waiting.has_only_bulk() and not self._closed, self._answered_at + pause_s)
        await self._wait_while(lambda: len(self._waiting) < self._present, self._answered_at + GATHER_S)

    async def _wait_while(self, is_waiting: Callable[[], bool], until: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout_at(until):
                while is_waiting():
                    self._arrived.clear()
                    await self._arrived.wait()

    async def _deal_with(self, batch: Sequence[_Waiting[S, A]]) -> None:
        """One transaction for all; where that fails, one for each: nobody pays for another's item."""
        try:
            answers = await self._written([one.item for one in batch])
        except UnavailableError as error:
            for one in batch:
                _fail(one.answer, error)
        except Exception as error:
            if len(batch) == 1:
                _log.exception("group_commit.item_failed")
                _fail(batch[0].answer, error)
                return
            for one in batch:
                await self._deal_with([one])
        else:
            for one, answer in zip(batch, answers, strict=True):
                if not one.answer.done():
                    one.answer.set_result(answer)

    async def _written(self, items: Sequence[S]) -> Sequence[A]:
        for _ in range(TRIES - 1):
            try:
                return await self._write(items)
            except (OvertakenError, ConflictError) as error:
                _log.info("group_commit.overtaken", code=error.code, items=len(items))
        return await self._write(items)


def _fail(answer: "asyncio.Future[A]", error: Exception) -> None:
    if not answer.done():
        answer.set_exception(error)
