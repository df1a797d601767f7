"""The watch of a node: what it has recorded, and when."""

from collections.abc import Collection, Sequence

from broadcast.board.ports import Board
from broadcast.feed.fanout.memory import MemoryFanout
from broadcast.feed.hub import Hub
from broadcast.feed.latest import LatestBoard
from broadcast.feed.screens import PaintReport
from broadcast.feed.service import Feed
from broadcast.outages.actions import acknowledge_notice, record_outages
from broadcast.outages.domain import DarkScreen
from broadcast.outages.ports import OutageServices
from broadcast.outages.runtime import OutageWatch
from conference.clock import ManualClock
from conference.transactions import Transaction
from tests.support.board_samples import HANOI, OPERATOR
from tests.support.feed_server import WORDS


async def list_names(_transaction: Transaction) -> list[str]:
    return ["lobby-1"]


async def test_watch_records_a_dark_screen_and_its_recovery(
    programmed: Board, services: OutageServices, clock: ManualClock
) -> None:
    hub = Hub(programmed, MemoryFanout(), LatestBoard(WORDS, HANOI))
    await hub.refresh()
    feed, changes, asked = Feed(hub=hub), [0], list[tuple[Sequence[DarkScreen], Collection[str]]]()

    def report() -> None:
        shown = PaintReport(revision=hub.latest.revision, language="ar", at=clock.now(), layout="lobby")
        feed.screens.show("connection", "lobby-1", shown)

    async def pass_time(seconds: float) -> None:
        asked.clear()
        clock.advance(seconds)
        await watch.look()
        for dark, current in asked:
            async with services.transactions.write() as transaction:
                await record_outages(services, dark, current, transaction)

    watch = OutageWatch(
        services,
        feed,
        list_names,
        is_on=lambda: True,
        record=lambda dark, current: asked.append((dark, current)),
        on_change=lambda: changes.append(changes[-1] + 1),
    )
    feed.screens.join("connection", "lobby-1", language="ar", now=clock.now())
    report()
    await pass_time(0)
    await pass_time(10)
    assert asked == []
    await pass_time(30)
    assert [one.name for one in asked[0][0]] == ["lobby-1"]
    await pass_time(5)
    assert ([one.screen for one in watch.waiting], asked) == (["lobby-1"], [])
    report()
    await pass_time(0)
    assert asked == [([], {"lobby-1"})]
    await pass_time(1)
    assert watch.waiting[0].ended_at is not None
    await acknowledge_notice(services, watch.waiting[0].notice, staff=OPERATOR)
    await pass_time(1)
    assert (watch.waiting, changes[-1]) == ([], 3)
