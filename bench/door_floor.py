"""What a scan cannot be faster than: one row made durable, one POST answered."""

import asyncio
import sqlite3
import sys
import time

import asyncpg
from aiohttp import web

from bench.door_client import Delays, Link
from rostrum.settings import Settings
from tests.support.servers import free_port

ROW = "x" * 400


async def bare_commits(settings: Settings, count: int) -> Delays:
    """One row after the other on the very database, each with its own commit."""
    if settings.database_url:
        return await _postgresql_commits(settings.database_url, count)
    return await asyncio.to_thread(_sqlite_commits, str(settings.data_dir / "rostrum.db"), count)


async def _postgresql_commits(url: str, count: int) -> Delays:
    connection = await asyncpg.connect(url)
    await connection.execute("CREATE TABLE IF NOT EXISTS bench_floor (id serial PRIMARY KEY, text text)")
    insert = await connection.prepare("INSERT INTO bench_floor (text) VALUES ($1)")
    taken = []
    for _ in range(count):
        began = time.perf_counter()
        await insert.fetch(ROW)
        taken.append(time.perf_counter() - began)
    await connection.execute("DROP TABLE bench_floor")
    await connection.close()
    return _delays(taken)


def _sqlite_commits(path: str, count: int) -> Delays:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE IF NOT EXISTS bench_floor (id INTEGER PRIMARY KEY, text TEXT)")
    taken = []
    for _ in range(count):
        began = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO bench_floor (text) VALUES (?)", (ROW,))
        connection.execute("COMMIT")
        taken.append(time.perf_counter() - began)
    connection.execute("DROP TABLE bench_floor")
    connection.close()
    return _delays(taken)


async def bare_posts(count: int) -> Delays:
    """One POST after the other to an application of aiohttp that does nothing, in a process of its own."""
    port = free_port()
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "bench.door_floor", str(port))
    try:
        link, taken = Link(port), []
        await _answers(link)
        for _ in range(count):
            began = time.perf_counter()
            await link.post(ROW.encode())
            taken.append(time.perf_counter() - began)
        link.drop()
    finally:
        process.terminate()
        await process.wait()
    return _delays(taken)


async def _answers(link: Link) -> None:
    for _ in range(200):
        try:
            await link.post(b"")
        except OSError:
            await asyncio.sleep(0.05)
        else:
            return
    raise RuntimeError("the bare server did not start")


def _delays(taken: list[float]) -> Delays:
    return Delays(sorted(taken), sum(taken))


async def _take(request: web.Request) -> web.Response:
    await request.read()
    return web.Response(body=ROW.encode())


if __name__ == "__main__":
    app = web.Application()
    app.router.add_post("/{path:.*}", _take)
    web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), print=None, access_log=None)
