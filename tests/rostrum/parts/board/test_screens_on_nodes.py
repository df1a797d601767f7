"""Commands to screens and notices of dark ones: the screen hangs on one node, the operator acts on the other."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from io import StringIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from rich.console import Console
from sqlalchemy import func, select

from broadcast.client.screen import ScreenPeer, follow_as, origin_of
from broadcast.feed.displays.standings import Standing
from broadcast.feed.identity.proofs import public_text
from broadcast.feed.service import FEED
from broadcast.outages.web.notices import OUTAGE_WATCH
from broadcast.screen_control.web.pages import HOME
from broadcast.screens.domain.events import ScreensChanged
from broadcast.screens.domain.pairing import PairedScreen
from broadcast.screens.storage import SqlScreenStore
from conference.clock import ManualClock
from conference.storage.audit import audit_log
from conference.storage.engine import Database
from tests.support.background import written
from tests.support.two_nodes import NodePlace, TwoNodes, serve_two_nodes

NAME, ADDRESS = "lobby-1", "/en/screens/lobby"
HANGS_ON, ACTS_ON = 0, 1
WITHIN_S = 20.0


@pytest.fixture
async def nodes(
    postgresql_database: Database, redis_url: str, tmp_path: Path, clock: ManualClock
) -> AsyncIterator[TwoNodes]:
    """Two nodes that tick each second."""
    place = NodePlace(database=postgresql_database, redis_url=redis_url, folder=tmp_path, clock=clock, tick_s=1)
    async with serve_two_nodes(place) as served:
        yield served


@asynccontextmanager
async def hang_screen(nodes: TwoNodes) -> AsyncIterator[None]:
    """Connect a paired screen to its node until the block ends."""
    runtime, key = nodes.runtimes[HANGS_ON], ec.generate_private_key(ec.SECP256R1())
    paired = PairedScreen(
        name=NAME, public_key=public_text(key), address=ADDRESS, paired_at=runtime.clock.now(), paired_by="Lan"
    )
    async with runtime.transactions.write() as transaction:
        await SqlScreenStore().add_screen(transaction, paired)
    await runtime.bus.publish(ScreensChanged(NAME))
    server = str(nodes.clients[HANGS_ON].make_url(""))
    peer = ScreenPeer(name=NAME, origin=origin_of(server), key=key, language="en", address=ADDRESS)
    following = asyncio.create_task(follow_as(server, peer, console=Console(file=StringIO())))
    yield
    following.cancel()
    with suppress(asyncio.CancelledError):
        await following


async def wait_until(is_true: Callable[[], bool]) -> None:
    async with asyncio.timeout(WITHIN_S):
        while not is_true():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


def standings(nodes: TwoNodes) -> list[Standing]:
    """How the screen stands, as each node that knows it sees it."""
    feeds = [nodes.find_app(node)[FEED] for node in (HANGS_ON, ACTS_ON)]
    return [feed.standing_of(one) for feed in feeds for one in feed.screens.list_all() if one.name == NAME]


async def look_at_screens(nodes: TwoNodes) -> list[set[str]]:
    """Let both nodes look at the screens at once, and return the notices that each has."""
    watches = [nodes.find_app(node)[OUTAGE_WATCH] for node in (HANGS_ON, ACTS_ON)]
    await asyncio.gather(*(watch.look() for watch in watches))
    for runtime in nodes.runtimes:
        await written(runtime.transactions)
    for watch in watches:
        await watch.look()
    return [{outage.notice for outage in watch.waiting} for watch in watches]


async def count_acts(nodes: TwoNodes, action: str) -> int:
    async with nodes.runtimes[0].transactions.read() as transaction:
        query = select(func.count()).select_from(audit_log).where(audit_log.c.action == action)
        return int(await transaction.connection.scalar(query) or 0)


async def test_command_of_another_node_is_carried_out(nodes: TwoNodes) -> None:
    """Covers B17."""
    operator = nodes.clients[ACTS_ON]
    async with hang_screen(nodes):
        await wait_until(lambda: standings(nodes) == [Standing.CURRENT, Standing.CURRENT])
        form = {"act": "identify", "everywhere": "true"}
        async with operator.post(HOME, data=form, headers=nodes.headers, allow_redirects=False) as answer:
            assert answer.status == 303
            results = answer.headers["Location"]
        page = ""
        async with asyncio.timeout(WITHIN_S):
            while 'chip-good">done' not in page:
                async with operator.get(results, headers=nodes.headers) as shown:
                    page = await shown.text()


async def test_screen_dark_for_both_nodes_has_one_notice(nodes: TwoNodes, clock: ManualClock) -> None:
    async with hang_screen(nodes):
        await wait_until(lambda: standings(nodes) == [Standing.CURRENT, Standing.CURRENT])
        assert await look_at_screens(nodes) == [set(), set()]
    await wait_until(lambda: standings(nodes) == [Standing.GONE, Standing.GONE])
    assert await look_at_screens(nodes) == [set(), set()]
    clock.advance(31)
    one, other = await look_at_screens(nodes)
    assert (len(one), one) == (1, other)
    assert await count_acts(nodes, "broadcast:outage:noticed") == 1
    path = f"/staff/console/outages/{one.pop()}/acknowledge"
    operator = nodes.clients[ACTS_ON]
    async with operator.post(path, data={}, headers=nodes.headers, allow_redirects=False) as answer:
        assert answer.status == 303
    assert await look_at_screens(nodes) == [set(), set()]
