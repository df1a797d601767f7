"""The command post at 10,000 people inside and 100,000 scans: its live page and the evacuation list (CASES A24).

`python -m bench.command_post [--people N] [--scans N]`. Pages are asked for over HTTP,
one after another, of a server in a process of its own. Aim: each within 300 ms at the 95th hundredth.
"""

import argparse
import asyncio
import random
import sys
import time
from datetime import timedelta
from typing import Any

import aiohttp

from accreditation.doors.domain.doors import Verdict
from accreditation.doors.storage.tables import presences, scans
from bench.door_client import Delays, said
from bench.door_site import Site, door_options, insert_rows, on_each_database, serving
from conference.auth.logins import sign_in
from conference.auth.people import NewStaff, create_staff
from rostrum import roles
from rostrum.runtime import Runtime, open_runtime
from rostrum.settings import Settings

AIM_MS = 300.0
LOOKS = 20
PASSWORD = "correct horse battery"
PAGES = (
    ("live page", "/staff/command"),
    ("list of one zone", "/staff/command/evacuation?zone=press_centre"),
    ("list, everybody, CSV", "/staff/command/evacuation.csv"),
)


def main() -> int:
    """Measure on each database."""
    parser = door_options(__doc__)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--scans", type=int, default=100_000)
    parser.add_argument("--aims", action="store_true", help="fail when an aim is missed")
    return asyncio.run(_measure(parser.parse_args()))


async def _measure(options: argparse.Namespace) -> int:
    async def one(kind: str, site: Site) -> bool:
        secret = await _crowd(site.settings, people=options.people, count=options.scans)
        print(f"{kind}: {options.people:,} people inside, {options.scans:,} scans today", flush=True)
        async with serving(site.settings):
            met = [await _look(site, secret, name, path) for name, path in PAGES]
        return all(met) or not options.aims

    return await on_each_database(one, options=options, badges=options.people)


async def _look(site: Site, secret: str, name: str, path: str) -> bool:
    cookies = {"login": secret}
    taken = []
    size = 0
    async with aiohttp.ClientSession(f"http://127.0.0.1:{site.settings.port}", cookies=cookies) as client:
        for _ in range(LOOKS):
            began = time.perf_counter()
            async with client.get(path, allow_redirects=False) as answer:
                size = len(await answer.read())
                if answer.status != 200:
                    raise RuntimeError(f"{path}: {answer.status}")
            taken.append(time.perf_counter() - began)
    delays = Delays(sorted(taken), sum(taken))
    met = delays.at(0.95) <= AIM_MS
    print(delays.line(name, f"{size / 1024:.0f} KiB  {said('p95', AIM_MS, 'ms', met)}"), flush=True)
    return met


async def _crowd(settings: Settings, *, people: int, count: int) -> str:
    """Everybody inside, so many scans today; gives the secret of a supervisor's login."""
    async with open_runtime(settings) as runtime:
        dice = random.Random(7)
        rows = [row for number in range(1, people + 1) for row in _presences(runtime, number, dice)]
        await insert_rows(runtime, presences, rows)
        await insert_rows(runtime, scans, [_scan(runtime, number, people, dice) for number in range(count)])
        new = NewStaff("supervisor", "Supervisor", frozenset({roles.DOOR_SUPERVISOR}), "en", PASSWORD)
        await create_staff(runtime.accounts, new)
        signed_in = await sign_in(runtime.accounts, username="supervisor", password=PASSWORD, address="127.0.0.1")
        return signed_in.secret


def _presences(runtime: Runtime, number: int, dice: random.Random) -> list[dict[str, Any]]:
    inner = dice.choice([zone.code for zone in runtime.event.zones if zone.within == "venue"])
    at = runtime.clock.now() - timedelta(minutes=dice.random() * 60)
    shared = {"badge_id": f"{number:016x}", "door": "gate-a", "entered_at": at, "scan_id": f"scan_{number}"}
    return [shared | {"zone": "venue"}, shared | {"zone": inner}]


def _scan(runtime: Runtime, number: int, people: int, dice: random.Random) -> dict[str, Any]:
    door = dice.choice(runtime.event.doors)
    at = runtime.clock.now() - timedelta(seconds=dice.random() * 7200)
    verdict = Verdict.ADMITTED if dice.random() < 0.8 else dice.choice(list(Verdict))
    return {
        "id": f"scan_{number}", "key": f"key-{number:08}", "door": door.id, "zone": door.zone, "direction": "entry",
        "method": "camera", "verdict": verdict.value, "scanned_at": at, "occurred_at": at, "received_at": at,
        "decided_offline": False, "staff_id": "staff_bench", "raw": "", "raw_sha256": "0" * 64, "raw_length": 0,
        "badge_id": f"{dice.randint(1, people):016x}", "serial": 1,
    }  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
