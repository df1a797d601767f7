"""Contract of every change notifier: in memory, and over a real Redis."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable

import pytest

from broadcast.board.ports import Fanout
from broadcast.feed.fanout.memory import MemoryFanout
from broadcast.feed.fanout.redis import RedisFanout

WITHIN_S = 5.0

Another = Callable[[], MemoryFanout | RedisFanout]
"""Makes the change notifier of another node of the same conference."""


@pytest.fixture(params=["memory", "redis"])
async def another(request: pytest.FixtureRequest) -> AsyncIterator[Another]:
    """Doorbells of nodes that hear each other."""
    opened: list[MemoryFanout | RedisFanout] = []
    one_process = MemoryFanout()
    url = request.getfixturevalue("redis_url") if request.param == "redis" else ""
    stream = f"test:{uuid.uuid4().hex}"

    def make() -> MemoryFanout | RedisFanout:
        fanout = RedisFanout(url, stream=stream) if url else one_process
        opened.append(fanout)
        return fanout

    yield make
    for fanout in opened:
        await fanout.close()


async def hear(listener: AsyncIterator[int]) -> int:
    async with asyncio.timeout(WITHIN_S):
        return await anext(listener)


async def listening(fanout: Fanout) -> AsyncIterator[int]:
    """A listener that hears every node: over Redis, once the connection stands."""
    listener = fanout.listen()
    assert await hear(listener) == 0
    if isinstance(fanout, RedisFanout) and not fanout.connected:
        assert await hear(listener) == 0
        assert fanout.connected
    return listener


async def hear_until(listener: AsyncIterator[int], offset: int) -> list[int]:
    """Everything heard until `offset`, the invitations to look (0) left out."""
    heard = []
    while offset not in heard:
        heard.append(await hear(listener))
    return [rung for rung in heard if rung]


async def test_listener_is_first_notified_to_read(another: Another) -> None:
    assert await hear(another().listen()) == 0


async def test_every_listener_of_every_node_is_notified(another: Another) -> None:
    here, there = another(), another()
    listeners = [await listening(here), await listening(here), await listening(there)]
    await here.notify(7)
    for listener in listeners:
        assert await hear_until(listener, 7) == [7]


async def test_notifications_while_busy_merge_to_the_highest(another: Another) -> None:
    fanout = another()
    listener = await listening(fanout)
    for offset in (1, 3, 2):
        await fanout.notify(offset)
    assert await hear_until(listener, 3) == [3]


async def test_reread_request_is_not_lost_among_notifications(another: Another) -> None:
    fanout = another()
    listener = await listening(fanout)
    for offset in (1, 0, 2):
        await fanout.notify(offset)
    assert [await hear(listener), await hear(listener)] == [0, 2]


async def test_notifications_are_counted(another: Another) -> None:
    here, there = another(), another()
    await listening(here)  # a connected node sends what is due before it closes
    listener = await listening(there)
    await here.notify(4)
    await hear_until(listener, 4)
    await there.close()
    await here.close()
    assert (here.notifications, here.notifications_failed, there.gaps) == (1, 0, 0)


async def test_rings_in_both_directions(another: Another) -> None:
    here, there = another(), another()
    listen_here, listen_there = await listening(here), await listening(there)
    await there.notify(1)
    await hear_until(listen_here, 1)
    await here.notify(2)
    assert 2 in await hear_until(listen_there, 2)


async def test_notification_without_listeners_does_no_harm(another: Another) -> None:
    await another().notify(1)


async def test_close_ends_the_listeners(another: Another) -> None:
    fanout = another()
    listener = fanout.listen()
    await hear(listener)
    waiting = asyncio.ensure_future(anext(listener, None))
    await asyncio.sleep(0)
    await fanout.close()
    async with asyncio.timeout(WITHIN_S):
        heard = await waiting
    assert heard in (None, 0)
