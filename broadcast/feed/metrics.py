"""Prometheus metrics of the board of one node. The hub's counters are read at collection and not stored a second time.

For frames, at any moment: offered = sent + conflated + dropped + pending.
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

MAX_WAITING = 1000
"""Maximum number of commits tracked until this node has sent them to its viewers."""

SEVERAL = "several"
"""The label of an event stream that carries several languages."""

CONNECTIONS = Family(
    name="rostrum_board_connections",
    kind="gauge",
    help="Viewers and screens connected to this process. `several`: an event stream of more than one language.",
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
NOTIFICATIONS = Family(
    name="rostrum_fanout_notifications_total", kind="counter", help="Notifications sent by this process."
)
FANOUT_FAILURES = Family(
    name="rostrum_fanout_failures_total",
    kind="counter",
    help="Failures with Redis: `notify`, sending a notification; `receive`, receiving.",
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
    """Measure how long changes take to this node and its viewers; fed by the bus, the change notifier and the hub."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._written = WRITTEN.histogram(registry)
        self._heard = HEARD.histogram(registry)
        self._committed: dict[int, float] = {}
        self._highest_pending = 0
        self.head = 0

    async def record_commit(self, changed: BoardChanged) -> None:
        """Record that this process has committed a change (a subscriber of the bus)."""
        self._add_pending(changed.offset, time.perf_counter())

    def record_notification(self, offset: int, age_s: float) -> None:
        """Record a notification that another node sent `age_s` seconds ago."""
        self._heard.observe(max(0.0, age_s))
        self._add_pending(offset, time.perf_counter() - age_s)

    def record_written(self, offset: int) -> None:
        """Record that all changes up to `offset` have been written to every connection of this process.

        Higher offsets that were announced before this read belong to another epoch and are discarded.
        """
        now = time.perf_counter()
        for committed in [pending for pending in self._committed if pending <= offset]:
            self._written.observe(max(0.0, now - self._committed.pop(committed)))
        for lost in [pending for pending in self._committed if pending > self._highest_pending]:
            del self._committed[lost]
        self.head, self._highest_pending = max(offset, self._highest_pending), 0

    def _add_pending(self, offset: int, committed_at: float) -> None:
        self.head, self._highest_pending = max(self.head, offset), max(self._highest_pending, offset)
        if offset and len(self._committed) < MAX_WAITING:
            self._committed.setdefault(offset, committed_at)


@dataclass(frozen=True, eq=False)
class BoardCollector(Collector):
    """Read the counters of one node when Prometheus collects them."""

    feed: Feed
    fanout: FanoutCounters
    latency: Latency

    def describe(self) -> Iterator[Metric]:
        """Return nothing, so that registration reads no counters."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """Yield every metric of the board."""
        hub = self.feed.hub
        yield _connection_gauge(hub)
        yield from self._collect_frames(hub.counters.frames)
        yield _counter_metric(SNAPSHOTS, {(answer.value,): hub.counters.answers[answer] for answer in Answer})
        yield _counter_metric(UPDATES, {(): hub.counters.updates})
        yield _counter_metric(TICKS, {(): hub.counters.ticks})
        yield _counter_metric(READS, {(): hub.counters.reads})
        yield _counter_metric(READ_FAILURES, {(): hub.counters.read_failures})
        yield _counter_metric(PROJECTION_FAILURES, {(): hub.latest.projection_failures})
        yield _gauge_metric(OFFSET, {(): hub.latest.offset})
        yield _gauge_metric(BEHIND, {(): max(0, self.latency.head - hub.latest.offset)})
        yield _gauge_metric(UNCONFIRMED, {(): hub.unconfirmed_s})
        yield self._collect_screens()
        yield from self._collect_fanout()

    def _collect_frames(self, frames: Counters) -> Iterator[Metric]:
        yield _counter_metric(FRAMES, {(fate,): getattr(frames, fate) for fate in FATES})
        yield _gauge_metric(PENDING, {(): self.feed.hub.pending})
        yield _counter_metric(LAGGED, {(): frames.lagged})
        yield _counter_metric(CUT, {("full",): frames.cut, ("silent",): self.feed.connections.cut})
        yield _counter_metric(REFUSED, {(): self.feed.admission.refused})

    def _collect_screens(self) -> Metric:
        screens = self.feed.screens.list_all()
        connected = sum(screen.connected for screen in screens)
        return _gauge_metric(SCREENS, {("connected",): connected, ("gone",): len(screens) - connected})

    def _collect_fanout(self) -> Iterator[Metric]:
        fanout = self.fanout
        yield _gauge_metric(FANOUT_CONNECTED, {(): float(fanout.connected)})
        yield _counter_metric(NOTIFICATIONS, {(): fanout.notifications})
        yield _counter_metric(
            FANOUT_FAILURES, {("notify",): fanout.notifications_failed, ("receive",): fanout.failures}
        )
        yield _counter_metric(RECONNECTS, {(): fanout.reconnects})
        yield _counter_metric(GAPS, {(): fanout.gaps})


def _connection_gauge(hub: Hub) -> Metric:
    values: dict[tuple[str, ...], float] = {(language, kind.value): 0 for language in LANGUAGES for kind in Kind}
    values[SEVERAL, Kind.EVENTS.value] = 0
    for (language, kind), count in hub.connections().items():
        values[language if language in LANGUAGES else SEVERAL, kind.value] += count
    return _gauge_metric(CONNECTIONS, values)


def _counter_metric(family: Family, values: dict[tuple[str, ...], float]) -> Metric:
    metric = CounterMetricFamily(family.name, family.help, labels=family.labels)
    for labels, value in values.items():
        metric.add_metric(labels, value)
    return metric


def _gauge_metric(family: Family, values: dict[tuple[str, ...], float]) -> Metric:
    metric = GaugeMetricFamily(family.name, family.help, labels=family.labels)
    for labels, value in values.items():
        metric.add_metric(labels, value)
    return metric
