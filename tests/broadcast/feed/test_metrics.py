"""What the board tells Prometheus: every frame accounted for, in the very text of /metrics (CASES B8)."""

import asyncio
import random
from dataclasses import dataclass, field

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from broadcast.board.actions.announcements import post_announcement
from broadcast.board.actions.programme import load_programme, renew_epoch
from broadcast.board.domain.announcements import Level
from broadcast.board.domain.board import Revision
from broadcast.board.domain.events import BoardChanged
from broadcast.board.ports import Board
from broadcast.board.words import CatalogueWords
from broadcast.feed.fanout.memory import MemoryFanout
from broadcast.feed.fanout.redis import RedisFanout
from broadcast.feed.hub import Hub, Kind
from broadcast.feed.latest import LatestBoard
from broadcast.feed.metrics import FAMILIES, FATES, BoardCollector, Latency
from broadcast.feed.send_queue import SendQueue
from broadcast.feed.service import Feed
from conference.bus import Bus
from conference.clock import ManualClock
from conference.ids import SequentialIds
from conference.texts.catalogues import own_catalogues
from tests.support.board_moves import open_session, resume_session, suspend_session
from tests.support.board_samples import HANOI, OPERATOR, programme, text
from tests.support.memory_board import MemoryBoard

BOUND = 2000
FRAMES = "rostrum_board_frames_total"
Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]


class Reader:
    """A transport that takes what is written as fast as the test says, and tells its outbox when it is full."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.send_queue: SendQueue | None = None
        self.held: list[bytes] = []
        self.taken = 0
        self.full = False
        self.closed = False
        self._high, self._low = 1 << 30, 1 << 30

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        self._high = self._high if high is None else high
        self._low = self._high // 4 if low is None else low

    def write(self, data: bytes) -> None:
        if self.closed:
            raise RuntimeError("unable to perform operation on a closed transport")
        self.held.append(data)
        if not self.full and self.get_write_buffer_size() > self._high:
            self.full = True
            if self.send_queue is not None:
                self.send_queue.pause()

    def get_write_buffer_size(self) -> int:
        return sum(map(len, self.held))

    def abort(self) -> None:
        self.closed = True

    def take(self, frames: int | None = None) -> None:
        """Let frames through to the client."""
        count = len(self.held) if frames is None else min(frames, len(self.held))
        self.taken += count
        del self.held[:count]
        if self.full and self.get_write_buffer_size() <= self._low and self.send_queue is not None:
            self.full = False
            self.send_queue.resume()


@dataclass
class Node:
    """A node's hub with its metrics, and a clock to move."""

    board: Board
    hub: Hub
    latency: Latency
    registry: CollectorRegistry
    clock: ManualClock
    readers: list["Reader"] = field(default_factory=list)

    def connect(self, language: str = "fr", *, kind: Kind = Kind.WEBSOCKET, resume: Revision | None = None) -> "Reader":
        reader = Reader(language)
        reader.send_queue = self.hub.subscribe(reader, language, kind=kind, resume=resume)
        self.readers.append(reader)
        return reader

    def leave(self, reader: "Reader") -> None:
        self.readers.remove(reader)
        if reader.send_queue is not None:
            self.hub.unsubscribe(reader.send_queue, reader.language)

    def samples(self) -> Samples:
        """What Prometheus reads now."""
        families = text_string_to_metric_families(generate_latest(self.registry).decode())
        return {(s.name, tuple(sorted(s.labels.items()))): s.value for family in families for s in family.samples}

    def value(self, name: str, **labels: str) -> float:
        return self.samples()[name, tuple(sorted(labels.items()))]


