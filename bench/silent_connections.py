"""3,000 connections that send one byte and wait, and 500 forms that come a byte every few seconds (attack X2).

`python -m bench.silent_connections` serves an event under way on SQLite with all parts in one process, a thousand
viewers, and five doors that scan at the pace of people: first alone, then while another process opens the silent and
slow connections, then alone again. The exit code is 1 when a viewer was disconnected or a delivery was wrong; with
`--aims` also when the server has not ended all of those connections within `--within` seconds, an update reached the
last viewer late, the doors' p95 moved, or files stayed open. Everything is on 127.0.0.1, whose connections no limit of
a network is for: what is measured are the time limits.
"""

import argparse
import asyncio
import os
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import cast

import uvloop

from bench.compiled import compile_program
from bench.cores import Cores, bounded, open_many_files, two_cores
from bench.door_client import Delays as DoorDelays
from bench.door_client import said
from bench.door_crowd import BADGES, DOORS, scan_at_pace
from bench.door_site import MORNING, Site, fill, scratch
from bench.load import Crowd, Delays, Load
from bench.parts import Part, commands, python, say
from bench.peers.rostrum import Rostrum
from bench.viewers import run_acts
from rostrum.serving.process import files_allowed
from rostrum.settings import Settings
from tests.support.servers import free_port

SLOW_FORM = (
    b"POST /en/apply HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: multipart/form-data; boundary=b\r\n"
    b"Content-Length: 1000000\r\n\r\n--b\r\n"
)
DRIP_EVERY_S = 5.0
AT_ONCE = 200
"""Connections that are being opened at once."""

PAUSE_MS = 500
WARM_UP_S = 5.0
CONNECT_WITHIN_S = 60.0
LINGER_S = 10.0
"""Seconds after which the attack ends by itself, beyond those in which the server must have ended it."""

LIMIT_S = 400.0
FILES_MAY_DIFFER = 10
"""Files of the database's pool and of fonts that the server may open meanwhile."""


@dataclass(frozen=True)
class Window:
    """What the doors and the viewers found in one part of the measurement."""

    doors: DoorDelays
    viewers: Delays

    def print(self, what: str) -> None:
        """A row for each."""
        viewers = self.viewers
        p50, p99, most = (us / 1000 for us in (viewers.p50_us, viewers.p99_us, viewers.max_us))
        print(self.doors.line(f"doors, {what}"))
        print(f"  {'viewers, ' + what:34} p50 {p50:6.2f}  p99 {p99:6.2f}  max {most:6.2f} ms", flush=True)


