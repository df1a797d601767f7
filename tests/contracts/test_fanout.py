"""The contract of every doorbell: in memory, and over a real Redis."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable

import pytest

from broadcast.fanout.memory import MemoryFanout
from broadcast.fanout.redis import KEPT, RedisFanout
from broadcast.ports import Fanout
from tests.servers import free_port

WITHIN_S = 5.0

Another = Callable[[], Fanout]
"""Makes the doorbell of another node of the same conference."""


@pytest.fixture(params=["memory", "redis"])
async def another(request: pytest.FixtureRequest) -> AsyncIterator[Another]:
    """Doorbells of nodes that hear each other."""
    opened: list[Fanout] = []
    one_process = MemoryFanout()
    url = request.getfixturevalue("redis_url") if request.param == "redis" else ""
    stream = f"test:{uuid.uuid4().hex}"

    def make() -> Fanout:
        fanout: Fanout = RedisFanout(url, stream=stream) if url else one_process
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


async def test_a_listener_first_hears_that_it_must_look(another: Another) -> None:
    assert await hear(another().listen()) == 0


async def test_every_listener_of_every_node_hears_a_ring(another: Another) -> None:
    here, there = another(), another()
    listeners = [await listening(here), await listening(here), await listening(there)]
    await here.ring(7)
    for listener in listeners:
        assert await hear_until(listener, 7) == [7]


async def test_rings_while_busy_are_heard_as_the_last(another: Another) -> None:
    fanout = another()
    listener = await listening(fanout)
    for offset in (1, 2, 3):
        await fanout.ring(offset)
    assert (await hear_until(listener, 3))[-1] == 3


async def test_rings_in_both_directions(another: Another) -> None:
    here, there = another(), another()
    listen_here, listen_there = await listening(here), await listening(there)
    await there.ring(1)
    await hear_until(listen_here, 1)
    await here.ring(2)
    assert 2 in await hear_until(listen_there, 2)


async def test_a_ring_that_nobody_hears_does_no_harm(another: Another) -> None:
    await another().ring(1)


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


async def test_without_redis_a_node_hears_itself_and_says_that_it_is_alone() -> None:
    fanout = RedisFanout(f"redis://127.0.0.1:{free_port()}/0")
    listener = fanout.listen()
    assert await hear(listener) == 0
    await fanout.ring(3)
    assert await hear(listener) == 3
    assert (fanout.connected, fanout.failures > 0) == (False, True)
    await fanout.close()


async def test_a_lost_connection_is_made_again_and_asks_to_look(redis_url: str) -> None:
    from redis.asyncio import Redis

    stream = f"test:{uuid.uuid4().hex}"
    here, there = RedisFanout(redis_url, stream=stream), RedisFanout(redis_url, stream=stream)
    listener = await listening(here)
    await there.ring(1)
    await hear_until(listener, 1)
    client = Redis.from_url(redis_url)
    await client.client_kill_filter(_type="normal", skipme=True)
    assert await hear(listener) == 0
    await there.ring(2)
    assert await hear_until(listener, 2) == [2]
    await client.aclose()
    await here.close()
    await there.close()


async def test_the_stream_does_not_grow_for_ever(redis_url: str) -> None:
    from redis.asyncio import Redis

    stream = f"test:{uuid.uuid4().hex}"
    fanout = RedisFanout(redis_url, stream=stream)
    for offset in range(KEPT + 500):
        await fanout.ring(offset)
    client = Redis.from_url(redis_url)
    assert await client.xlen(stream) < KEPT + 200
    await client.aclose()
    await fanout.close()
