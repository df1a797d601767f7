"""Worker processes of one machine on one port: a supervisor starts them, restarts those that exit, and stops them.

Each writes a heartbeat to its standard output every second. A worker without heartbeats is killed, because the kernel
would continue to assign connections to it.

The kernel spreads connections over processes that listen with SO_REUSEPORT. They share the database and
the change notifier, as on several machines. Tables, the anchored clock and the signing key are made before they start.
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
from msgspec import Struct

from rostrum.serving.process import LISTENING_BEAT
from rostrum.settings import PREFIX, Settings, environment_of

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 30.0
"""Seconds before a worker is restarted: first pause, doubled after each consecutive exit up to the longest."""

SOUND_AFTER_S = 60.0
"""Seconds after which the exit of a worker no longer counts as consecutive."""

STARTS_WITHIN_S = 60.0
"""Seconds to a worker's first heartbeat, including Python's imports."""

SILENT_FOR_S = 15.0
"""Seconds between later heartbeats: longer than pauses of a busy machine."""

Start = Callable[[int], Awaitable[asyncio.subprocess.Process]]
_log = structlog.get_logger(__name__)


class WorkersError(Exception):
    """Several workers cannot be started; the message is a sentence."""


def check_workers(settings: Settings) -> None:
    """Check that the settings allow several workers and the ports are free. Raises WorkersError."""
    missing = missing_for_workers(settings)
    if missing:
        raise WorkersError(missing)
    ports = [(settings.host, settings.port)]
    if settings.metrics_port:
        ports += [(settings.metrics_host, settings.metrics_port + index) for index in range(settings.workers)]
    for host, port in ports:
        _require_free_port(host, port)


def missing_for_workers(settings: Settings) -> str | None:
    """Return the missing requirement of several workers, as a sentence without capital and full stop, or None."""
    if not settings.database_url.startswith("postgres"):
        return "several workers need PostgreSQL: set DATABASE_URL, or serve with one worker"
    if not settings.redis_url:
        return "several workers need Redis, to tell each other of changes: set REDIS_URL"
    if not hasattr(socket, "SO_REUSEPORT") or not settings.port:
        return "several workers need a system with SO_REUSEPORT, and a port to share"
    return None


def _require_free_port(host: str, port: int) -> None:
    """Check that a port is free. A second supervisor would share it silently by SO_REUSEPORT, so bind without that."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            reason = "another program listens there" if error.errno == errno.EADDRINUSE else error.strerror
            raise WorkersError(f"cannot listen on {host}:{port}: {reason}") from None


async def start_worker(settings: Settings, index: int) -> asyncio.subprocess.Process:
    """Start this program as worker `index` of `settings.workers`.

    It runs in its own session, so that Ctrl+C reaches only the supervisor, and stops when the supervisor exits.
    """
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    own_settings = environment_of(replace(settings, worker=index))
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "rostrum", "serve"),
        env={**inherited, **own_settings},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,
    )


class Patience(Struct, frozen=True):
    """Time limits of the supervisor in seconds: restart pauses (first, longest), first heartbeat, later heartbeats."""

    first_pause_s: float = FIRST_PAUSE_S
    longest_pause_s: float = LONGEST_PAUSE_S
    starts_within_s: float = STARTS_WITHIN_S
    silent_for_s: float = SILENT_FOR_S


@dataclass
class _Worker:
    process: asyncio.subprocess.Process | None = None
    deaths: int = 0


class Supervisor:
    """Keeps `count` workers running until stopped. `start` starts the worker of an index from 1.

    `on_listening` is called once, when the first worker listens.
    """

    def __init__(
        self,
        start: Start,
        count: int,
        *,
        patience: Patience | None = None,
        on_listening: Callable[[], None] | None = None,
    ) -> None:
        self._start = start
        self._on_listening = on_listening
        self._workers = {index: _Worker() for index in range(1, count + 1)}
        self._patience = patience or Patience()
        self._stopping = asyncio.Event()

    @property
    def pids(self) -> dict[int, int]:
        """The process ids of running workers, by index."""
        return {index: w.process.pid for index, w in self._workers.items() if w.process is not None}

    async def run(self) -> None:
        """Run all workers until a signal to stop, forward it, and return when all have exited."""
        loop = asyncio.get_running_loop()
        for name in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(name, self.stop)
        try:
            await asyncio.gather(*(self._run_worker(index) for index in self._workers))
        finally:
            for name in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(name)

    def stop(self) -> None:
        """Stop every worker; a second call ends them at once."""
        self._stopping.set()
        for worker in self._workers.values():
            _send_terminate(worker.process)

    async def _run_worker(self, index: int) -> None:
        """Run a worker, restarting it after each exit."""
        worker = self._workers[index]
        while not self._stopping.is_set():
            began = time.monotonic()
            worker.process = await self._start(index)
            if self._stopping.is_set():
                _send_terminate(worker.process)
            await self._watch_heartbeats(index, worker.process)
            code = await worker.process.wait()
            worker.process = None
            if self._stopping.is_set():
                return
            worker.deaths = 1 if time.monotonic() - began >= SOUND_AFTER_S else worker.deaths + 1
            pause_s = self._pause_s(worker.deaths)
            _log.warning("worker.died", number=index, code=code, deaths=worker.deaths, pause_s=pause_s)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), pause_s)

    async def _watch_heartbeats(self, index: int, process: asyncio.subprocess.Process) -> None:
        """Read heartbeats until the process exits; kill it when they stop for too long."""
        wait_s = self._patience.starts_within_s
        while process.stdout is not None:
            try:
                async with asyncio.timeout(wait_s):
                    output = await process.stdout.read(1024)
            except TimeoutError:
                _log.error("worker.silent", number=index, seconds=wait_s)
                process.kill()
                return
            if not output:
                return
            if LISTENING_BEAT in output and self._on_listening is not None:
                self._on_listening()
                self._on_listening = None
            wait_s = self._patience.silent_for_s

    def _pause_s(self, deaths: int) -> float:
        return min(self._patience.longest_pause_s, self._patience.first_pause_s * 2.0 ** min(deaths - 1, 16))


def _send_terminate(process: asyncio.subprocess.Process | None) -> None:
    if process is not None and process.returncode is None:
        with suppress(ProcessLookupError):
            process.terminate()
