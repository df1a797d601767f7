"""A search in the background: at the start, at once after an event, and again after an error."""

import asyncio

from rostrum.parts.comparisons.background_search import BackgroundSearch


async def test_search_runs_at_the_start_and_once_for_many_events() -> None:
    begun, released, runs = asyncio.Event(), asyncio.Event(), list[int]()

    async def run_search() -> None:
        runs.append(len(runs))
        begun.set()
        await released.wait()
        if len(runs) == 1:
            raise ValueError("search")

    search = BackgroundSearch("test", run_search)
    async with asyncio.timeout(10), search.running():
        await begun.wait()
        begun.clear()
        for _ in range(5):
            await search.notify(None)
        released.set()
        await begun.wait()
        await asyncio.sleep(0)
    assert runs == [0, 1]
