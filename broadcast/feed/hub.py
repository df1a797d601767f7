"""The hub of one node: it follows the board in the database and sends changes to all viewers of this node.

A notification or a tick makes it read the entries that are newer than its own; each change is encoded once for each
language and written to every connection. Nothing is awaited between the snapshot and the subscription of a viewer, so
no change is lost between them (CASES B3).
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

import structlog

from broadcast.board.actions.announcements import sweep_announcements
from broadcast.board.domain.board import Entry, Revision
from broadcast.board.domain.events import BoardCommitted
from broadcast.board.ports import Board, Fanout
from broadcast.feed import wire
from broadcast.feed.displays.standings import RevisionTimes
from broadcast.feed.latest import Answer, KeyUpdate, LatestBoard
from broadcast.feed.send_queue import BOUND, Counters, SendQueue, Transport
from broadcast.feed.subscribers import SubscriberGroup
from conference.clock import Clock
from conference.tasks import end

READ_WITHIN_S = 4.0
"""Longest time in seconds that a read of the database may take; a tick is only sent after a read within this time."""

LANGUAGE_SEPARATOR = ","
"""Between the languages of one event stream that carries several."""

_log = structlog.get_logger(__name__)


class Kind(StrEnum):
    """How a viewer is connected."""

    WEBSOCKET = "websocket"
    EVENTS = "events"


@dataclass(slots=True)
class HubCounters:
    """Counts since the hub started; `frames` as in `Counters`, `answers` by Answer."""

    frames: Counters = field(default_factory=Counters)
    answers: Counter[Answer] = field(default_factory=Counter)
    updates: int = 0
    ticks: int = 0
    reads: int = 0
    read_failures: int = 0


class Hub:
    """Follow one board and serve the viewers of one node. Call `start` before use and `close` at the end."""

    def __init__(self, board: Board, fanout: Fanout, latest: LatestBoard, *, bound: int = BOUND) -> None:
        self.latest = latest
        self.counters = HubCounters()
        self.revision_times = RevisionTimes()
        self.on_refreshed: Callable[[int], None] = lambda _offset: None
        self._board = board
        self._fanout = fanout
        self._bound = bound
        self._subscriber_groups: dict[tuple[str, Kind], SubscriberGroup] = {}
        self._confirmed_at, self._confirmed_monotonic = board.clock.now(), board.clock.monotonic()
        self._reading = asyncio.Lock()
        self._tasks: list[asyncio.Task[None]] = []
        self._sweep_task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Read the board and start following it.

        Raises: any error of the database driver.
        """
        await self.refresh()
        self._tasks = [
            asyncio.create_task(self._follow_notifications(), name="hub notifications"),
            asyncio.create_task(self._tick_forever(), name="hub ticks"),
        ]

    async def close(self) -> None:
        """Stop following the board. Connections stay open; their owners close them."""
        sweep_tasks = [] if self._sweep_task is None else [self._sweep_task]
        await end(*self._tasks, *sweep_tasks)
        self._tasks, self._sweep_task = [], None

    def subscribe(
        self,
        transport: Transport,
        language: str,
        *,
        kind: Kind = Kind.WEBSOCKET,
        resume: Revision | None = None,
        has_revision: bool = False,
        before: bytes = b"",
    ) -> SendQueue:
        """Send a viewer the snapshot it needs, and each change after it. Nothing is awaited in between.

        `language`: one, or with Kind.EVENTS several with LANGUAGE_SEPARATOR between them.
        `has_revision`: the viewer sent a revision, even if it could not be parsed. `before` is sent together with the
        snapshot in one write.
        """
        answer, snapshot = self._encode_snapshot(language, kind, now=self._snapshot_time(), resume=resume)
        if answer is Answer.FRESH and has_revision:
            answer = Answer.DOUBT
        self.counters.answers[answer] += 1
        send_queue = self._get_subscribers(language, kind).join(transport)
        send_queue.begin(before + snapshot)
        return send_queue

    def unsubscribe(self, send_queue: SendQueue, language: str, *, kind: Kind = Kind.WEBSOCKET) -> None:
        """Remove a viewer and drop its pending frames."""
        self._get_subscribers(language, kind).leave(send_queue)

    @property
    def clock(self) -> Clock:
        """The clock of the board."""
        return self._board.clock

    def connections(self) -> dict[tuple[str, Kind], int]:
        """Return the number of viewers by language and kind."""
        return {group: len(subscribers) for group, subscribers in self._subscriber_groups.items() if len(subscribers)}

    @property
    def pending(self) -> int:
        """Number of frames that wait in the send queues of lagging connections."""
        return sum(subscribers.pending for subscribers in self._subscriber_groups.values())

    @property
    def unconfirmed_s(self) -> float:
        """Seconds since the database last confirmed the board."""
        return self.clock.monotonic() - self._confirmed_monotonic

    @property
    def is_confirmed(self) -> bool:
        """Whether the database has confirmed the board within two ticks plus the longest read."""
        return self.unconfirmed_s <= 2 * self.latest.tick_s + READ_WITHIN_S

    def _snapshot_time(self) -> datetime:
        """Return the time for a snapshot: now, or the last confirmation if the board is not confirmed."""
        return self.clock.now() if self.is_confirmed else self._confirmed_at

    def snapshot(self, language: str) -> wire.Encoded:
        """Return the whole board in one language, for requests without an open connection."""
        return self.latest.snapshot(language, now=self._snapshot_time())[1]

    async def refresh(self) -> None:
        """Read newer entries and send them to the viewers.

        Raises: any error of the database driver.
        """
        async with self._reading:
            self.counters.reads += 1
            async with asyncio.timeout(READ_WITHIN_S):
                head, entries = await self._read_entries(self.latest.offset)
                if not self.latest.continues(head):
                    head, entries = await self._read_entries(0)
                    self._reset_board(head, entries)
                else:
                    self._send_updates(self.latest.advance(head, entries))
            self._note_confirmed()
            self.on_refreshed(head.offset)

    async def take_commit(self, committed: BoardCommitted) -> None:
        """Send what this process has just committed, without a read, if it continues what this hub has.

        Otherwise the notification of the commit leads to a read. Entries of another board are ignored.
        """
        if committed.store is not self._board.store:
            return
        async with self._reading:
            if not self.latest.is_followed_by(committed.before):
                return
            offset = committed.entries[-1].offset
            self._send_updates(self.latest.advance(Revision(committed.before.epoch, offset), committed.entries))
            self._note_confirmed()
            self.on_refreshed(offset)

    def _note_confirmed(self) -> None:
        """Note that the database has confirmed the board as it is here."""
        self._confirmed_at, self._confirmed_monotonic = self.clock.now(), self.clock.monotonic()
        self.revision_times.note(self.latest.revision, self._confirmed_at)

    async def tick(self) -> None:
        """Confirm the board with the database, then send a tick; send none without confirmation."""
        if await self._try_refresh():
            self.send_tick()

    def send_tick(self) -> None:
        """Send the time of the board's clock to all viewers, with the revision that was confirmed last."""
        tick = self.latest.tick(self.clock.now())
        self.counters.ticks += 1
        for (_, kind), subscribers in self._subscriber_groups.items():
            subscribers.tick(_encode_for(tick, kind))

    async def _read_entries(self, after: int) -> tuple[Revision, list[Entry]]:
        async with self._board.transactions.read() as transaction:
            return await self._board.store.list_entries(transaction, after=after)

    def _reset_board(self, head: Revision, entries: list[Entry]) -> None:
        """Load another epoch, or a board with a lower offset, and send every viewer the whole board again."""
        if self.latest.is_loaded:
            _log.warning("hub.reset", epoch=head.epoch, offset=head.offset)
        self.latest.reset(head, entries)
        for (language, kind), subscribers in self._subscriber_groups.items():
            _, snapshot = self._encode_snapshot(language, kind, now=self.clock.now())
            self.counters.answers[Answer.RESET] += len(subscribers)
            subscribers.begin(snapshot)

    def _encode_snapshot(
        self, language: str, kind: Kind, *, now: datetime, resume: Revision | None = None
    ) -> tuple[Answer, bytes]:
        """Return the snapshot of one language or several as bytes for a transport, and why it is sent."""
        languages = language.split(LANGUAGE_SEPARATOR)
        snapshots = {code: self.latest.snapshot(code, now=now, resume=resume) for code in languages}
        answer, _ = snapshots[languages[0]]
        return answer, _encode_languages({code: snapshot for code, (_, snapshot) in snapshots.items()}, language, kind)

    def _send_updates(self, updates: list[KeyUpdate]) -> None:
        for update in updates:
            self.counters.updates += 1
            for (language, kind), subscribers in self._subscriber_groups.items():
                frame = _encode_languages(update.frames, language, kind)
                if update.urgent:
                    subscribers.push_urgent(frame)
                else:
                    subscribers.push(update.key, frame)

    def _get_subscribers(self, language: str, kind: Kind) -> SubscriberGroup:
        subscribers = self._subscriber_groups.get((language, kind))
        if subscribers is None:
            subscribers = self._subscriber_groups[language, kind] = SubscriberGroup(
                self.counters.frames, bound=self._bound
            )
        return subscribers

    async def _follow_notifications(self) -> None:
        async for offset in self._fanout.listen():
            if offset == 0 or offset > self.latest.offset:
                await self._try_refresh()

    async def _tick_forever(self) -> None:
        while True:
            await asyncio.sleep(self.latest.tick_s)
            await self.tick()
            if self.latest.has_sweepable(self.clock.now()):
                self._start_sweep()

    def _start_sweep(self) -> None:
        """Start the sweep in its own task: ticks only read and must not wait for a write."""
        if self._sweep_task is None or self._sweep_task.done():
            self._sweep_task = asyncio.create_task(self._sweep_expired(), name="hub sweep")

    async def _sweep_expired(self) -> None:
        """Remove long expired announcements from the board; any node may do this."""
        try:
            await sweep_announcements(self._board)
        except Exception:
            _log.exception("hub.sweep_failed")

    async def _try_refresh(self) -> bool:
        """Refresh and return True; on an error, log it, keep the last confirmed board and return False."""
        try:
            await self.refresh()
        except Exception as error:
            self.counters.read_failures += 1
            _log.warning("hub.read_failed", error=repr(error))
            return False
        return True


def _encode_for(message: wire.Encoded, kind: Kind) -> bytes:
    return message.frame if kind is Kind.WEBSOCKET else message.event


def _encode_languages(messages: Mapping[str, wire.Encoded], language: str, kind: Kind) -> bytes:
    """Return the messages of one language, or of several with separators between them, as bytes for a transport."""
    if LANGUAGE_SEPARATOR not in language:
        return _encode_for(messages[language], kind)
    return wire.join_events({code: messages[code] for code in language.split(LANGUAGE_SEPARATOR)})
