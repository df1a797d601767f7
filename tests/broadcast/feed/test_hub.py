"""The hub of one node, running: bells, ticks, a database that goes away, another epoch."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from broadcast.board.actions.announcements import post_announcement
from broadcast.board.actions.programme import load_programme, renew_epoch
from broadcast.board.domain.announcements import Level
from broadcast.board.domain.board import Revision
from broadcast.board.domain.events import BoardChanged, BoardCommitted
from broadcast.board.ports import Board
from broadcast.board.words import CatalogueWords
from broadcast.client.apply import View
from broadcast.feed import wire
from broadcast.feed.fanout.memory import MemoryFanout
from broadcast.feed.hub import Hub, Kind
from broadcast.feed.latest import Answer, LatestBoard
from broadcast.feed.send_queue import SendQueue
from conference.bus import Bus
from conference.clock import ManualClock
from conference.ids import SequentialIds
from conference.texts.catalogues import own_catalogues
from tests.support.board_moves import open_session
from tests.support.board_samples import HANOI, OPERATOR, programme, text
from tests.support.memory_board import MemoryBoard, MemoryUnit
from tests.support.pipes import Pipe, payload_of, taken

WITHIN_S = 5.0


class Stubborn(MemoryBoard):
    """A database that can be unplugged."""

    def __init__(self, bus: Bus) -> None:
        super().__init__(bus)
        self.unplugged = False
        self.writable = asyncio.Event()
        self.writable.set()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[MemoryUnit]:
        if self.unplugged:
            raise ConnectionError("no database")
        yield MemoryUnit(self)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[MemoryUnit]:
        await self.writable.wait()
        async with super().write() as transaction:
            yield transaction


@pytest.fixture
def memory(bus: Bus) -> Stubborn:
    return Stubborn(bus)


@pytest.fixture
async def board(memory: Stubborn, clock: ManualClock, ids: SequentialIds) -> Board:
    made = Board(transactions=memory, store=memory, clock=clock, ids=ids, zone=HANOI, countries=("VN",))
    await load_programme(made, programme(), operator=OPERATOR)
    return made


@pytest.fixture
def fanout(bus: Bus) -> MemoryFanout:
    made = MemoryFanout()

    async def notify(changed: BoardChanged) -> None:
        await made.notify(changed.offset)

    bus.subscribe(BoardChanged, notify)
    return made


@pytest.fixture
async def hub(board: Board, fanout: MemoryFanout) -> AsyncIterator[Hub]:
    made = Hub(board, fanout, LatestBoard(CatalogueWords(own_catalogues(), {}), HANOI, tick_s=3600))
    await made.start()
    yield made
    await made.close()
    await fanout.close()


async def until(happened: Callable[[], object]) -> None:
    async with asyncio.timeout(WITHIN_S):
        while not happened():  # noqa: ASYNC110 - a test may look again
            await asyncio.sleep(0.005)


def connect(hub: Hub, language: str = "fr") -> tuple[SendQueue, Pipe]:
    pipe = Pipe()
    pipe.send_queue = hub.subscribe(pipe, language)
    return pipe.send_queue, pipe


@pytest.fixture
async def narrow_hub(board: Board, fanout: MemoryFanout) -> AsyncIterator[Hub]:
    """A hub whose viewers lag as soon as a snapshot waits."""
    made = Hub(board, fanout, LatestBoard(CatalogueWords(own_catalogues(), {}), HANOI, tick_s=3600), bound=2_000)
    await made.start()
    yield made
    await made.close()


async def test_notification_sends_the_change_in_every_language(hub: Hub, board: Board) -> None:
    pipes = {language: connect(hub, language)[1] for language in ("ar", "fr", "vi")}
    await open_session(board, "opening", operator=OPERATOR)
    await until(lambda: all(len(pipe.held) == 2 for pipe in pipes.values()))
    for language, pipe in pipes.items():
        state = taken(View(), pipe.flow()).keys["session/opening"].state
        assert state is not None
        assert (state["title"], state["phase"]) == (f"opening ({language})", "in_session")


async def test_everyone_of_a_language_is_sent_the_same_bytes(hub: Hub, board: Board) -> None:
    pipes = [connect(hub)[1] for _ in range(3)]
    await open_session(board, "opening", operator=OPERATOR)
    await until(lambda: all(len(pipe.held) == 2 for pipe in pipes))
    for n in (0, 1):
        assert len({id(pipe.held[n]) for pipe in pipes}) == 1


async def test_commits_of_this_process_are_sent_without_a_read(hub: Hub, board: Board, bus: Bus) -> None:
    bus.unsubscribe_all()
    bus.subscribe(BoardCommitted, hub.take_commit)
    reads, (_, pipe) = hub.counters.reads, connect(hub)
    await open_session(board, "opening", operator=OPERATOR)
    assert taken(View(), pipe.flow()).keys["session/opening"].offset == hub.latest.offset
    assert hub.counters.reads == reads


async def test_commits_after_a_gap_or_of_another_board_are_not_taken(hub: Hub, board: Board, bus: Bus) -> None:
    bus.unsubscribe_all()
    told: list[BoardCommitted] = []

    async def hear(committed: BoardCommitted) -> None:
        told.append(committed)

    bus.subscribe(BoardCommitted, hear)
    await open_session(board, "opening", operator=OPERATOR)
    await open_session(board, "debate", operator=OPERATOR)
    first, second = told
    for refused in (second, replace(first, store=object()), replace(first, before=Revision("ep_other", 1))):
        before = hub.latest.offset
        await hub.take_commit(refused)
        assert hub.latest.offset == before
    await hub.take_commit(first)
    await hub.take_commit(second)
    assert hub.latest.offset == second.entries[-1].offset


async def test_missed_notification_is_recovered_by_the_next_tick(hub: Hub, board: Board, memory: Stubborn) -> None:
    _, pipe = connect(hub)
    memory.bus = Bus()
    await open_session(board, "opening", operator=OPERATOR)
    await hub.tick()
    view = taken(View(), pipe.flow())
    assert (view.offset, view.behind) == (memory.offset, False)


async def test_tick_has_the_revision_of_the_database(hub: Hub, clock: ManualClock, memory: Stubborn) -> None:
    _, pipe = connect(hub)
    pipe.flow()
    clock.advance(5)
    await hub.tick()
    tick = wire.decode_message(payload_of(pipe.held[0]))
    assert tick == wire.Tick(at=clock.now(), epoch=hub.latest.revision.epoch, offset=memory.offset)


async def test_without_a_database_there_is_no_tick_and_the_board_stays(hub: Hub, memory: Stubborn) -> None:
    _, pipe = connect(hub)
    pipe.flow()
    memory.unplugged = True
    await hub.tick()
    assert pipe.held == []
    assert hub.counters.read_failures == 1
    memory.unplugged = False
    await hub.tick()
    assert len(pipe.held) == 1


async def test_snapshot_has_the_time_of_its_confirmation(hub: Hub, memory: Stubborn, clock: ManualClock) -> None:
    memory.unplugged = True
    confirmed_at = clock.now()
    clock.advance(3 * 3600)
    assert not hub.is_confirmed
    _, pipe = connect(hub)
    snapshot = wire.decode_message(payload_of(pipe.held[0]))
    assert isinstance(snapshot, wire.Snapshot)
    assert snapshot.at == confirmed_at
    memory.unplugged = False
    await hub.tick()
    assert hub.is_confirmed


async def test_another_epoch_sends_everyone_the_whole_board(hub: Hub, board: Board) -> None:
    _, pipe = connect(hub)
    view = taken(View(), pipe.flow())
    await renew_epoch(board, operator=OPERATOR)
    await until(lambda: pipe.held)
    after = taken(view, pipe.flow())
    assert (after.epoch != view.epoch, after.behind) == (True, False)
    assert hub.counters.answers[Answer.RESET] == 1


async def test_restored_board_is_sent_as_a_whole(hub: Hub, board: Board, memory: Stubborn) -> None:
    kept = (memory.offset, dict(memory.latest_entries))
    await open_session(board, "opening", operator=OPERATOR)
    await until(lambda: hub.latest.offset == memory.offset)
    _, pipe = connect(hub)
    pipe.flow()
    memory.offset, memory.latest_entries = kept
    await hub.tick()
    snapshot = wire.decode_message(payload_of(pipe.held[0]))
    assert isinstance(snapshot, wire.Snapshot)
    assert (snapshot.offset, snapshot.recovered) == (memory.offset, False)


async def test_answers_are_counted_by_reason(hub: Hub) -> None:
    own = hub.latest.revision
    for resume, has_revision in [
        (None, False),
        (None, True),
        (own, True),
        (Revision(own.epoch, own.offset + 1), True),
        (Revision("other", 1), True),
    ]:
        hub.subscribe(Pipe(), "fr", resume=resume, has_revision=has_revision)
    assert hub.counters.answers == {
        Answer.FRESH: 1,
        Answer.DOUBT: 1,
        Answer.RECOVERED: 1,
        Answer.FUTURE: 1,
        Answer.OTHER_EPOCH: 1,
    }


async def test_lagging_viewer_catches_up_as_soon_as_it_reads(narrow_hub: Hub, board: Board) -> None:
    hub = narrow_hub
    send_queue, pipe = connect(hub)
    await open_session(board, "opening", operator=OPERATOR)
    await until(lambda: send_queue.lagging)
    view = taken(View(), pipe.flow())
    assert not send_queue.lagging
    assert taken(view, pipe.flow()).offset == hub.latest.offset
    assert hub.pending == 0


async def test_alert_does_not_wait_for_a_lagging_viewer(narrow_hub: Hub, board: Board) -> None:
    hub = narrow_hub
    send_queue, pipe = connect(hub)
    await open_session(board, "opening", operator=OPERATOR)
    await until(lambda: send_queue.lagging)
    await post_announcement(board, text("Leave by the nearest exit"), operator=OPERATOR, level=Level.URGENT)
    await until(lambda: not send_queue.lagging)
    view = taken(View(), pipe.flow())
    assert any(key.startswith("announcement/") for key in view.keys)
    assert view.offset == hub.latest.offset


async def test_left_viewer_is_sent_nothing(hub: Hub, board: Board) -> None:
    """Covers C5."""
    send_queue, pipe = connect(hub)
    hub.unsubscribe(send_queue, "fr")
    before = list(pipe.held)
    await open_session(board, "opening", operator=OPERATOR)
    await until(lambda: hub.counters.updates)
    await hub.tick()
    assert pipe.held == before
    assert hub.connections() == {}


async def test_connections_are_counted_by_language_and_kind(hub: Hub) -> None:
    for language, kind in [("fr", Kind.WEBSOCKET), ("fr", Kind.WEBSOCKET), ("ar", Kind.EVENTS)]:
        hub.subscribe(Pipe(), language, kind=kind)
    assert hub.connections() == {("fr", Kind.WEBSOCKET): 2, ("ar", Kind.EVENTS): 1}


async def test_ticks_come_by_themselves_and_sweep_what_has_expired(
    board: Board, fanout: MemoryFanout, clock: ManualClock
) -> None:
    expiring = clock.now() + timedelta(minutes=1)
    await post_announcement(board, text("x"), operator=OPERATOR, expires_at=expiring)
    hub = Hub(board, fanout, LatestBoard(CatalogueWords(own_catalogues(), {}), HANOI, tick_s=0))
    await hub.start()
    _, pipe = connect(hub)
    clock.advance(3600)
    await until(lambda: taken(View(), pipe.held).offset == 8 and hub.counters.ticks > 3)
    await hub.close()
    view = taken(View(), pipe.held)
    assert [key for key, held in view.keys.items() if key.startswith("announcement/") and held.state] == []


async def test_ticks_go_on_while_a_sweep_waits_for_a_lock(
    board: Board, memory: Stubborn, fanout: MemoryFanout, clock: ManualClock
) -> None:
    await post_announcement(board, text("x"), operator=OPERATOR, expires_at=clock.now() + timedelta(minutes=1))
    hub = Hub(board, fanout, LatestBoard(CatalogueWords(own_catalogues(), {}), HANOI, tick_s=0))
    await hub.start()
    memory.writable.clear()
    clock.advance(3600)
    await until(lambda: hub.counters.ticks > 3)
    offset = hub.latest.offset
    memory.writable.set()
    await until(lambda: hub.latest.offset > offset)
    await hub.close()
