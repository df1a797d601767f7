"""Fault scenarios: what fails, and how long the viewers of every node are behind."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from redis.asyncio import Redis

from broadcast.client.watch import MISSED_TICKS, TICK_GRACE_S
from broadcast.feed.connections.registry import PING_EVERY_S, SILENT_ROUNDS
from broadcast.feed.fanout.redis import STREAM
from conference.storage.outages import OUTCOME_UNKNOWN, UNAVAILABLE
from tests.faults.cluster import TICK_S, WITHIN_S, Cluster
from tests.faults.proxy import Mode
from tests.support.servers import RedisServer

NOTICED_WITHIN_S = MISSED_TICKS * TICK_S + TICK_GRACE_S + 2.0
"""Two missed ticks, and a machine with other work."""


CONNECTIONS = "rostrum_board_connections"
FREED_WITHIN_S = (SILENT_ROUNDS + 2) * PING_EVERY_S

CONTESTED = ("welcome", "debate-2", "signing")
"""Sessions that nobody has touched."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a fault cost, in seconds.

    `action_s`: the slowest action while it lasted (or until it was refused); `during_s`: from an action to the last
    viewer who could have it; None when nobody could. `after_s`: from the end of the fault until everybody had the
    board and one more update.
    """

    fault: str
    action_s: float | None
    during_s: float | None
    after_s: float


Scenario = Callable[[Cluster], Awaitable[Outcome]]


async def redis_killed(cluster: Cluster) -> Outcome:
    """Killed with -9, and started again, empty."""
    await asyncio.to_thread(cluster.redis.kill)
    action_s, during_s = await _two_updates(cluster)
    await asyncio.to_thread(cluster.redis.start)
    return await _ended(cluster, "Redis killed, back empty", action_s, during_s)


async def redis_frozen(cluster: Cluster) -> Outcome:
    """Stopped while its connections stay open."""
    cluster.redis.freeze()
    action_s, during_s = await _two_updates(cluster)
    cluster.redis.thaw()
    return await _ended(cluster, "Redis frozen", action_s, during_s)


async def redis_paused(cluster: Cluster) -> Outcome:
    """It takes commands and does not carry them out (CLIENT PAUSE)."""
    async with Redis.from_url(cluster.redis.url) as client:
        await client.client_pause(int((cluster.hold_s + 2) * 1000))
    action_s, during_s = await _two_updates(cluster)
    return await _ended(cluster, "Redis paused", action_s, during_s)


async def redis_half_open(cluster: Cluster) -> Outcome:
    """Packets between Redis and every node vanish, while TCP looks open."""
    cluster.network_to_redis(Mode.DROP)
    action_s, during_s = await _two_updates(cluster)
    cluster.network_to_redis(Mode.PASS)
    return await _ended(cluster, "Redis half-open", action_s, during_s)


async def redis_clients_killed(cluster: Cluster) -> Outcome:
    """Redis throws everybody out."""
    async with Redis.from_url(cluster.redis.url) as client:
        await client.client_kill_filter(_type="normal", skipme=True)
    action_s, during_s = await _two_updates(cluster)
    return await _ended(cluster, "Redis clients killed", action_s, during_s)


async def redis_output_buffer(cluster: Cluster) -> Outcome:
    """Redis throws out whoever has to be sent too much at once."""
    async with Redis.from_url(cluster.redis.url) as client:
        [stream] = await client.keys(f"{STREAM}:*")
        await client.config_set("client-output-buffer-limit", "normal 100000 0 0")
        async with client.pipeline(transaction=True) as many:
            for _ in range(30):
                many.xadd(stream, {"offset": 1, "padding": "x" * 30_000})
            await many.execute()
        action_s, during_s = await _two_updates(cluster)
        await client.config_set("client-output-buffer-limit", "normal 0 0 0")
        await client.xtrim(stream, maxlen=0)
    return await _ended(cluster, "Redis output buffer full", action_s, during_s)


async def redis_replaced(cluster: Cluster) -> Outcome:
    """The address leads to another server, whose stream is far behind."""
    old, new = cluster.redis, await asyncio.to_thread(RedisServer)
    async with Redis.from_url(old.url) as client, Redis.from_url(new.url) as other:
        [stream] = await client.keys(f"{STREAM}:*")
        await other.xadd(stream, {"offset": 1}, id="5-1")
    await cluster.redirect_redis(new)
    old.close()
    action_s, during_s = await _two_updates(cluster)
    return await _ended(cluster, "Redis failed over", action_s, during_s)


async def postgres_restarted(cluster: Cluster) -> Outcome:
    """Every connection is cut and the server recovers, while an operator goes on trying."""
    restart = asyncio.create_task(asyncio.to_thread(cluster.postgres.restart))
    action_s = 0.0
    while not restart.done():
        began = time.monotonic()
        await cluster.desk.act()
        action_s = max(action_s, time.monotonic() - began)
    await restart
    assert set(cluster.desk.refused) <= {UNAVAILABLE, OUTCOME_UNKNOWN}
    return await _ended(cluster, "PostgreSQL restarted", action_s, None)


async def postgres_frozen(cluster: Cluster) -> Outcome:
    """Stopped while its connections stay open: actions are refused in time, with a clear error and a time to return."""
    seen = cluster.desk.truth.offset
    cluster.postgres.freeze()
    try:
        at_console = cluster.operators[0].move("welcome", "open", expected=seen)
        (code, told_s), answer = await asyncio.gather(cluster.desk.try_once(), at_console)
        await cluster.hold()
    finally:
        cluster.postgres.thaw()
    assert (code, answer.code, answer.status) == (UNAVAILABLE, UNAVAILABLE, 503)
    assert answer.retry_after == "5"
    return await _ended(cluster, "PostgreSQL frozen", told_s, None)


async def node_killed(cluster: Cluster) -> Outcome:
    """Killed with -9, and started again."""
    last, others = cluster.nodes[-1], range(len(cluster.nodes) - 1)
    last.kill()
    action_s, during_s = await _update_at(cluster, others)
    await cluster.hold()
    last.start()
    await last.ready()
    return await _ended(cluster, "node killed", action_s, during_s)


async def node_frozen(cluster: Cluster) -> Outcome:
    """Stopped until its viewers have noticed."""
    n = len(cluster.nodes) - 1
    before = cluster.crowd.problems(n)
    cluster.nodes[n].freeze()
    try:
        action_s, during_s = await _update_at(cluster, range(n))
        await cluster.crowd.until_noticed(n, before, within_s=NOTICED_WITHIN_S)
        await cluster.hold()
    finally:
        cluster.nodes[n].thaw()
    return await _ended(cluster, "node frozen", action_s, during_s)


async def viewers_half_open(cluster: Cluster) -> Outcome:
    """A firewall forgets the connections of one node's viewers: they notice within two ticks, and come back (B1)."""
    before, began = cluster.crowd.problems(0), time.monotonic()
    cluster.ways_to_nodes[0].forget()
    action_s, during_s = await _update_at(cluster, range(1, len(cluster.nodes)))
    await cluster.crowd.until_noticed(0, before, within_s=NOTICED_WITHIN_S)
    ended = await _ended(cluster, "viewers half-open", action_s, during_s)
    return replace(ended, after_s=time.monotonic() - began)


