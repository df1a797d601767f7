"""Twenty thousand viewers over TLS on one machine: one worker beside two, with PostgreSQL and Redis.

    python -m bench.workers [--viewers 20000] [--updates 20]

`rostrum serve --workers N` shares one port; an operator on another node announces something, Redis notifies the
workers, and each reads what is new and writes it to its viewers. One worker has half of the viewers, as many as one
takes. The machine's cores are shared by the workers, the database, Redis and the simulated viewers: processor time is
the figure to compare, delays show what is left of a machine that does all of it. The exit code is 1 unless everybody
had every update, once, in order, and the same as their neighbours.
"""

import argparse
import asyncio
import os
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from bench.certificates import Certificate, make_certificate
from bench.compiled import compile_program
from bench.cores import Cores, bounded, cpu_ns, family, open_many_files, pss_kib, two_cores
from bench.load import Connected, Crowd, Delays, Load, Sent
from bench.serving import OPERATOR, sized_text
from broadcast.board.actions.announcements import post_announcement
from broadcast.board.actions.programme import load_programme
from broadcast.board.domain.events import BoardChanged
from broadcast.board.event_data import programme_of
from conference.languages import LANGUAGES
from conference.logs import configure_logs
from rostrum.parts.broadcast import assemble_broadcast
from rostrum.runtime import open_runtime
from rostrum.settings import Settings, environment_of
from tests.support.servers import RedisServer, create_database, free_port, postgres_server

CROWDS = 2
"""Processes of simulated viewers: one may open as many files as a server."""

ROOM_FOR_MORE = 1.1
"""Viewers that a worker takes, of its share: the kernel divides connections by chance."""

START_WITHIN_S, CONNECT_WITHIN_S, ARRIVE_WITHIN_S = 60.0, 120.0, 30.0
PAUSE_S = 0.05
TEXT_BYTES = 60
LIMIT_S = 600.0


@dataclass(frozen=True)
class Place:
    """What both measurements share."""

    cores: Cores
    folder: Path
    certificate: Certificate
    maintenance_url: str
    redis_url: str
    updates: int


@dataclass(frozen=True)
class Outcome:
    """What some workers did. `kib`: memory of all their processes for one viewer, their own included."""

    workers: int
    connected: Sequence[Connected]
    delays: Sequence[Delays]
    others: int
    connect_us: float
    delivery_us: float
    kib: float

    @property
    def is_right(self) -> bool:
        """Whether everybody had every update, the same as their neighbours."""
        are_whole = [one.whole for one in self.connected] + [one.whole for one in self.delays]
        return not self.others and all(are_whole)


