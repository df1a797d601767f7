"""Several processes of one machine on one port: a supervisor starts them, restarts those that die, ends with them.

Each says every second on its standard output that its event loop turns; one that has stopped saying so is killed,
because the kernel would go on giving it its share of the connections.

The kernel spreads connections over processes that listen with SO_REUSEPORT. What they share is the database and the
doorbell, as on several machines; what must be made once (tables, the anchored clock, a signing key) is made before.
"""

import asyncio
import errno
import os
import signal
import socket
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace

import structlog

from rostrum.settings import PREFIX, Settings, environment_of

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 30.0
"""How long a process that died stays dead: twice as long after each death in a row."""

SOUND_AFTER_S = 60.0
"""A process that lived so long was sound: its death is the first of a row."""

STARTS_WITHIN_S = 60.0
"""How long a process may take to its first sign: Python and its imports."""

SILENT_FOR_S = 15.0
"""How long it may be silent after that: longer than any pause of a machine that is merely busy."""

Start = Callable[[int], Awaitable[asyncio.subprocess.Process]]
_log = structlog.get_logger(__name__)


class WorkersError(Exception):
    """Several processes cannot be started so; the message is a sentence."""


def check_workers(settings: Settings) -> None:
    """Raises WorkersError when these settings do not allow several processes, or the port is taken."""
    missing = missing_for_workers(settings)
    if missing:
        raise WorkersError(missing)
    ports = [(settings.host, settings.port)]
    if settings.metrics_port:
        ports += [(settings.metrics_host, settings.metrics_port + index) for index in range(settings.workers)]
    for host, port in ports:
        _check_free(host, port)


def missing_for_workers(settings: Settings) -> str | None:
    """What keeps these settings from several processes, as a sentence without its capital and full stop."""
    if not settings.database_url.startswith("postgres"):
        return "several workers need PostgreSQL: set DATABASE_URL, or serve with one worker"
    if not settings.redis_url:
        return "several workers need Redis, to tell each other of changes: set REDIS_URL"
    if not hasattr(socket, "SO_REUSEPORT") or not settings.port:
        return "several workers need a system with SO_REUSEPORT, and a port to share"
    return None


def _check_free(host: str, port: int) -> None:
    """With SO_REUSEPORT a second supervisor would share the port without a word: so try once without."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            why = "another program listens there" if error.errno == errno.EADDRINUSE else error.strerror
            raise WorkersError(f"cannot listen on {host}:{port}: {why}") from None


async def start_worker(settings: Settings, index: int) -> asyncio.subprocess.Process:
    """This program once more, as worker `index` of `settings.workers`.

    It has a session of its own, so that Ctrl+C reaches it only through us, and a pipe that ends when we do.
    """
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    own = environment_of(replace(settings, worker=index))
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "rostrum.cli", "serve"),
        env={**inherited, **own},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,
    )


@dataclass(frozen=True)
class Patience:
    """Seconds that the supervisor waits: before a restart (at first, at most), for a first sign, for the next one."""

    first_pause_s: float = FIRST_PAUSE_S
    longest_pause_s: float = LONGEST_PAUSE_S
    starts_within_s: float = STARTS_WITHIN_S
    silent_for_s: float = SILENT_FOR_S


@dataclass
class _Worker:
    process: asyncio.subprocess.Process | None = None
    deaths: int = 0


class Supervisor:
    """Keeps `count` processes running until it is told to stop. `start` makes the process of an index from 1."""

    def __init__(self, start: Start, count: int, *, patience: Patience | None = None) -> None:
        self._start = start
        self._workers = {index: _Worker() for index in range(1, count + 1)}
        self._patience = patience or Patience()
        self._stopping = asyncio.Event()

    @property
    def pids(self) -> dict[int, int]:
        """The process ids of the workers that run, by index."""
        return {index: w.process.pid for index, w in self._workers.items() if w.process is not None}

    async def run(self) -> None:
        """Keep all of them until the signal to stop, pass it on, and end with the last of them."""
        loop = asyncio.get_running_loop()
        for name in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(name, self.stop)
        try:
            await asyncio.gather(*(self._keep(index) for index in self._workers))
        finally:
            for name in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(name)

    def stop(self) -> None:
        """Tell every worker to stop; told again, they end at once."""
        self._stopping.set()
        for worker in self._workers.values():
            _terminate(worker.process)

    async def _keep(self, index: int) -> None:
        """Run the worker again and again."""
        worker = self._workers[index]
        while not self._stopping.is_set():
            began = time.monotonic()
            worker.process = await self._start(index)
            if self._stopping.is_set():
                _terminate(worker.process)
            await self._listen(index, worker.process)
            code = await worker.process.wait()
            worker.process = None
            if self._stopping.is_set():
                return
            worker.deaths = 1 if time.monotonic() - began >= SOUND_AFTER_S else worker.deaths + 1
            pause_s = self._pause_s(worker.deaths)
            _log.warning("worker.died", number=index, code=code, deaths=worker.deaths, pause_s=pause_s)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), pause_s)

    async def _listen(self, index: int, process: asyncio.subprocess.Process) -> None:
        """Until the process ends, hear that it lives; kill it when it has been silent for too long."""
        wait_s = self._patience.starts_within_s
        while process.stdout is not None:
            try:
                async with asyncio.timeout(wait_s):
                    said = await process.stdout.read(1024)
            except TimeoutError:
                _log.error("worker.silent", number=index, seconds=wait_s)
                process.kill()
                return
            if not said:
                return
            wait_s = self._patience.silent_for_s

    def _pause_s(self, deaths: int) -> float:
        return min(self._patience.longest_pause_s, self._patience.first_pause_s * 2.0 ** min(deaths - 1, 16))


def _terminate(process: asyncio.subprocess.Process | None) -> None:
    if process is not None and process.returncode is None:
        with suppress(ProcessLookupError):
            process.terminate()
