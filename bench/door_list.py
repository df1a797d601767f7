"""The devices' whole list at 10,000 people, half of them inside: how long it takes, and whether scans wait for it.

`python -m bench.door_list [--people N]`. The server runs in this process, on a standing
loop whose longest stop is measured while lists are made, one after another and four at once. Aim: a list within 1 s,
the loop never held up for more than 50 ms, and what has not changed within 50 ms.
"""

import argparse
import asyncio
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from accreditation.doors.storage.tables import presences
from bench.door_site import Site, door_options, insert_rows, on_each_database
from rostrum.app import make_application
from rostrum.runtime import Runtime, open_runtime
from rostrum.serving.process import settle_memory

LIST_AIM_S, STOP_AIM_S, NOTHING_AIM_S = 1.0, 0.050, 0.050
LISTS = 5
TICK_S = 0.002

Client = TestClient[web.Request, web.Application]


def main() -> int:
    """Measure on each database."""
    parser = door_options(__doc__)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--aims", action="store_true", help="fail when an aim is missed")
    return asyncio.run(_measure(parser.parse_args()))


async def _measure(options: argparse.Namespace) -> int:
    async def one(kind: str, site: Site) -> bool:
        return await _lists(kind, site, options.people) or not options.aims

    return await on_each_database(one, options=options, badges=options.people)


async def _lists(kind: str, site: Site, people: int) -> bool:
    headers = {"Authorization": f"Bearer {next(iter(site.devices.values()))}"}
    async with open_runtime(site.settings) as runtime:
        await _crowd(runtime, people // 2)
        async with TestClient(TestServer(make_application(runtime)), headers=headers) as client:
            first = await _list(client, "")
            settle_memory()
            async with _stops() as stops:
                taken = [await _timed(client, "") for _ in range(LISTS)]
            async with _stops() as crowded:
                await asyncio.gather(*(_timed(client, "") for _ in range(4)))
            nothing = await _timed(client, f"?since={first['revision']}&plan={first['plan_digest']}")
    held_up = max(*stops, *crowded)
    met = max(taken) <= LIST_AIM_S and held_up <= STOP_AIM_S and nothing <= NOTHING_AIM_S
    size = len(first["people"]), len(first["inside"])
    print(
        f"{kind}: {size[0]:,} people, {size[1]:,} inside: whole list {max(taken):.2f} s at most of {LISTS}, "
        f"loop held up {held_up * 1000:.0f} ms at most, nothing new {nothing * 1000:.0f} ms; "
        f"aims {'met' if met else 'NOT met'}",
        flush=True,
    )
    return met


async def _crowd(runtime: Runtime, count: int) -> None:
    now = runtime.clock.now()
    rows = [
        {"badge_id": f"{n:016x}", "zone": "venue", "door": "gate-a", "entered_at": now, "scan_id": f"scan_{n}"}
        for n in range(1, count + 1)
    ]
    await insert_rows(runtime, presences, rows)


async def _list(client: Client, query: str) -> dict[str, list[object]]:
    async with client.get(f"/doors/v1/list{query}") as answer:
        return await answer.json()  # type: ignore[no-any-return]


async def _timed(client: Client, query: str) -> float:
    """Seconds to the last byte, without reading them as JSON: that is the device's own work."""
    began = time.perf_counter()
    async with client.get(f"/doors/v1/list{query}", auto_decompress=False) as answer:
        while await answer.content.readany():
            pass
    return time.perf_counter() - began


@asynccontextmanager
async def _stops() -> AsyncIterator[list[float]]:
    """How long the loop was held up, each time that it was."""
    found = [0.0]

    async def watch() -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(TICK_S)
            found.append(time.perf_counter() - began - TICK_S)

    watching = asyncio.create_task(watch())
    yield found
    watching.cancel()


if __name__ == "__main__":
    sys.exit(main())