@pytest.fixture
async def node(bus: Bus, clock: ManualClock, ids: SequentialIds) -> Node:
    memory, registry = MemoryBoard(bus), CollectorRegistry()
    board = Board(transactions=memory, store=memory, clock=clock, ids=ids, zone=HANOI, countries=("VN",))
    fanout, latency = MemoryFanout(), Latency(registry)
    bus.subscribe(BoardChanged, latency.record_commit)
    words = CatalogueWords(own_catalogues(), {"VN": text("Viet Nam")})
    hub = Hub(board, fanout, LatestBoard(words, HANOI), bound=BOUND)
    hub.on_refreshed = latency.record_written
    registry.register(BoardCollector(Feed(hub=hub), fanout, latency))
    await load_programme(board, programme(), operator=OPERATOR)
    await hub.refresh()
    return Node(board, hub, latency, registry, clock)


def frames(samples: Samples) -> dict[str, float]:
    return {fate: samples[FRAMES, (("fate", fate),)] for fate in FATES}


def assert_law(samples: Samples) -> None:
    found, pending = frames(samples), samples["rostrum_board_frames_pending", ()]
    assert found["offered"] == found["sent"] + found["conflated"] + found["dropped"] + pending


async def test_frames_of_a_slow_reader_are_all_accounted_for(node: Node) -> None:
    quick, slow = node.connect(), node.connect("ar")
    quick.take()
    await open_session(node.board, "opening", operator=OPERATOR)
    for _ in range(20):
        await suspend_session(node.board, "opening", reason=None, operator=OPERATOR)
        await resume_session(node.board, "opening", operator=OPERATOR)
        await node.hub.refresh()
        await node.hub.tick()
        quick.take()
    samples = node.samples()
    assert_law(samples)
    assert frames(samples)["conflated"] > 0
    assert samples["rostrum_board_frames_pending", ()] > 0
    assert samples["rostrum_board_lagged_total", ()] == 1
    node.leave(slow)
    after = node.samples()
    assert_law(after)
    assert frames(after)["dropped"] == samples["rostrum_board_frames_pending", ()]
    assert after["rostrum_board_frames_pending", ()] == 0
    assert frames(after)["sent"] == quick.taken + len(slow.held)
    await node.hub.close()


async def test_counters_balance_after_any_workload(node: Node) -> None:
    chance = random.Random(20251025)

    async def change() -> None:
        words, level = text("x" * chance.randrange(10, 270)), chance.choice(list(Level))
        await post_announcement(node.board, words, level=level, expires_at=None, operator=OPERATOR)
        await node.hub.refresh()

    async def other_epoch() -> None:
        await renew_epoch(node.board, operator=OPERATOR)
        await node.hub.refresh()

    async def come() -> None:
        resume = chance.choice([None, node.hub.latest.revision, Revision("another", 3)])
        node.connect(chance.choice(["ar", "fr"]), resume=resume)

    async def go() -> None:
        if node.readers:
            reader = chance.choice(node.readers)
            reader.closed = chance.random() < 0.5
            await node.hub.tick()
            node.leave(reader)

    async def take() -> None:
        for reader in node.readers:
            reader.take(chance.randrange(4))

    for _ in range(150):
        await chance.choice([change, change, take, take, come, go, node.hub.tick, other_epoch])()
        assert_law(node.samples())
    found = frames(node.samples())
    assert all(found.values()), found
    await node.hub.close()


async def test_connections_are_counted_by_language_and_kind(node: Node) -> None:
    node.connect("ar")
    node.connect("ar", kind=Kind.EVENTS)
    node.connect("ar", kind=Kind.EVENTS)
    assert node.value("rostrum_board_connections", language="ar", kind="events") == 2
    assert node.value("rostrum_board_connections", language="ar", kind="websocket") == 1
    assert node.value("rostrum_board_connections", language="vi", kind="websocket") == 0


async def test_streams_of_several_languages_are_counted(node: Node) -> None:
    node.connect("ar,vi", kind=Kind.EVENTS)
    assert node.value("rostrum_board_connections", language="several", kind="events") == 1
    assert node.value("rostrum_board_connections", language="ar", kind="events") == 0


