"""Nodes over one PostgreSQL and one Redis, all real processes, with a broken network between them on demand."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from broadcast.feed.assembly import Broadcast
from conference.auth.people import NewStaff, create_staff
from rostrum import roles
from rostrum.parts.broadcast import assemble_broadcast
from rostrum.runtime import Runtime, open_runtime
from rostrum.settings import Settings
from tests.faults.crowd import Crowd
from tests.faults.desk import Desk
from tests.faults.nodes import Node
from tests.faults.operators import Operator
from tests.faults.proxy import FaultProxy, Mode
from tests.support.passwords import cheap_passwords
from tests.support.servers import PostgresServer, RedisServer, create_database, free_port

TICK_S = 1
WITHIN_S = 30.0
PASSWORD = "correct horse battery"
OPERATORS = ("minh", "layla")


@dataclass(kw_only=True)
class Cluster:
    """Everything that can fail. `operators`: one signed in at the first node, one at the last.

    `hold_s`: how long a fault lasts beyond what is done during it.
    """

    postgres: PostgresServer
    redis: RedisServer
    nodes: list[Node]
    ways_to_redis: list[FaultProxy]
    ways_to_nodes: list[FaultProxy]
    desk: Desk
    crowd: Crowd
    operators: list[Operator]
    hold_s: float = 0.0

    async def hold(self) -> None:
        """Let the fault last."""
        await asyncio.sleep(self.hold_s)

    async def update(self, nodes: Sequence[int] | None = None) -> tuple[float, float]:
        """An action: the seconds until it was durable, and from then until every viewer (of these nodes) has it."""
        action_s = await self.desk.act()
        return action_s, await self.crowd.until_all_have(self.desk.truth, within_s=WITHIN_S, nodes=nodes)

    async def recover(self) -> float:
        """Seconds until every viewer has the board, and then one more update of it."""
        first = await self.crowd.until_all_have(self.desk.truth, within_s=WITHIN_S)
        action_s, spread_s = await self.update()
        return first + action_s + spread_s

    def network_to_redis(self, mode: Mode) -> None:
        """What happens to packets between Redis and everybody."""
        for way in self.ways_to_redis:
            way.mode = mode

    def close_redis(self) -> None:
        """End the Redis that is in use now."""
        self.redis.close()

    async def redirect_redis(self, server: RedisServer) -> None:
        """Let the address of Redis lead to another server; the connections to the old one are reset."""
        for way in self.ways_to_redis:
            way.to_port = server.port
            await asyncio.to_thread(way.cut)
        self.redis = server


@asynccontextmanager
async def open_cluster(folder: Path, *, nodes: int, hold_s: float = 0.0) -> AsyncIterator[Cluster]:
    """Start it all; end it all."""
    async with AsyncExitStack() as stack:
        postgres = PostgresServer()
        stack.callback(postgres.close)
        redis = RedisServer()
        database_url = await create_database(postgres.url, "faults")
        ways_to_redis = [_way(stack, redis.port) for _ in range(nodes + 1)]
        urls = [f"redis://127.0.0.1:{way.port}/0" for way in ways_to_redis]
        runtime, broadcast = await stack.enter_async_context(_desk_world(folder / "desk", database_url, urls[-1]))
        started = [_node(stack, folder / f"node-{n}", database_url, urls[n]) for n in range(nodes)]
        desk = Desk(runtime, broadcast)
        await desk.begin()
        await asyncio.gather(*(node.ready() for node in started))
        ways_to_nodes = [_way(stack, node.port) for node in started]
        crowd = Crowd([f"http://127.0.0.1:{way.port}" for way in ways_to_nodes])
        stack.push_async_callback(crowd.close)
        seats = zip(OPERATORS, (started[0], started[-1]), strict=True)
        operators = [await stack.enter_async_context(Operator(node.url, name, PASSWORD)) for name, node in seats]
        cluster = Cluster(
            postgres=postgres,
            redis=redis,
            nodes=started,
            ways_to_redis=ways_to_redis,
            ways_to_nodes=ways_to_nodes,
            desk=desk,
            crowd=crowd,
            operators=operators,
            hold_s=hold_s,
        )
        stack.callback(cluster.close_redis)
        await crowd.until_all_have(desk.truth, within_s=WITHIN_S)
        yield cluster


@asynccontextmanager
async def _desk_world(folder: Path, database_url: str, redis_url: str) -> AsyncIterator[tuple[Runtime, Broadcast]]:
    """A node without a web server: two who may sign in, and a board to act on."""
    settings = Settings(data_dir=folder, database_url=database_url, redis_url=redis_url, tick_s=TICK_S)
    async with open_runtime(settings) as runtime:
        cheap = cheap_passwords()
        accounts = replace(runtime.accounts, passwords=cheap)
        for username in OPERATORS:
            new = NewStaff(username, username.title(), frozenset({roles.OPERATOR}), "en", PASSWORD)
            await create_staff(accounts, new)
        cheap.close()
        broadcast = assemble_broadcast(runtime)
        try:
            yield runtime, broadcast
        finally:
            await broadcast.close()


def _way(stack: AsyncExitStack, port: int) -> FaultProxy:
    way = FaultProxy(port)
    stack.callback(way.close)
    return way


def _node(stack: AsyncExitStack, folder: Path, database_url: str, redis_url: str) -> Node:
    folder.mkdir()
    settings = {"DATABASE_URL": database_url, "REDIS_URL": redis_url, "ROSTRUM_TICK_S": str(TICK_S)}
    settings["ROSTRUM_METRICS_PORT"] = str(free_port())
    node = Node(folder, settings)
    stack.callback(node.kill)
    return node