async def viewers_trickle(cluster: Cluster) -> Outcome:
    """One node's viewers get one byte a second; nobody else is any slower."""
    cluster.ways_to_nodes[0].mode = Mode.TRICKLE
    try:
        action_s, during_s = await _update_at(cluster, range(1, len(cluster.nodes)))
        await cluster.hold()
    finally:
        cluster.ways_to_nodes[0].mode = Mode.PASS
    return await _ended(cluster, "viewers at one byte a second", action_s, during_s)


async def network_slow(cluster: Cluster) -> Outcome:
    """Everything between Redis and the nodes takes longer."""
    cluster.network_to_redis(Mode.DELAY)
    action_s, during_s = await _two_updates(cluster)
    cluster.network_to_redis(Mode.PASS)
    return await _ended(cluster, "Redis 200 ms away", action_s, during_s)


async def two_operators(cluster: Cluster) -> Outcome:
    """Two operators on two nodes do different things to one session, of which they saw the same state, at once
    (B13)."""
    action_s = during_s = 0.0
    for session in CONTESTED:
        seen, began = cluster.desk.truth.offset, time.monotonic()
        opening, postponing = (operator.move for operator in cluster.operators)
        answers = await asyncio.gather(
            opening(session, "open", expected=seen), postponing(session, "postpone", expected=seen)
        )
        action_s = max(action_s, time.monotonic() - began)
        await cluster.desk.truth.take()
        assert cluster.desk.truth.offset == seen + 1
        assert sorted((answer.status, answer.code) for answer in answers) == [(200, ""), (409, "board.changed")]
        await cluster.crowd.until_all_have(cluster.desk.truth, within_s=WITHIN_S)
        during_s = max(during_s, time.monotonic() - began)
    return await _ended(cluster, "two operators at once", action_s, during_s)


SCENARIOS: tuple[Scenario, ...] = (
    two_operators,
    redis_killed,
    redis_frozen,
    redis_half_open,
    redis_clients_killed,
    redis_output_buffer,
    redis_replaced,
    postgres_restarted,
    postgres_frozen,
    node_killed,
    node_frozen,
    viewers_half_open,
    viewers_trickle,
)


async def forgotten_connections_freed(cluster: Cluster) -> Outcome:
    """What remains of connections that a firewall has forgotten: the node ends them by itself."""
    node, began = cluster.nodes[0], time.monotonic()
    connected = await node.metric(CONNECTIONS)
    cluster.ways_to_nodes[0].forget()
    await cluster.recover()
    assert await node.metric(CONNECTIONS) > connected
    while await node.metric(CONNECTIONS) > connected:
        assert time.monotonic() - began < FREED_WITHIN_S
        await asyncio.sleep(0.5)
    return Outcome(fault="half-open viewers freed", action_s=None, during_s=None, after_s=time.monotonic() - began)


OTHER_SCENARIOS: tuple[Scenario, ...] = (redis_paused, network_slow, forgotten_connections_freed)
"""For the benchmark only: the suite tells the first two of the doorbell alone, and the last takes a minute."""


async def _two_updates(cluster: Cluster) -> tuple[float, float]:
    """At the begin and at the end of a fault: the slowest action, and the slowest update of all viewers."""
    first = await _update_at(cluster, range(len(cluster.nodes)))
    await cluster.hold()
    second = await _update_at(cluster, range(len(cluster.nodes)))
    return max(first[0], second[0]), max(first[1], second[1])


async def _update_at(cluster: Cluster, nodes: Sequence[int]) -> tuple[float, float]:
    """An action, and from its call until every viewer at these nodes has what it changed."""
    action_s, spread_s = await cluster.update(nodes)
    return action_s, action_s + spread_s


async def _ended(cluster: Cluster, fault: str, action_s: float, during_s: float | None) -> Outcome:
    after_s = await cluster.recover()
    return Outcome(fault=fault, action_s=action_s, during_s=during_s, after_s=after_s)