async def measure_workers(place: Place, workers: int, viewers: int) -> Outcome:
    """Serve with so many workers, fill them with viewers, and send the updates."""
    url = await create_database(place.maintenance_url, f"workers_{workers}")
    settings = Settings(
        data_dir=place.folder / f"site-{workers}",
        port=free_port(),
        database_url=url,
        redis_url=place.redis_url,
        only=("board",),
        workers=workers,
        most_viewers=int(viewers / workers * ROOM_FOR_MORE),
        tls_certificate=place.certificate.chain,
        tls_key=place.certificate.key,
        log_level="warning",
    )
    async with Announce(replace(settings, workers=1)).ready() as announce:
        with ExitStack() as stack:
            pid = stack.enter_context(_serving_workers(settings, place))
            crowd = Crowd(viewers=viewers // CROWDS, at_once=250, tls="full")
            program, core = place.folder / "load", place.cores.load
            loads = [stack.enter_context(Load(program, crowd, port=settings.port, core=core)) for _ in range(CROWDS)]
            return await _run_updates(place, pid, loads, announce, workers)


async def _run_updates(place: Place, pid: int, loads: Sequence[Load], announce: "Announce", workers: int) -> Outcome:
    before = cpu_ns(family(pid))
    connected = await asyncio.gather(*(asyncio.to_thread(load.connect, CONNECT_WITHIN_S) for load in loads))
    count = max(1, sum(one.connected for one in connected))
    connect_us = (cpu_ns(family(pid)) - before) / 1000 / count
    await _send_updates(announce, loads, 2)
    kib, before = pss_kib(family(pid)) / count, cpu_ns(family(pid))
    sent = await _send_updates(announce, loads, place.updates)
    delivery_us = (cpu_ns(family(pid)) - before) / 1000 / count / place.updates
    delays = [load.report(sent) for load in loads]
    others = sum(load.counts()["other_updates"] for load in loads)
    return Outcome(workers, connected, delays, others, connect_us, delivery_us, kib)


async def _send_updates(announce: "Announce", loads: Sequence[Load], updates: int) -> list[Sent]:
    """Announce one at a time: the next when the last has arrived everywhere."""
    sent = []
    for _ in range(updates):
        sent.append(await announce())
        waits = (asyncio.to_thread(load.wait, sent[-1].offset, ARRIVE_WITHIN_S) for load in loads)
        await asyncio.gather(*waits)
        await asyncio.sleep(PAUSE_S)
    return sent


class Announce:
    """An operator on a node of its own, who announces something."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._committed_ns = 0

    @asynccontextmanager
    async def ready(self) -> AsyncIterator["Announce"]:
        """Connect to the database and Redis, and load the programme."""
        async with open_runtime(self._settings) as runtime:
            self._event, self._broadcast = runtime.event, assemble_broadcast(runtime)
            runtime.bus.subscribe(BoardChanged, self._note_commit)
            await load_programme(self._broadcast.board, programme_of(runtime.event), operator=OPERATOR)
            yield self
            await self._broadcast.fanout.close()

    async def _note_commit(self, _changed: BoardChanged) -> None:
        self._committed_ns = time.monotonic_ns()

    async def __call__(self) -> Sent:
        """Announce something: its offset, and when it was committed."""
        text = {language: sized_text(self._event, language, TEXT_BYTES) for language in LANGUAGES}
        done = await post_announcement(self._broadcast.board, text, operator=OPERATOR)
        return Sent(done.revision.offset, self._committed_ns)


@contextmanager
def _serving_workers(settings: Settings, place: Place) -> Iterator[int]:
    """Serve on all cores until the block ends; gives the number of the first process."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("ROSTRUM_")}
    own = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {place.cores.server, place.cores.load})
    process = subprocess.Popen(
        [sys.executable, "-m", "rostrum", "serve"], env=plain | environment_of(settings), stdout=subprocess.DEVNULL
    )
    os.sched_setaffinity(0, own)
    try:
        _wait_until_ready(settings, place.certificate)
        yield process.pid
    finally:
        process.terminate()
        process.wait(30)


def _wait_until_ready(settings: Settings, certificate: Certificate) -> None:
    trusting = ssl.create_default_context(cafile=certificate.chain)
    deadline = time.monotonic() + START_WITHIN_S
    while True:
        try:
            with urllib.request.urlopen(f"{settings.address}/readyz", context=trusting, timeout=2):
                return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def print_outcomes(outcomes: Sequence[Outcome]) -> int:
    """Print the figures; 0 when every delivery was right."""
    print(
        "workers  viewers   connected   to connect   a delivery        p50        p99   to the last   memory a viewer"
    )
    for one in outcomes:
        seconds = max(crowd.seconds for crowd in one.connected)
        p50, p99, last = (
            max(getattr(delays, name) for delays in one.delays) / 1000 for name in ("p50_us", "p99_us", "last_us")
        )
        viewers = sum(crowd.connected for crowd in one.connected)
        print(
            f"{one.workers:7}  {viewers:7}  {seconds:8.2f} s  {one.connect_us:8.0f} µs  {one.delivery_us:8.2f} µs  "
            f"{p50:7.1f} ms {p99:7.1f} ms    {last:7.1f} ms   {one.kib:10.1f} KiB"
        )
    wrong = [one for one in outcomes if not one.is_right]
    print("every viewer had every update" if not wrong else f"DELIVERIES ARE WRONG: {wrong}")
    return 1 if wrong else 0


def main() -> int:
    """Measure and print; 0 when every delivery was right."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--viewers", type=int, default=20_000)
    parser.add_argument("--updates", type=int, default=20)
    options = parser.parse_args()
    cores = two_cores()
    open_many_files(options.viewers // CROWDS)
    configure_logs(level="warning")
    with bounded(LIMIT_S), ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="rostrum-bench-")))
        compile_program("load", folder, secure=True)
        redis = RedisServer()
        stack.callback(redis.close)
        maintenance_url = stack.enter_context(postgres_server())
        certificate = make_certificate(folder, "ecdsa")
        place = Place(cores, folder, certificate, maintenance_url, redis.url, options.updates)
        sizes = {1: options.viewers // 2, 2: options.viewers}
        return print_outcomes([asyncio.run(measure_workers(place, *size)) for size in sizes.items()])


if __name__ == "__main__":
    sys.exit(main())
