"""The hub of one node: it follows the board in the database and tells every viewer of this node.

A bell, or the next look at the database, makes it read what is newer than what it holds; each change is encoded once
for each language and written to every connection. Between the snapshot and the subscription of a viewer nothing is
awaited, so no change falls between them (CASES B3).
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

import structlog

from broadcast.board.actions.announcements import sweep_announcements
from broadcast.board.domain.board import Entry, Revision
from broadcast.board.ports import Board, Fanout
from broadcast.feed import wire
from broadcast.feed.latest import Answer, KeyUpdate, LatestBoard
from broadcast.feed.send_queue import BOUND, Counters, SendQueue, Transport
from broadcast.feed.subscribers import SubscriberGroup
from conference.clock import Clock
from conference.tasks import end

READ_WITHIN_S = 4.0
"""How long a look at the database may take; a tick is not sent on the strength of an older one."""

_log = structlog.get_logger(__name__)


class Kind(StrEnum):
    """How a viewer is connected."""

    WEBSOCKET = "websocket"
    EVENTS = "events"


@dataclass(slots=True)
class HubCounters:
    """What the hub has done since it started; `frames` as in `Counters`, `answers` by Answer."""

    frames: Counters = field(default_factory=Counters)
    answers: Counter[Answer] = field(default_factory=Counter)
    updates: int = 0
    ticks: int = 0
    reads: int = 0
    read_failures: int = 0


class Hub:
    """Follows one board and serves the viewers of one node. `start` before use, `close` at the end."""

    def __init__(self, board: Board, fanout: Fanout, latest: LatestBoard, *, bound: int = BOUND) -> None:
        self.latest = latest
        self.counters = HubCounters()
        self.told: Callable[[int], None] = lambda _offset: None
        self._board = board
        self._fanout = fanout
        self._bound = bound
        self._subscriber_groups: dict[tuple[str, Kind], SubscriberGroup] = {}
        self._confirmed_at = board.clock.now()
        self._reading = asyncio.Lock()
        self._tasks: list[asyncio.Task[None]] = []
        self._sweeping: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Read the board and begin to follow it. Raises what the database raises."""
        await self.refresh()
        self._tasks = [
            asyncio.create_task(self._answer_bells(), name="hub bells"),
            asyncio.create_task(self._tick_for_ever(), name="hub ticks"),
        ]

    async def close(self) -> None:
        """Stop following. Connections stay with whoever opened them."""
        sweeping = [] if self._sweeping is None else [self._sweeping]
        await end(*self._tasks, *sweeping)
        self._tasks, self._sweeping = [], None

    def subscribe(
        self,
        transport: Transport,
        language: str,
        *,
        kind: Kind = Kind.WEBSOCKET,
        resume: Revision | None = None,
        asked: bool = False,
        before: bytes = b"",
    ) -> SendQueue:
        """Send a viewer the snapshot it needs, and everything after it. Nothing is awaited in between.

        `asked`: the viewer named a revision, even if none could be read from it. `before` goes out with the snapshot,
        in one write.
        """
        answer, snapshot = self.latest.snapshot(language, now=self._vouched_at(), resume=resume)
        if answer is Answer.FRESH and asked:
            answer = Answer.DOUBT
        self.counters.answers[answer] += 1
        send_queue = self._subscribers(language, kind).join(transport)
        send_queue.begin(before + _bytes(snapshot, kind))
        return send_queue

    def unsubscribe(self, send_queue: SendQueue, language: str, *, kind: Kind = Kind.WEBSOCKET) -> None:
        """Forget a viewer; what still waits for it is dropped."""
        self._subscribers(language, kind).leave(send_queue)

    @property
    def clock(self) -> Clock:
        """The clock the board is told by."""
        return self._board.clock

    def connections(self) -> dict[tuple[str, Kind], int]:
        """How many viewers there are, by language and kind."""
        return {group: len(subscribers) for group, subscribers in self._subscriber_groups.items() if len(subscribers)}

    @property
    def pending(self) -> int:
        """How many frames wait in the outboxes of lagging connections."""
        return sum(subscribers.pending for subscribers in self._subscriber_groups.values())

    @property
    def unconfirmed_s(self) -> float:
        """Seconds since the database last confirmed the board."""
        return (self.clock.now() - self._confirmed_at).total_seconds()

    @property
    def confirmed(self) -> bool:
        """Whether the database confirmed the board lately: within two ticks, and a read's time."""
        return self.unconfirmed_s <= 2 * self.latest.tick_s + READ_WITHIN_S

    def _vouched_at(self) -> datetime:
        """The moment that a snapshot speaks for: now, or when the database last answered if that is long ago."""
        return self.clock.now() if self.confirmed else self._confirmed_at

    def snapshot(self, language: str) -> wire.Encoded:
        """The whole board in one language, for those who ask without a connection."""
        return self.latest.snapshot(language, now=self._vouched_at())[1]

    async def refresh(self) -> None:
        """Read what is newer than what is held, and tell the viewers. Raises what the database raises."""
        async with self._reading:
            self.counters.reads += 1
            async with asyncio.timeout(READ_WITHIN_S):
                head, entries = await self._read(self.latest.offset)
                if not self.latest.continues(head):
                    head, entries = await self._read(0)
                    self._reset(head, entries)
                else:
                    self._tell(self.latest.advance(head, entries))
            self._confirmed_at = self.clock.now()
            self.told(head.offset)

    async def tick(self) -> None:
        """Confirm the board with the database, then send a tick; without confirmation, none."""
        if await self._look():
            tick = self.latest.tick(self.clock.now())
            self.counters.ticks += 1
            for (_, kind), subscribers in self._subscriber_groups.items():
                subscribers.tick(_bytes(tick, kind))

    async def _read(self, after: int) -> tuple[Revision, list[Entry]]:
        async with self._board.transactions.read() as transaction:
            return await self._board.store.entries(transaction, after=after)

    def _reset(self, head: Revision, entries: list[Entry]) -> None:
        """Another epoch, or a board behind ours: everyone takes the whole board again."""
        if self.latest.known:
            _log.warning("hub.reset", epoch=head.epoch, offset=head.offset)
        self.latest.reset(head, entries)
        for (language, kind), subscribers in self._subscriber_groups.items():
            _, snapshot = self.latest.snapshot(language, now=self.clock.now())
            self.counters.answers[Answer.RESET] += len(subscribers)
            subscribers.begin(_bytes(snapshot, kind))

    def _tell(self, updates: list[KeyUpdate]) -> None:
        for update in updates:
            self.counters.updates += 1
            for (language, kind), subscribers in self._subscriber_groups.items():
                frame = _bytes(update.frames[language], kind)
                if update.urgent:
                    subscribers.push_urgent(frame)
                else:
                    subscribers.push(update.key, frame)

    def _subscribers(self, language: str, kind: Kind) -> SubscriberGroup:
        subscribers = self._subscriber_groups.get((language, kind))
        if subscribers is None:
            subscribers = self._subscriber_groups[language, kind] = SubscriberGroup(
                self.counters.frames, bound=self._bound
            )
        return subscribers

    async def _answer_bells(self) -> None:
        async for offset in self._fanout.listen():
            if offset == 0 or offset > self.latest.offset:
                await self._look()

    async def _tick_for_ever(self) -> None:
        while True:
            await asyncio.sleep(self.latest.tick_s)
            await self.tick()
            if self.latest.has_sweepable(self.clock.now()):
                self._start_sweep()

    def _start_sweep(self) -> None:
        """Sweep beside the ticks, which only read and must not wait for a write."""
        if self._sweeping is None or self._sweeping.done():
            self._sweeping = asyncio.create_task(self._sweep(), name="hub sweep")

    async def _sweep(self) -> None:
        """Take long expired announcements off the board; on which node does not matter."""
        try:
            await sweep_announcements(self._board)
        except Exception:
            _log.exception("hub.sweep_failed")

    async def _look(self) -> bool:
        """Refresh; a database that does not answer is logged, and the board stays as it was last confirmed."""
        try:
            await self.refresh()
        except Exception as error:
            self.counters.read_failures += 1
            _log.warning("hub.read_failed", error=repr(error))
            return False
        return True


def _bytes(message: wire.Encoded, kind: Kind) -> bytes:
    return message.frame if kind is Kind.WEBSOCKET else message.event
