"""Installation of the board: its epoch, its feed, its health."""

import asyncio
import json

from aiohttp import web
from aiohttp.test_utils import TestClient

from broadcast.feed.service import FEED
from conference.clock import ManualClock
from rostrum.parts.broadcast import renew_board
from rostrum.runtime import Runtime


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
    parts = {"database": True, "board": False, "serving": True}
    assert json.loads(await answer.text()) == {"ready": False, "parts": parts}
    assert (await client.get("/healthz")).status == 200
