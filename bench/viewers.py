"""A thousand viewers in seven languages on one node, one update at a time: who has it, and how soon.

`python -m bench.viewers [--viewers 1000] [--updates 50]` starts the whole application with the reference event on a
SQLite file of its own, in a process of its own, and viewers in two more. Each update is an operator's action: its rule,
its commit to disk, its projection into seven languages. Times run from the call of the action to the arrival of the
frame in the viewer's process (one clock for all processes). The exit code is 1 unless every viewer has every update.
"""

import argparse
import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from asyncio.subprocess import PIPE, Process
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any, cast

import uvloop
from aiohttp import web

from broadcast.actions.programme import load_programme
from broadcast.actions.sessions import open_session
from broadcast.actions.undo import undo_last
from broadcast.event_data import programme_of
from broadcast.web.context import BOARD, FEED
from conference.app import make_application
from conference.auth.roles import Role, Staff
from conference.languages import LANGUAGES
from conference.settings import Settings
from conference.web.runner import Runner
from conference.world import open_world

VIEWER_PROCESSES = 2
CONNECTING_AT_ONCE = 100
LONGEST_S = 120
SETTLE_S = 2.0
SESSION = "opening"
Arrivals = Sequence[Sequence[tuple[int, float]]]
"""For each viewer: the offset of each update, and when it came."""

OPERATOR = Staff("bench", "bench", "Bench", frozenset({Role.OPERATOR}), "en")


