"""Five doors scan while a crowd is at the public form: the doors do not notice (A21).

`python -m bench.door_crowd` serves the doors in one process and the desk, with the public application form, in another,
on one database: SQLite, then PostgreSQL. Five doors scan at the pace of people, twice a second each: first alone, then
while the form is asked for 500 times a second, then alone again. The exit code is 1 when a scan failed; `--aims` asks
that the doors' p95 be no more than `--moves` times what it was alone. Everything shares the same cores.
"""

import argparse
import asyncio
import itertools
import json
import sys
import time
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass

import uvloop

from bench.door_client import Delays, HttpError, Link, answer_of, scan_body
from bench.door_site import Site, door_options, on_each_database, serving
from tests.support.servers import free_port

DOORS = ("gate-a", "gate-b", "gate-c", "press-centre", "mixed-zone")
BADGES = 500
FORM = "/en/apply"
AT_ONCE = 64
"""Requests of the crowd that are under way at most: what comes after waits, as behind a proxy."""


@dataclass
class Crowd:
    """What became of the crowd's requests."""

    answered: int = 0
    failed: int = 0
    seconds: float = 0.0


def main() -> int:
    """Measure and print."""
    parser = door_options(__doc__)
    parser.add_argument("--seconds", type=float, default=20.0, help="of each part")
    parser.add_argument("--requests", type=float, default=500.0, help="a second, at the public form")
    parser.add_argument("--pace", type=float, default=2.0, help="scans a second at each door")
    parser.add_argument("--moves", type=float, default=2.0, help="how many times its p95 alone a door may wait")
    parser.add_argument("--aims", action="store_true", help="fail when the aim is missed")
    parser.add_argument("--crowd-at", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.crowd_at:
        return uvloop.run(be_crowd(options.crowd_at, options.requests))
    return uvloop.run(measure(options))


async def measure(options: argparse.Namespace) -> int:
    """Every kind of database in turn."""

    async def one(kind: str, site: Site) -> bool:
        public = free_port()
        async with serving(site.settings), serving(site.settings, only="desk", port=public):
            return await measure_site(kind, site, public, options) or not options.aims

    return await on_each_database(one, options=options, badges=BADGES)


async def measure_site(kind: str, site: Site, public: int, options: argparse.Namespace) -> bool:
    """One database; whether the doors' p95 stayed."""
    print(kind, flush=True)
    await scan_at_pace(site, options, first=0)
    alone = await scan_at_pace(site, options, first=1)
    print(alone.line("doors alone"), flush=True)
    async with crowd_at(public, options.requests) as ended:
        beside = await scan_at_pace(site, options, first=2)
        crowd = await ended()
    note = f"form: {crowd.answered / crowd.seconds:.0f} /s, {crowd.failed} failed"
    print(beside.line("doors, with the crowd at the form", note), flush=True)
    after = await scan_at_pace(site, options, first=3)
    print(after.line("doors alone again"), flush=True)
    most = options.moves * max(alone.at(0.95), after.at(0.95))
    met = bool(beside.at(0.95) <= most)
    print(f"  aim: p95 with the crowd at most {most:.2f} ms: {'met' if met else 'NOT met'}", flush=True)
    return met


async def scan_at_pace(site: Site, options: argparse.Namespace, *, first: int) -> Delays:
    """Each door scans its share of the badges in its own rhythm. Raises HttpError for a scan that failed."""
    share, began = BADGES // len(DOORS), time.perf_counter()

    async def one_door(number: int, door: str) -> list[float]:
        link, taken = Link(site.settings.port, site.devices[door]), []
        for n in range(int(options.seconds * options.pace)):
            due = began + (n + number / len(DOORS)) / options.pace
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            badge = site.badges[number * share + n % share]
            body = scan_body(badge, door, direction="exit" if (first + n // share) % 2 else "entry")
            sent = time.perf_counter()
            if answer_of(await link.post(body))["problem"] is not None:
                raise HttpError("a scan was not taken")
            taken.append(time.perf_counter() - sent)
        link.drop()
        return taken

    found = await asyncio.gather(*(one_door(number, door) for number, door in enumerate(DOORS)))
    return Delays(sorted(second for part in found for second in part), time.perf_counter() - began)


@asynccontextmanager
async def crowd_at(port: int, requests_s: float) -> AsyncIterator[Callable[[], Awaitable[Crowd]]]:
    """People at the form in a process of their own, so many requests a second; what is given ends them."""
    command = [sys.executable, "-m", "bench.door_crowd", "--crowd-at", str(port), "--requests", str(requests_s)]
    process = await asyncio.create_subprocess_exec(*command, stdout=PIPE, stdin=PIPE)

    async def ended() -> Crowd:
        said, _ = await process.communicate(b"")
        return Crowd(**json.loads(said))

    try:
        yield ended
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def be_crowd(port: int, requests_s: float) -> int:
    """Ask for the form at that rate until the standard input ends; then say what became of it."""
    crowd, began, due = Crowd(), time.perf_counter(), itertools.count(1)
    request = f"GET {FORM} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: text/html\r\n\r\n".encode()

    async def person() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while True:
            await asyncio.sleep(began + next(due) / requests_s - time.perf_counter())
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(int(head.lower().split(b"content-length:", 1)[1].split(b"\r\n", 1)[0]))
            crowd.answered += head.startswith(b"HTTP/1.1 200 ")
            crowd.failed += not head.startswith(b"HTTP/1.1 200 ")

    people = [asyncio.create_task(person()) for _ in range(AT_ONCE)]
    await asyncio.to_thread(sys.stdin.read)
    crowd.failed += sum(one.done() for one in people)
    crowd.seconds = time.perf_counter() - began
    for one in people:
        one.cancel()
    print(json.dumps(asdict(crowd)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