async def test_snapshots_are_counted_by_reason(node: Node) -> None:
    node.connect()
    node.connect(resume=node.hub.latest.revision)
    node.connect(resume=Revision("other", 1))
    assert node.value("rostrum_board_snapshots_total", reason="fresh") == 1
    assert node.value("rostrum_board_snapshots_total", reason="recovered") == 1
    assert node.value("rostrum_board_snapshots_total", reason="other_epoch") == 1
    assert node.value("rostrum_board_snapshots_total", reason="reset") == 0


async def test_change_is_timed_until_the_last_connection_write(node: Node) -> None:
    before = node.value("rostrum_board_written_seconds_count")
    await open_session(node.board, "opening", operator=OPERATOR)
    assert node.value("rostrum_board_behind") == 1
    await node.hub.refresh()
    assert node.value("rostrum_board_behind") == 0
    assert node.value("rostrum_board_written_seconds_count") == before + 1
    await node.hub.refresh()
    assert node.value("rostrum_board_written_seconds_count") == before + 1


async def test_notification_is_timed_from_its_age(node: Node) -> None:
    node.latency.record_notification(node.hub.latest.offset + 1, 0.2)
    node.latency.record_notification(node.hub.latest.offset + 2, -0.1)
    assert node.value("rostrum_board_heard_seconds_count") == 2
    assert node.value("rostrum_board_heard_seconds_sum") == pytest.approx(0.2)
    assert node.value("rostrum_board_behind") == 2
    before = node.value("rostrum_board_written_seconds_sum")
    node.latency.record_written(node.hub.latest.offset + 1)
    assert node.value("rostrum_board_written_seconds_sum") - before >= 0.2


async def test_restored_board_is_not_counted_as_behind(node: Node) -> None:
    offset = node.hub.latest.offset
    node.latency.record_notification(offset + 40, 0.1)
    assert node.value("rostrum_board_behind") == 40
    node.latency.record_written(offset)
    assert node.value("rostrum_board_behind") == 40
    count = node.value("rostrum_board_written_seconds_count")
    node.latency.record_written(offset)
    assert node.value("rostrum_board_behind") == 0
    node.latency.record_written(offset + 50)
    assert node.value("rostrum_board_written_seconds_count") == count


async def test_age_is_reported_for_other_nodes_only(node: Node, redis_url: str) -> None:
    stream = f"test:{node.board.ids.secret()}"
    here, there = RedisFanout(redis_url, stream=stream), RedisFanout(redis_url, stream=stream)
    heard = asyncio.Event()
    ages: list[tuple[int, float]] = []

    def hear(offset: int, age_s: float) -> None:
        ages.append((offset, age_s))
        heard.set()

    own: list[tuple[int, float]] = []
    there.on_received = hear
    here.on_received = lambda offset, age_s: own.append((offset, age_s))
    listeners = [fanout.listen() for fanout in (here, there)]
    async with asyncio.timeout(5):
        for fanout, listener in zip((here, there), listeners, strict=True):
            while not fanout.connected:
                await anext(listener)
        await here.notify(7)
        await heard.wait()
    assert [offset for offset, _ in ages] == [7]
    assert -0.1 < ages[0][1] < 2
    assert own == []
    for fanout in (here, there):
        await fanout.close()


async def test_unconfirmed_seconds_grow_without_confirmation(node: Node) -> None:
    await node.hub.refresh()
    node.clock.advance(42)
    assert node.value("rostrum_board_unconfirmed_seconds") == 42


async def test_every_metric_of_the_board_is_declared(node: Node) -> None:
    names = {name for name, _ in node.samples()}
    for family in FAMILIES:
        suffix = "_count" if family.kind == "histogram" else ""
        assert family.name + suffix in names, family.name
    declared = {family.name for family in FAMILIES}
    plain = {name for name in names if not name.endswith(("_bucket", "_count", "_created", "_sum"))}
    assert plain <= declared