def main() -> int:
    """Run the part that the command line names; without one, the whole."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--viewers", type=int, default=1000)
    parser.add_argument("--updates", type=int, default=50)
    parser.add_argument("--pause-ms", type=int, default=100, help="between two updates")
    parser.add_argument("--part", choices=("serve", "view"), help=argparse.SUPPRESS)
    parser.add_argument("--port", type=int, default=0, help=argparse.SUPPRESS)
    options = parser.parse_args()
    parts = {"serve": serve, "view": view, None: measure}
    return int(uvloop.run(parts[options.part](options)))


# --- the server


async def serve(options: argparse.Namespace) -> int:
    """Serve the whole application; on a line of input, do the updates and tell when each began and was durable."""
    with tempfile.TemporaryDirectory(prefix="rostrum-bench-") as folder:
        async with open_world(Settings(data_dir=Path(folder))) as world:
            app = make_application(world)
            await load_programme(app[BOARD], programme_of(world.event), operator=OPERATOR)
            runner = Runner(app, access_log=None, shutdown_timeout=1)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0, backlog=4096).start()
            say({"port": runner.addresses[0][1]})
            await heard_line()
            before = cpu_s()
            updates = [await update(app, n, options.pause_ms) for n in range(options.updates)]
            say({"updates": updates, "cpu_s": cpu_s() - before, "connections": len(app[FEED].lines)})
            await heard_line()
            counters = app[FEED].hub.counters.frames
            say({"sent": counters.sent, "conflated": counters.conflated, "dropped": counters.dropped})
            await runner.cleanup()
    return 0


async def update(app: web.Application, n: int, pause_ms: int) -> tuple[int, float, float]:
    """One update of one session: its offset, when the action was called, and when it was done."""
    began = time.monotonic()
    if n % 2:
        done = await undo_last(app[BOARD], f"session/{SESSION}", operator=OPERATOR)
    else:
        done = await open_session(app[BOARD], SESSION, operator=OPERATOR)
    ended = time.monotonic()
    await asyncio.sleep(pause_ms / 1000)
    return done.revision.offset, began, ended


def cpu_s() -> float:
    """Processor time of this process so far."""
    times = os.times()
    return times.user + times.system


# --- the viewers


class Viewer(asyncio.Protocol):
    """A WebSocket that reads frames and notes when each update came."""

    def __init__(self, port: int, language: str) -> None:
        self.request = (
            f"GET /feed/v1/{language}/ws HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        ).encode()
        self.buffer = bytearray()
        self.open = False
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.arrivals: list[tuple[int, float]] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        cast("asyncio.Transport", transport).write(self.request)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.ready.done():
            self.ready.set_exception(exc or ConnectionError("the server closed the connection"))

    def data_received(self, data: bytes) -> None:
        at = time.monotonic()
        self.buffer += data
        if not self.open and not self.take_handshake():
            return
        while (payload := self.next_payload()) is not None:
            self.take(payload, at)

    def take_handshake(self) -> bool:
        head, separator, rest = bytes(self.buffer).partition(b"\r\n\r\n")
        if not separator:
            return False
        assert head.startswith(b"HTTP/1.1 101 "), head
        self.open, self.buffer = True, bytearray(rest)
        return True

    def next_payload(self) -> bytes | None:
        """The payload of the next whole frame, if it has arrived."""
        if len(self.buffer) < 2:
            return None
        length, start = self.buffer[1], 2
        if length >= 126:
            start = 4 if length == 126 else 10
            length = int.from_bytes(self.buffer[2:start], "big")
        if len(self.buffer) < start + length:
            return None
        payload = bytes(self.buffer[start : start + length])
        del self.buffer[: start + length]
        return payload

    def take(self, payload: bytes, at: float) -> None:
        if payload.startswith(b'{"type":"update"'):
            self.arrivals.append((json.loads(payload)["offset"], at))
        elif payload.startswith(b'{"type":"snapshot"') and not self.ready.done():
            self.ready.set_result(None)


async def view(options: argparse.Namespace) -> int:
    """Open connections over all languages; on a line of input, tell what came when."""
    loop = asyncio.get_running_loop()
    viewers: list[Viewer] = []
    for n in range(options.viewers):
        make = partial(Viewer, options.port, LANGUAGES[n % len(LANGUAGES)])
        _, viewer = await loop.create_connection(make, "127.0.0.1", options.port)
        viewers.append(viewer)
        if n % CONNECTING_AT_ONCE == 0:
            await viewer.ready
    await asyncio.gather(*(viewer.ready for viewer in viewers))
    say({"connected": len(viewers)})
    await heard_line()
    say({"arrivals": [viewer.arrivals for viewer in viewers]})
    return 0


# --- the whole


async def measure(options: argparse.Namespace) -> int:
    """Start the parts, let the updates run, and say what came of it."""
    async with asyncio.timeout(LONGEST_S), part("serve", options) as server:
        port = (await answer(server))["port"]
        share = options.viewers // VIEWER_PROCESSES
        shares = [share + (n < options.viewers % VIEWER_PROCESSES) for n in range(VIEWER_PROCESSES)]
        async with viewing(options, port, shares) as crowds:
            began = time.monotonic()
            for crowd in crowds:
                await answer(crowd)
            connected_s = time.monotonic() - began
            told = await asked(server)
            await asyncio.sleep(SETTLE_S)
            arrivals = [viewer for crowd in crowds for viewer in (await asked(crowd))["arrivals"]]
            counters = await asked(server)
    return report(told | counters, arrivals, options.viewers, connected_s=connected_s)


@asynccontextmanager
async def viewing(options: argparse.Namespace, port: int, shares: Sequence[int]) -> AsyncIterator[list[Process]]:
    """The processes with the viewers."""
    first, *others = shares
    async with part("view", options, port=port, viewers=first) as crowd:
        if not others:
            yield [crowd]
            return
        async with viewing(options, port, others) as crowds:
            yield [crowd, *crowds]


@asynccontextmanager
async def part(name: str, options: argparse.Namespace, **changes: int) -> AsyncIterator[Process]:
    """A process of this program; it is ended with the block, whatever happens."""
    values = vars(options) | changes
    arguments = [f"--{key.replace('_', '-')}={values[key]}" for key in ("viewers", "updates", "pause_ms", "port")]
    command = [sys.executable, "-m", "bench.viewers", f"--part={name}", *arguments]
    process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, limit=1 << 28)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def answer(process: Process) -> dict[str, Any]:
    """The next line that a part says."""
    assert process.stdout is not None
    line = await process.stdout.readline()
    if not line:
        raise RuntimeError("a part of the measurement ended too early")
    said: dict[str, Any] = json.loads(line)
    return said


async def asked(process: Process) -> dict[str, Any]:
    """What a part says when it is told to go on."""
    assert process.stdin is not None
    process.stdin.write(b"\n")
    await process.stdin.drain()
    return await answer(process)


async def heard_line() -> None:
    """Wait for the word to go on."""
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)


def say(what: dict[str, Any]) -> None:
    """A line for the part that asked."""
    print(json.dumps(what), flush=True)


def report(told: dict[str, Any], arrivals: Arrivals, viewers: int, *, connected_s: float) -> int:
    """Print the figures; 0 when every viewer has every update."""
    began = {offset: (start, end) for offset, start, end in told["updates"]}
    by_update: dict[int, list[float]] = defaultdict(list)
    for viewer in arrivals:
        for offset, at in viewer:
            by_update[offset].append((at - began[offset][0]) * 1000)
    delays = sorted(delay for each in by_update.values() for delay in each)
    wanted = viewers * len(began)
    print(f"{viewers} viewers in {len(LANGUAGES)} languages, connected in {connected_s:.2f} s")
    print(f"{len(began)} updates, one at a time: {len(delays)} of {wanted} deliveries")
    if delays:
        print(f"  action called → viewer     {figures(delays)}")
        print(f"  action called → last one   {figures(sorted(max(each) for each in by_update.values()))}")
    commits = sorted((end - start) * 1000 for start, end in began.values())
    print(f"  of which the action itself {figures(commits)}")
    print(f"  server: {told['cpu_s']:.2f} s of processor, {1e6 * told['cpu_s'] / wanted:.1f} µs a delivery")
    print(f"  frames: sent {told['sent']}, conflated {told['conflated']}, dropped {told['dropped']}")
    complete = all(sorted({offset for offset, _ in viewer}) == sorted(began) for viewer in arrivals)
    print("every viewer has every update" if complete else "SOME UPDATES ARE MISSING")
    return 0 if complete and len(delays) == wanted else 1


def figures(values: Sequence[float]) -> str:
    """Milliseconds: half of them, 99 in 100 of them, all of them."""
    p99 = values[min(len(values) - 1, int(len(values) * 0.99))]
    return f"p50 {statistics.median(values):7.1f} ms   p99 {p99:7.1f} ms   max {values[-1]:7.1f} ms"


if __name__ == "__main__":
    sys.exit(main())
