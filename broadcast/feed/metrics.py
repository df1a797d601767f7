"""What the board of one node tells Prometheus. The hub's own counters are read when they are asked for, not kept twice.

Frames obey one law, at any moment: offered = sent + conflated + dropped + pending.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from broadcast.board.domain.events import BoardChanged
from broadcast.feed.fanout.counters import FanoutCounters
from broadcast.feed.hub import Hub, Kind
from broadcast.feed.latest import Answer
from broadcast.feed.send_queue import Counters
from broadcast.feed.service import Feed
from conference.languages import LANGUAGES
from conference.metrics import QUICK, Family

MOST_WAITING = 1000
"""Commits remembered that this node has not told its viewers yet."""

CONNECTIONS = Family(
    name="rostrum_board_connections",
    kind="gauge",
    help="Viewers and screens connected to this process.",
    labels=("language", "kind"),
)
FRAMES = Family(
    name="rostrum_board_frames_total",
    kind="counter",
    help="Frames to connections: `offered` is the sum of `sent`, `conflated` (replaced by a newer one), `dropped` "
    "(the connection ended first) and the pending ones.",
    labels=("fate",),
)
PENDING = Family(name="rostrum_board_frames_pending", kind="gauge", help="Frames that wait for slow connections.")
LAGGED = Family(
    name="rostrum_board_lagged_total", kind="counter", help="Number of times that a connection fell behind."
)
CUT = Family(
    name="rostrum_board_cut_total",
    kind="counter",
    help="Connections ended by the server: `full`, read nothing any more; `silent`, gave no sign of life.",
    labels=("reason",),
)
REFUSED = Family(
    name="rostrum_board_refused_total",
    kind="counter",
    help="Viewers told to come back later, because too many were connected or too many connected at once.",
)
SNAPSHOTS = Family(
    name="rostrum_board_snapshots_total",
    kind="counter",
    help="Snapshots sent to connections, by reason; `recovered` contained only missed changes.",
    labels=("reason",),
)
UPDATES = Family(name="rostrum_board_updates_total", kind="counter", help="Changes of a key sent to viewers.")
TICKS = Family(name="rostrum_board_ticks_total", kind="counter", help="Ticks sent, each confirmed by the database.")
READS = Family(name="rostrum_board_reads_total", kind="counter", help="Reads of the board in the database.")
READ_FAILURES = Family(name="rostrum_board_read_failures_total", kind="counter", help="Failed reads of the board.")
PROJECTION_FAILURES = Family(
    name="rostrum_board_projection_failures_total",
    kind="counter",
    help="States that could not be projected; each is an error of the program or of the event's data.",
)
OFFSET = Family(name="rostrum_board_offset", kind="gauge", help="The offset of the board that this process shows.")
BEHIND = Family(
    name="rostrum_board_behind",
    kind="gauge",
    help="Number of offsets known to be committed that this process does not show yet.",
)
UNCONFIRMED = Family(
    name="rostrum_board_unconfirmed_seconds",
    kind="gauge",
    help="Time since the database last confirmed the board, by the board's clock.",
)
SCREENS = Family(
    name="rostrum_board_screens",
    kind="gauge",
    help="Named screens known to this process: `connected`, or `gone`.",
    labels=("state",),
)
WRITTEN = Family(
    name="rostrum_board_written_seconds",
    kind="histogram",
    help="Time from the commit of a change until it was written to the last connection of this process.",
    buckets=QUICK,
)
HEARD = Family(
    name="rostrum_board_heard_seconds",
    kind="histogram",
    help="Time from the notification of another node until it was received, by the clocks of Redis and this machine.",
    buckets=QUICK,
)
FANOUT_CONNECTED = Family(
    name="rostrum_fanout_connected",
    kind="gauge",
    help="1 while notifications of other nodes can be received; always 1 without Redis.",
)
NOTIFICATIONS = Family(name="rostrum_fanout_rings_total", kind="counter", help="Notifications sent by this process.")
FANOUT_FAILURES = Family(
    name="rostrum_fanout_failures_total",
    kind="counter",
    help="Failures with Redis: `notify`, sending a notification; `hear`, receiving.",
    labels=("what",),
)
RECONNECTS = Family(
    name="rostrum_fanout_reconnects_total", kind="counter", help="Number of times that receiving started again."
)
GAPS = Family(
    name="rostrum_fanout_gaps_total",
    kind="counter",
    help="Number of times that notifications were found to be missing.",
)

FAMILIES = (
    CONNECTIONS,
    FRAMES,
    PENDING,
    LAGGED,
    CUT,
    REFUSED,
    SNAPSHOTS,
    UPDATES,
    TICKS,
    READS,
    READ_FAILURES,
    PROJECTION_FAILURES,
    OFFSET,
    BEHIND,
    UNCONFIRMED,
    SCREENS,
    WRITTEN,
    HEARD,
    FANOUT_CONNECTED,
    NOTIFICATIONS,
    FANOUT_FAILURES,
    RECONNECTS,
    GAPS,
)
FATES = ("offered", "sent", "conflated", "dropped")


class Latency:
    """How long changes take to this node and to its viewers; told by the bus, the bell and the hub."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._written = WRITTEN.histogram(registry)
        self._heard = HEARD.histogram(registry)
        self._committed: dict[int, float] = {}
        self._since_told = 0
        self.head = 0

    async def committed(self, changed: BoardChanged) -> None:
        """This process has committed a change (a subscriber of the bus)."""
        self._wait_for(changed.offset, time.perf_counter())

    def heard(self, offset: int, age_s: float) -> None:
        """Another node has rung `age_s` ago."""
        self._heard.observe(max(0.0, age_s))
        self._wait_for(offset, time.perf_counter() - age_s)

    def told(self, offset: int) -> None:
        """Everything up to `offset` has been written to every connection of this process.

        What was known before that look and is still not there was of another epoch: it is forgotten.
        """
        now = time.perf_counter()
        for committed in [known for known in self._committed if known <= offset]:
            self._written.observe(max(0.0, now - self._committed.pop(committed)))
        for lost in [known for known in self._committed if known > self._since_told]:
            del self._committed[lost]
        self.head, self._since_told = max(offset, self._since_told), 0

    def _wait_for(self, offset: int, committed_at: float) -> None:
        self.head, self._since_told = max(self.head, offset), max(self._since_told, offset)
        if offset and len(self._committed) < MOST_WAITING:
            self._committed.setdefault(offset, committed_at)


