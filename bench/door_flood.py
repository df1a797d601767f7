"""Five doors scan while one enrolled device floods the server: the doors wait no longer than 25 ms (X4).

`python -m bench.door_flood` starts `rostrum serve --only doors` on SQLite and then on PostgreSQL. Five doors scan at
the pace of a busy entrance, first alone and then beside a sixth device that sends 20,000 scans as fast as the server
takes them: in full messages, one scan a request on many connections, tokens with forged signatures, an offline queue
that honours Retry-After. Everything shares the same cores. The exit code is 1 when a scan of the five doors failed or
an offline queue was not taken whole; `--aims` asks for the doors' p95 as well.
"""

import argparse
import asyncio
import json
import sys
import time
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from typing import Any

import uvloop

from bench.door_client import Delays, HttpError, Link, answer_of, said, scan_body
from bench.door_site import Site, door_options, on_each_database, serving
from bench.flood_device import Orders

DOORS = ("gate-a", "gate-b", "gate-c", "press-centre", "mixed-zone")
FLOODED_DOOR = "hall-west"
BADGES_A_DOOR = 40
FLOOD_BADGES = 1000
P95_AIM_MS = 25.0


@dataclass(frozen=True)
class Kind:
    """A way to flood. `per_request` scans on so many `connections`."""

    name: str
    kind: str
    per_request: int
    connections: int
    patient: bool = False


KINDS = (
    Kind("full messages", "online", 200, 8),
    Kind("one scan a request", "online", 1, 200),
    Kind("forged tokens", "forged", 200, 8),
    Kind("offline queue", "offline", 200, 1, patient=True),
)


def main() -> int:
    """Measure and print."""
    parser = door_options(__doc__)
    parser.add_argument("--scans", type=int, default=20_000, help="of the flooding device, in each kind of flood")
    parser.add_argument("--seconds", type=float, default=10.0, help="for which a flood that is not patient lasts")
    parser.add_argument("--queue-seconds", type=float, default=180.0, help="within which an offline queue is taken")
    parser.add_argument("--pace", type=float, default=8.0, help="scans a second at each door")
    parser.add_argument("--kinds", nargs="*", choices=[one.name for one in KINDS], help="of floods; all of them")
    parser.add_argument("--aims", action="store_true", help="fail when the aim is missed")
    return uvloop.run(measure(parser.parse_args()))


async def measure(options: argparse.Namespace) -> int:
    """Every kind of database and of flood in turn, each on a server of its own."""

    async def one(kind: str, site: Site) -> bool:
        print(kind, flush=True)
        right = True
        for flood in KINDS:
            if not options.kinds or flood.name in options.kinds:
                async with serving(site.settings):
                    right = await measure_flood(site, flood, options) and right
        return right

    return await on_each_database(one, options=options, badges=len(DOORS) * BADGES_A_DOOR + FLOOD_BADGES)


async def measure_flood(site: Site, flood: Kind, options: argparse.Namespace) -> bool:
    """The doors alone and beside one flood; whether all was right."""
    doors = Doors(site, options.pace)
    await doors.scan_for(1.0)
    print((await doors.scan_for(4.0)).line("doors alone"), flush=True)
    seconds = options.queue_seconds if flood.patient else options.seconds
    async with flooding(orders_of(site, flood, options, seconds)) as ended:
        beside = await doors.scan_until(ended)
    outcome = await ended
    met = bool(beside.at(0.95) <= P95_AIM_MS)
    print(beside.line(f"doors, {flood.name}", said("p95", P95_AIM_MS, "ms", met)), flush=True)
    print(f"    flood: {_told(outcome)}", flush=True)
    whole = not flood.patient or outcome["taken"] == options.scans
    return whole and not outcome["without_retry_after"] and (met or not options.aims)


def _told(outcome: dict[str, Any]) -> str:
    statuses = ", ".join(f"{count} × {status}" for status, count in sorted(outcome["statuses"].items()))
    rate = outcome["taken"] / outcome["seconds"]
    return (
        f"{outcome['taken']} scans taken in {outcome['seconds']:.1f} s ({rate:.0f} /s); answers {statuses or 'none'}; "
        f"{outcome['without_retry_after']} refusals without Retry-After; {outcome['unanswered']} requests under way"
    )


def orders_of(site: Site, flood: Kind, options: argparse.Namespace, seconds: float) -> Orders:
    """What the flooding device is told to do."""
    badges = site.badges[len(DOORS) * BADGES_A_DOOR :]
    return Orders(
        port=site.settings.port,
        token=site.devices[FLOODED_DOOR],
        door=FLOODED_DOOR,
        badges=badges,
        kind=flood.kind,
        scans=options.scans,
        per_request=flood.per_request,
        connections=flood.connections,
        seconds=seconds,
        patient=flood.patient,
    )


@asynccontextmanager
async def flooding(orders: Orders) -> AsyncIterator["asyncio.Task[dict[str, Any]]"]:
    """The flood in a process of its own, under way; gives the task that ends with its outcome."""
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "bench.flood_device", stdin=PIPE, stdout=PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(asdict(orders)).encode() + b"\n")
    await process.stdout.readline()
    process.stdin.write(b"\n")
    ended = asyncio.create_task(_outcome(process.stdout))
    try:
        yield ended
    finally:
        await ended
        await process.wait()


async def _outcome(stdout: asyncio.StreamReader) -> dict[str, Any]:
    return dict(json.loads(await stdout.readline()))


class Doors:
    """The five doors, each with badges of its own, which go in and out in turn.

    Each scan is due at its moment whatever became of the one before, and is measured from that moment: a scan that
    waits a second makes those due meanwhile wait too, and all of them count.
    """

    def __init__(self, site: Site, pace: float) -> None:
        self._site = site
        self._pace = pace
        self._scans = [0] * len(DOORS)
        self._links = [Link(site.settings.port, site.devices[door]) for door in DOORS]

    async def scan_for(self, seconds: float) -> Delays:
        """Scan for so many seconds. Raises HttpError for a scan that was not taken."""
        ended = asyncio.get_running_loop().create_task(asyncio.sleep(seconds))
        return await self.scan_until(ended)

    async def scan_until(self, ended: "asyncio.Task[Any]") -> Delays:
        """Scan until the task has ended. Raises HttpError for a scan that was not taken."""
        began = time.perf_counter()
        found = await asyncio.gather(*(self._one_door(number, ended) for number in range(len(DOORS))))
        return Delays(_sorted(found), time.perf_counter() - began)

    async def _one_door(self, number: int, ended: "asyncio.Task[Any]") -> list[float]:
        taken: list[float] = []
        due = time.perf_counter() + number / len(DOORS) / self._pace
        while not ended.done():
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            await self._scan(number)
            taken.append(time.perf_counter() - due)
            due += 1 / self._pace
        return taken

    async def _scan(self, number: int) -> None:
        turn, place = divmod(self._scans[number], BADGES_A_DOOR)
        self._scans[number] += 1
        badge = self._site.badges[number * BADGES_A_DOOR + place]
        body = scan_body(badge, DOORS[number], direction="exit" if turn % 2 else "entry")
        if answer_of(await self._links[number].post(body))["problem"] is not None:
            raise HttpError("a scan was not taken")


def _sorted(found: Sequence[Sequence[float]]) -> list[float]:
    return sorted(second for part in found for second in part)


if __name__ == "__main__":
    sys.exit(main())
