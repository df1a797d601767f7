"""Group commit: what arrives while a transaction is being written waits, and goes into the next one together."""

import asyncio
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from contextvars import Context
from dataclasses import dataclass
from typing import Generic, TypeVar

import structlog

from conference.errors import ConflictError, OvertakenError, UnavailableError

BATCH_MOST = 64
"""Items of one transaction: it holds the locks of all their badges, and its callers wait for the slowest of them."""

GATHER_S = 0.003
"""How long a transaction waits for those whom the last one answered a moment ago: they come back with the next scan,
and all together cost the database hardly more than one."""

WAITING_MOST = 4_000
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


class Clerk(Generic[S, A]):
    """Writes items in the order in which they were handed in. `write` is one transaction: an answer for each item."""

    def __init__(self, write: Callable[[Sequence[S]], Awaitable[Sequence[A]]]) -> None:
        self._write = write
        self._waiting: deque[_Waiting[S, A]] = deque()
        self._of: Counter[str] = Counter()
        self._task: asyncio.Task[None] | None = None
        self._closed = False
        self._arrived = asyncio.Event()
        self._present = 1
        self._answered_at = 0.0

    async def take(self, items: Sequence[S], *, sender: str = "") -> list[A | BaseException]:
        """The answers to the items, once they are durable; in an item's place the error that it alone met.

        Raises UnavailableError when the database does not answer, too many wait, or the clerk is closed. A caller who
        gives up undoes nothing.
        """
        if self._closed or len(self._waiting) + len(items) > WAITING_MOST or self._of[sender] > WAITING_OF_ONE:
            raise UnavailableError("scan.busy", retry_after_s=1)
        self._of[sender] += len(items)
        try:
            return await self._taken(items)
        finally:
            self._of[sender] -= len(items)
            self._of += Counter()  # forgets whoever waits for nothing

    async def _taken(self, items: Sequence[S]) -> list[A | BaseException]:
        loop = asyncio.get_running_loop()
        waiting = [_Waiting(item, loop.create_future()) for item in items]
        self._waiting.extend(waiting)
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
        if self._task is not None:
            await self._task

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            while self._waiting:
                await self._gather()
                batch = [self._waiting.popleft() for _ in range(min(BATCH_MOST, len(self._waiting)))]
                await self._deal_with(batch)
                self._present = min(BATCH_MOST, len(batch) + len(self._waiting))
                self._answered_at = loop.time()
        finally:
            self._task = None

    async def _gather(self) -> None:
        """Let those come along who are just being read from the network, and those who were here a moment ago."""
        await asyncio.sleep(0)
        with suppress(TimeoutError):
            async with asyncio.timeout_at(self._answered_at + GATHER_S):
                while len(self._waiting) < self._present:
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
                _log.exception("clerk.item_failed")
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
                _log.info("clerk.overtaken", code=error.code, items=len(items))
        return await self._write(items)


def _fail(answer: "asyncio.Future[A]", error: Exception) -> None:
    if not answer.done():
        answer.set_exception(error)