@dataclass(frozen=True, eq=False)
class BoardCollector(Collector):
    """Reads the counters of one node when Prometheus asks."""

    feed: Feed
    fanout: FanoutCounters
    latency: Latency

    def describe(self) -> Iterator[Metric]:
        """Nothing is read before it is asked for."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """Every metric of the board."""
        hub = self.feed.hub
        yield _connections(hub)
        yield from self._frames(hub.counters.frames)
        yield _counter(SNAPSHOTS, {(answer.value,): hub.counters.answers[answer] for answer in Answer})
        yield _counter(UPDATES, {(): hub.counters.updates})
        yield _counter(TICKS, {(): hub.counters.ticks})
        yield _counter(READS, {(): hub.counters.reads})
        yield _counter(READ_FAILURES, {(): hub.counters.read_failures})
        yield _counter(PROJECTION_FAILURES, {(): hub.latest.projection_failures})
        yield _gauge(OFFSET, {(): hub.latest.offset})
        yield _gauge(BEHIND, {(): max(0, self.latency.head - hub.latest.offset)})
        yield _gauge(UNCONFIRMED, {(): hub.unconfirmed_s})
        yield self._screens()
        yield from self._notifier()

    def _frames(self, frames: Counters) -> Iterator[Metric]:
        yield _counter(FRAMES, {(fate,): getattr(frames, fate) for fate in FATES})
        yield _gauge(PENDING, {(): self.feed.hub.pending})
        yield _counter(LAGGED, {(): frames.lagged})
        yield _counter(CUT, {("full",): frames.cut, ("silent",): self.feed.connections.cut})
        yield _counter(REFUSED, {(): self.feed.admission.refused})

    def _screens(self) -> Metric:
        screens = self.feed.screens.listed()
        connected = sum(screen.connected for screen in screens)
        return _gauge(SCREENS, {("connected",): connected, ("gone",): len(screens) - connected})

    def _notifier(self) -> Iterator[Metric]:
        fanout = self.fanout
        yield _gauge(FANOUT_CONNECTED, {(): float(fanout.connected)})
        yield _counter(NOTIFICATIONS, {(): fanout.notifications})
        yield _counter(FANOUT_FAILURES, {("ring",): fanout.notifications_failed, ("hear",): fanout.failures})
        yield _counter(RECONNECTS, {(): fanout.reconnects})
        yield _counter(GAPS, {(): fanout.gaps})


def _connections(hub: Hub) -> Metric:
    held = hub.connections()
    groups = ((language, kind) for language in LANGUAGES for kind in Kind)
    return _gauge(CONNECTIONS, {(language, kind.value): held.get((language, kind), 0) for language, kind in groups})


def _counter(family: Family, values: dict[tuple[str, ...], float]) -> Metric:
    metric = CounterMetricFamily(family.name, family.help, labels=family.labels)
    for labels, value in values.items():
        metric.add_metric(labels, value)
    return metric


def _gauge(family: Family, values: dict[tuple[str, ...], float]) -> Metric:
    metric = GaugeMetricFamily(family.name, family.help, labels=family.labels)
    for labels, value in values.items():
        metric.add_metric(labels, value)
    return metric