@dataclass
class Ended:
    """What became of the hostile connections. `longest_s`: from the opening of one to its end."""

    opened: int = 0
    opened_s: float = 0.0
    ended: int = 0
    longest_s: float = 0.0
    answered: int = 0


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--viewers", type=int, default=1000)
    parser.add_argument("--silent", type=int, default=3000, help="connections that send one byte")
    parser.add_argument("--slow", type=int, default=500, help="forms that come a byte every few seconds")
    parser.add_argument("--seconds", type=float, default=30.0, help="of each part")
    parser.add_argument("--pace", type=float, default=2.0, help="scans a second at each door")
    parser.add_argument("--within", type=float, default=30.0, help="seconds in which a connection must be ended")
    parser.add_argument("--moves", type=float, default=2.0, help="how many times its p95 alone a door may wait")
    parser.add_argument("--late", type=float, default=500.0, help="ms after which an update is late at a viewer")
    parser.add_argument("--aims", action="store_true", help="fail when an aim is missed")
    parser.add_argument("--hostile-at", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.hostile_at:
        return uvloop.run(be_hostile(options))
    options.updates, options.pause_ms = int(options.seconds * 1000 / PAUSE_MS), PAUSE_MS
    cores = two_cores()
    open_many_files(options.viewers + options.silent + options.slow)
    with bounded(LIMIT_S), scratch() as folder:
        return measure(options, cores, folder)


def measure(options: argparse.Namespace, cores: Cores, folder: Path) -> int:
    """Serve, let everybody in, and measure; the exit code."""
    program, data = compile_program("load", folder), folder / "data"
    site = uvloop.run(fill(Settings(data_dir=data, port=free_port(), clock_starts_at=MORNING), BADGES))
    port, crowd = site.settings.port, Crowd(viewers=options.viewers, at_once=100)
    hostile = [f"--silent={options.silent}", f"--slow={options.slow}", f"--hostile-at={port}"]
    with (
        Rostrum(cores.server, data_dir=data, port=port, clock_starts_at=MORNING) as rostrum,
        Load(program, crowd, port=port, core=cores.load) as load,
        Part(python("bench.silent_connections", *hostile), core=cores.load) as attackers,
    ):
        connected = load.connect(CONNECT_WITHIN_S)
        print(f"{connected.connected} viewers, {len(DOORS)} doors, {files_allowed()} files allowed", flush=True)
        is_right = uvloop.run(measure_windows(options, site, (rostrum, load, attackers)))
    return 0 if is_right and connected.whole else 1


async def measure_windows(options: argparse.Namespace, site: Site, parts: tuple[Rostrum, Load, Part]) -> bool:
    """Before, during and after; whether all was right and, if that is asked, met the aims."""
    rostrum, load, attackers = parts
    await scan_at_pace(site, argparse.Namespace(seconds=WARM_UP_S, pace=options.pace), first=0)
    files = open_files(rostrum)
    windows = [await measure_window(options, site, rostrum, load)]
    windows[0].print("alone")
    attack = asyncio.create_task(asyncio.to_thread(attackers.ask, f"{options.within + LINGER_S}", within_s=LIMIT_S))
    windows.append(await measure_window(options, site, rostrum, load))
    ended = Ended(**await attack)
    windows[1].print("with the hostile connections")
    windows.append(await measure_window(options, site, rostrum, load))
    windows[2].print("alone again")
    left, lost = open_files(rostrum), load.counts()["closed"]
    print(
        f"  hostile: {ended.opened} opened in {ended.opened_s:.1f} s, {ended.ended} ended by the server, the last "
        f"{ended.longest_s:.1f} s after its opening; {ended.answered} answered 408\n"
        f"  open files: {files} before, {left} after; viewers disconnected: {lost}"
    )
    is_whole = all(window.viewers.whole for window in windows) and not lost
    print("every viewer has every update" if is_whole else "DELIVERIES ARE WRONG")
    met = are_met(options, windows, ended, files_more=left - files)
    return is_whole and (met or not options.aims)


def are_met(options: argparse.Namespace, windows: Sequence[Window], ended: Ended, *, files_more: int) -> bool:
    """Print each aim; whether all are met."""
    before, during, after = windows
    most_ms = options.moves * max(before.doors.at(0.95), after.doors.at(0.95))
    wanted = options.silent + options.slow
    aims = (
        (
            "hostile connections ended within",
            options.within,
            "s",
            ended.ended == wanted and ended.longest_s <= options.within,
        ),
        ("doors' p95 meanwhile at most", most_ms, "ms", during.doors.at(0.95) <= most_ms),
        ("an update reaches the last viewer within", options.late, "ms", during.viewers.max_us <= 1000 * options.late),
        ("files left open, at most", FILES_MAY_DIFFER, "more", files_more <= FILES_MAY_DIFFER),
    )
    for what, aim, transaction, met in aims:
        print("  " + said(what, aim, transaction, met))
    return all(met for _, _, _, met in aims)


async def measure_window(options: argparse.Namespace, site: Site, rostrum: Rostrum, load: Load) -> Window:
    """Doors scan while updates go to the viewers."""
    acts, doors = await asyncio.gather(
        asyncio.to_thread(run_acts, rostrum, load, options), scan_at_pace(site, options, first=0)
    )
    return Window(doors, await asyncio.to_thread(load.report, [act.committed for act in acts]))


def open_files(rostrum: Rostrum) -> int:
    """How many files the server has open."""
    return sum(1 for pid in rostrum.pids() for _ in Path(f"/proc/{pid}/fd").iterdir())


# --- inside the part that attacks


class HostileConnection(asyncio.Protocol):
    """One connection that sends its first bytes, and later a byte now and then if it is a form."""

    def __init__(self, ended: Ended, first: bytes) -> None:
        self._ended = ended
        self._first = first
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the first bytes."""
        self.transport = cast(asyncio.Transport, transport)
        self._opened_at = time.monotonic()
        self.transport.write(self._first)

    def data_received(self, data: bytes) -> None:
        """Count what the server says."""
        self._ended.answered += data.startswith(b"HTTP/1.1 408 ")

    def connection_lost(self, exc: Exception | None) -> None:
        """The server has ended it."""
        self.transport = None
        self._ended.ended += 1
        self._ended.longest_s = max(self._ended.longest_s, time.monotonic() - self._opened_at)

    def drip(self) -> None:
        """Send a byte."""
        if self.transport is not None:
            self.transport.write(b"x")


async def be_hostile(options: argparse.Namespace) -> int:
    """Attack when told, for as long as told, and say what became of it.

    Doors and viewers share this core, and go first: what is measured is the server.
    """
    os.nice(10)
    async for command in commands():
        say(**asdict(await attack(options, float(command))))
    return 0


async def attack(options: argparse.Namespace, most_s: float) -> Ended:
    """Open all connections, and wait until the server has ended them."""
    ended, began, loop = Ended(), time.monotonic(), asyncio.get_running_loop()
    forms = [HostileConnection(ended, SLOW_FORM) for _ in range(options.slow)]
    clients = forms + [HostileConnection(ended, b"G") for _ in range(options.silent)]
    random.shuffle(clients)
    free = asyncio.Semaphore(AT_ONCE)

    async def open_one(client: HostileConnection) -> None:
        async with free:
            await loop.create_connection(lambda: client, "127.0.0.1", options.hostile_at)
            ended.opened += 1

    await asyncio.gather(*(open_one(client) for client in clients))
    ended.opened_s = time.monotonic() - began
    while ended.ended < len(clients) and time.monotonic() - began < most_s:
        await asyncio.sleep(DRIP_EVERY_S)
        for form in forms:
            form.drip()
    return ended


if __name__ == "__main__":
    sys.exit(main())
