"""The server's part of a scan: over HTTP, with durable commits, client and database on the same cores.

`python -m bench.doors` starts `rostrum serve --only doors` on SQLite and then on PostgreSQL, with an event under way,
and is the doors' devices itself. One door after another: how long each waits. Eight doors at once: scans a second.
Fifty devices at five doors scan one badge at once, a thousand times: exactly one is let in each time. Beside it, in the
same minute, what nothing can be faster than: a bare INSERT with its COMMIT on the same database, a bare POST.
The exit code is 1 when a scan failed or a badge was let in twice, or when `--aims` are asked for and missed.
"""

import argparse
import asyncio
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Sequence

import uvloop

from bench.door_client import Delays, HttpError, Link, answer_of, said, scan_body
from bench.door_floor import bare_commits, bare_posts
from bench.door_site import EIGHT, Site, door_options, enrol_devices, on_each_database, serving

AT_ONCE = 50
FIFTY = (("gate-a", "gate-b", "gate-c", "gate-a", "gate-b") * AT_ONCE)[:AT_ONCE]
WARM_UP = 200
P99_AIM_MS, RATE_AIM = 7.0, 700.0


def main() -> int:
    """Measure and print."""
    parser = door_options(__doc__)
    parser.add_argument("--scans", type=int, default=4000, help="scans of one door, and of eight together")
    parser.add_argument("--rounds", type=int, default=1000, help="rounds of fifty scans of one badge")
    parser.add_argument("--badges", type=int, default=800)
    parser.add_argument("--aims", action="store_true", help="fail when an aim is missed")
    options = parser.parse_args()
    return uvloop.run(measure(options))


async def measure(options: argparse.Namespace) -> int:
    """Every kind of database in turn."""

    async def one(kind: str, site: Site) -> bool:
        crowd = await enrol_devices(site, FIFTY)
        async with serving(site.settings):
            return await measure_site(kind, site, crowd, options)

    return await on_each_database(one, options=options, badges=options.badges + options.rounds)


async def measure_site(kind: str, site: Site, devices: Sequence[str], options: argparse.Namespace) -> bool:
    """One database: the table, and whether all was right."""
    print(f"{kind}", flush=True)
    crowd, fresh = site.badges[: options.badges], site.badges[options.badges :]
    print((await bare_commits(site.settings, options.scans // 4)).line("floor: INSERT + COMMIT"), flush=True)
    print((await bare_posts(options.scans // 4)).line("floor: POST to bare aiohttp"), flush=True)
    await scan_in_turn(site, crowd, ("gate-a",), WARM_UP)
    one = await scan_in_turn(site, crowd, ("gate-a",), options.scans)
    met = one.at(0.99) <= P99_AIM_MS
    print(one.line("one door, one after another", said("p99", P99_AIM_MS, "ms", met)), flush=True)
    eight = await scan_in_turn(site, crowd, EIGHT, options.scans)
    enough = eight.rate >= RATE_AIM
    print(eight.line("eight doors at once", said("rate", RATE_AIM, "/s", enough)), flush=True)
    single = await same_badge(site, devices, fresh)
    return single and (not options.aims or (met and enough))


async def scan_in_turn(site: Site, badges: Sequence[str], doors: Sequence[str], scans: int) -> Delays:
    """Each door lets its own share of the badges in and out, one scan after the other. Raises HttpError."""
    links = [Link(site.settings.port, site.devices[door]) for door in doors]
    share = len(badges) // len(doors)

    async def one_door(number: int) -> list[float]:
        link, door, taken = links[number], doors[number], []
        for n in range(scans // len(doors)):
            turn, place = divmod(n, share)
            body = scan_body(badges[number * share + place], door, direction="exit" if turn % 2 else "entry")
            began = time.perf_counter()
            answer = answer_of(await link.post(body))
            taken.append(time.perf_counter() - began)
            if answer["verdict"] not in ("admitted", "exit_recorded", "already_inside", "not_inside", "zone_full"):
                raise HttpError(str(answer))
        return taken

    began = time.perf_counter()
    found = await asyncio.gather(*(one_door(number) for number in range(len(doors))))
    took_s = time.perf_counter() - began
    for link in links:
        link.drop()
    return Delays(sorted(second for part in found for second in part), took_s)


async def same_badge(site: Site, devices: Sequence[str], badges: Sequence[str]) -> bool:
    """Fifty devices scan one badge at once, a fresh badge each round; whether each round let exactly one in."""
    links = [Link(site.settings.port, token) for token in devices]
    wrong, began = 0, time.perf_counter()
    for badge in badges:
        sent: list[Awaitable[bytes]] = [
            link.post(scan_body(badge, door)) for link, door in zip(links, FIFTY, strict=True)
        ]
        verdicts = Counter(answer_of(body)["verdict"] for body in await asyncio.gather(*sent))
        wrong += verdicts != {"admitted": 1, "already_inside": AT_ONCE - 1}
    for link in links:
        link.drop()
    rate = AT_ONCE * len(badges) / (time.perf_counter() - began)
    outcome = "never two entries" if not wrong else f"{wrong} ROUNDS WENT WRONG"
    print(f"  {AT_ONCE} scans of one badge at once, {len(badges)} rounds: {outcome}, {rate:.0f} /s", flush=True)
    return not wrong


if __name__ == "__main__":
    sys.exit(main())
