"""The doors' server is killed again and again while eight doors scan: nothing that was acknowledged is lost.

`python -m bench.door_crash` starts `rostrum serve --only doors` on SQLite and then on PostgreSQL. Eight doors send
5,000 scans between them; every second or so the server is killed (SIGKILL) and started again. A door without an answer
sends the same scan with the same key again until it has one. Afterwards every scan that was acknowledged must be in the
database as it was answered, none twice, and who is inside must be what the scans say. The exit code is 1 otherwise.
"""

import argparse
import asyncio
import random
import secrets
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import uvloop
from sqlalchemy import select

from accreditation.access.event_plan import zones_of
from accreditation.doors.actions.batch_movements import movement_of
from accreditation.doors.domain.movements import trace
from accreditation.doors.ports.scans import Scan
from accreditation.doors.storage.scans import SqlScans
from accreditation.doors.storage.tables import presences, scans
from bench.door_client import HttpError, Link, answer_of, scan_body
from bench.door_site import EIGHT, Server, Site, door_options, on_each_database
from rostrum.runtime import Runtime, open_runtime

AGAIN_AFTER_S = 0.05
WITHIN_S = 20.0
BADGES = 120


@dataclass
class AnsweredScans:
    """Answers to the doors by key, and the number of scans that were sent again."""

    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    again: int = 0


def main() -> int:
    """Kill and count."""
    parser = door_options(__doc__)
    parser.add_argument("--scans", type=int, default=5000)
    parser.add_argument("--kills", type=int, default=5)
    options = parser.parse_args()
    return uvloop.run(measure(options))


async def measure(options: argparse.Namespace) -> int:
    """Every kind of database in turn."""

    async def one(kind: str, site: Site) -> bool:
        answered = await crash(site, scans_wanted=options.scans, kills=options.kills)
        flaws = await flaws_of(site, answered)
        outcome = "; ".join(flaws) or "every acknowledged scan is there, none twice, presence is what they say"
        print(f"{kind}: {len(answered.answers)} scans, {answered.again} of them again: {outcome}", flush=True)
        return not flaws

    return await on_each_database(one, options=options, badges=BADGES)


async def crash(site: Site, *, scans_wanted: int, kills: int) -> AnsweredScans:
    """Scan at eight doors, while the server is killed that many times, evenly over the scans."""
    server, answered = Server(site.settings), AnsweredScans()
    await server.start()
    try:
        share = scans_wanted // len(EIGHT)
        sending = [asyncio.create_task(scan_at(site, door, share, answered)) for door in EIGHT]
        for kill in range(1, kills + 1):
            while len(answered.answers) < kill * scans_wanted // (kills + 1):
                await asyncio.sleep(0.002)
                for task in sending:
                    if task.done():
                        task.result()
            server.kill()
            await server.start()
        await asyncio.gather(*sending)
    finally:
        server.stop()
    return answered


async def scan_at(site: Site, door: str, count: int, answered: AnsweredScans) -> None:
    """One door: badges by chance, in and out. Each scan is sent until it is answered."""
    chance, link = random.Random(door), Link(site.settings.port, site.devices[door])
    for _ in range(count):
        key, badge = secrets.token_hex(8), chance.choice(site.badges)
        body = scan_body(badge, door, direction=chance.choice(("entry", "exit")), key=key)
        answered.answers[key] = await sent(link, body, answered)
    link.drop()


async def sent(link: Link, body: bytes, answered: AnsweredScans) -> dict[str, Any]:
    """The answer to a scan, however often it has to be sent."""
    async with asyncio.timeout(WITHIN_S):
        while True:
            try:
                return answer_of(await link.post(body))
            except (OSError, EOFError, HttpError) as error:
                if isinstance(error, HttpError) and " 503 " not in str(error):
                    raise
                answered.again += 1
            link.drop()
            await asyncio.sleep(AGAIN_AFTER_S)


async def flaws_of(site: Site, answered: AnsweredScans) -> list[str]:
    """What is wrong with the database afterwards, in words."""
    async with open_runtime(site.settings) as runtime:
        kept, inside = await _kept(runtime), await _inside(runtime)
        expected = _traced(runtime, kept)
    by_key = {scan.key: scan for scan in kept}
    wrong = [key for key, answer in answered.answers.items() if not _is_kept(by_key.get(key), answer)]
    more = len(kept) - len(answered.answers)
    flaws = [f"{len(wrong)} acknowledged scans are not there as answered"] if wrong else []
    flaws += [f"{more} scans that nobody sent"] if more else []
    return flaws + (["presence is not what the scans say"] if inside != expected else [])


def _is_kept(scan: Scan | None, answer: dict[str, Any]) -> bool:
    return scan is not None and (scan.id, scan.verdict.value) == (answer["scan"], answer["verdict"])


async def _kept(runtime: Runtime) -> list[Scan]:
    async with runtime.transactions.read() as transaction:
        keys = (await transaction.connection.scalars(select(scans.c.key))).all()
        return list((await SqlScans().find_by_keys(transaction, keys)).values())


async def _inside(runtime: Runtime) -> set[tuple[str, str, str]]:
    async with runtime.transactions.read() as transaction:
        rows = await transaction.connection.execute(select(presences.c.badge_id, presences.c.zone, presences.c.scan_id))
        return {(row.badge_id, row.zone, row.scan_id) for row in rows}


def _traced(runtime: Runtime, kept: Sequence[Scan]) -> set[tuple[str, str, str]]:
    """Badge, zone, scan of everybody inside, from all scans."""
    zones, ids = zones_of(runtime.event), {scan.key: scan.id for scan in kept}
    movements: dict[str, list[Any]] = {}
    for scan in kept:
        movement = movement_of(scan)
        if movement is not None:
            movements.setdefault(movement.badge_id, []).append(movement)
    return {
        (badge_id, zone, ids[entry.key])
        for badge_id, way in movements.items()
        for zone, entry in trace(way, zones).inside.items()
    }


if __name__ == "__main__":
    sys.exit(main())
