"""Installation of the board: its epoch, its feed, its health."""

import asyncio
import json
from dataclasses import replace

from aiohttp import web
from aiohttp.test_utils import TestClient
from sqlalchemy import select

from broadcast.feed.fanout.memory import MemoryFanout
from broadcast.feed.fanout.redis import RedisFanout
from broadcast.feed.service import FEED
from conference.clock import ManualClock
from conference.storage.audit import audit_log
from rostrum.parts.broadcast import assemble_broadcast, renew_board
from rostrum.runtime import Runtime
from rostrum.serving.runner import CONNECTIONS
from rostrum.settings import Settings


async def test_board_renewed_beside_a_running_node_is_taken_anew(
    client: TestClient[web.Request, web.Application], runtime: Runtime
) -> None:
    hub = client.server.app[FEED].hub  # type: ignore[attr-defined]
    before = hub.latest.revision.epoch
    epoch = await renew_board(runtime)
    await hub.refresh()
    assert hub.latest.revision.epoch.startswith(epoch)
    assert hub.latest.revision.epoch != before


async def test_node_with_an_unconfirmed_board_is_not_ready(
    client: TestClient[web.Request, web.Application], clock: ManualClock
) -> None:
    hub = client.server.app[FEED].hub  # type: ignore[attr-defined]
    async with asyncio.timeout(5):
        while hub.counters.reads < 2:  # at the start, and at the first notification  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    await hub.refresh()
    clock.advance(3600)
    answer = await client.get("/readyz")
    assert answer.status == 503
    assert answer.headers["Cache-Control"] == "no-store"
    parts = {"database": True, "clock": True, "writes": True, "board": False, "serving": True}
    assert json.loads(await answer.text()) == {"ready": False, "parts": parts}
    assert (await client.get("/healthz")).status == 200


async def test_board_renewed_by_the_program_is_recorded(runtime: Runtime) -> None:
    first, second = await renew_board(runtime), await renew_board(runtime)
    assert first != second
    async with runtime.transactions.read() as transaction:
        rows = await transaction.connection.execute(select(audit_log.c.actor, audit_log.c.action))
        recorded = [(row.actor, row.action.split(":")[0]) for row in rows]
    assert recorded.count(("system", "broadcast")) == 2


async def test_nodes_are_notified_by_redis_where_it_is_set(runtime: Runtime) -> None:
    assert isinstance(assemble_broadcast(runtime).fanout, MemoryFanout)
    settings = replace(runtime.settings, redis_url="redis://127.0.0.1:1/0")
    fanout = assemble_broadcast(replace(runtime, settings=settings)).fanout
    assert isinstance(fanout, RedisFanout)
    await fanout.close()


async def test_viewers_are_counted_by_the_table_of_connections(
    client: TestClient[web.Request, web.Application],
) -> None:
    app = client.server.app  # type: ignore[attr-defined]
    assert app[CONNECTIONS].count_viewers() == len(app[FEED].connections) == 0
    assert app[FEED].admission.most == Settings().most_viewers
