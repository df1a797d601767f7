"""Several real processes on one port: started, killed, restarted, stopped, orphaned."""

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec import structs
from structlog.testing import capture_logs

from rostrum.events.loading import carry_out_load, plan_event
from rostrum.runtime import open_runtime
from rostrum.serving.workers import Patience, Supervisor, WorkersError, check_workers
from rostrum.settings import Settings
from tests.support.live import LiveServer, live_server
from tests.support.servers import create_database, drop_database, free_port

WITHIN_S = 20.0
STUBBORN = """
import signal, sys, time
signal.signal(signal.SIGTERM, lambda *_: None)
print("up", file=sys.stderr, flush=True)
time.sleep(60)
"""
LISTENING = """
print(".++", end="", flush=True)
input()
"""
BEATING = """
import time
while True:
    print(".", end="", flush=True)
    time.sleep(0.05)
"""


def is_alive(pid: int) -> bool:
    """Whether the process still runs; one that ended and was not waited for does not."""
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False


def wait_until(what: str, condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + WITHIN_S
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (Settings(workers=2), "need PostgreSQL: set DATABASE_URL"),
        (Settings(workers=2, database_url="postgresql://db/x"), "need Redis"),
        (Settings(workers=2, database_url="postgresql://db/x", redis_url="redis://r", port=0), "a port to share"),
    ],
)
def test_several_workers_without_servers_are_refused(settings: Settings, words: str) -> None:
    with pytest.raises(WorkersError, match=words):
        check_workers(settings)


def test_port_in_use_is_reported() -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(WorkersError, match=f"127.0.0.1:{port}: another program listens there"):
            check_workers(Settings(database_url="postgresql://db/x", redis_url="redis://r", workers=2, port=port))


class Children:
    """Starts small processes instead of whole servers, and remembers them."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.started: list[int] = []
        self.processes: list[asyncio.subprocess.Process] = []
        self._another = asyncio.Event()

    async def start(self, index: int) -> asyncio.subprocess.Process:
        self.started.append(index)
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", self.code), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )
        self.processes.append(process)
        self._another.set()
        return process

    async def have_started(self, count: int) -> None:
        while len(self.processes) < count:
            self._another.clear()
            await self._another.wait()


async def test_exited_worker_restarts_after_growing_pauses() -> None:
    children = Children("raise SystemExit(3)")
    supervisor = Supervisor(children.start, 1, patience=Patience(first_pause_s=0.1, longest_pause_s=0.3))
    with capture_logs() as logs:
        running = asyncio.create_task(supervisor.run())
        async with asyncio.timeout(WITHIN_S):
            await children.have_started(5)
        supervisor.stop()
        async with asyncio.timeout(WITHIN_S):
            await running
    assert [entry["pause_s"] for entry in logs if entry["event"] == "worker.died"][:4] == [0.1, 0.2, 0.3, 0.3]


async def test_worker_that_hangs_is_killed_and_started_again() -> None:
    children = Children(BEATING)
    supervisor = Supervisor(children.start, 2, patience=Patience(first_pause_s=0.01, silent_for_s=0.5))
    running = asyncio.create_task(supervisor.run())
    async with asyncio.timeout(WITHIN_S):
        await children.have_started(2)
        await asyncio.sleep(0.7)
        children.processes[0].send_signal(signal.SIGSTOP)
        await children.have_started(3)
        assert await children.processes[0].wait() == -signal.SIGKILL
        assert children.processes[1].returncode is None
        supervisor.stop()
        await running
    assert children.started[2:] == children.started[:1]


async def test_supervisor_tells_once_that_a_worker_listens() -> None:
    children, told = Children(LISTENING), asyncio.Queue[None]()
    supervisor = Supervisor(children.start, 2, on_listening=lambda: told.put_nowait(None))
    running = asyncio.create_task(supervisor.run())
    async with asyncio.timeout(WITHIN_S):
        await told.get()
        supervisor.stop()
        await running
    assert told.empty()


async def test_supervisor_ends_with_the_last_of_its_workers() -> None:
    children = Children(STUBBORN)
    supervisor = Supervisor(children.start, 2)
    running = asyncio.create_task(supervisor.run())
    async with asyncio.timeout(WITHIN_S):
        await children.have_started(2)
        for process in children.processes:
            assert process.stderr is not None
            assert await process.stderr.readline() == b"up\n"
        assert set(supervisor.pids) == {1, 2}
        os.kill(os.getpid(), signal.SIGTERM)
        children.processes[0].kill()
        await children.processes[0].wait()
        await asyncio.sleep(0.2)
        assert not running.done()
        children.processes[1].kill()
        await running
    assert len(children.started) == 2


@pytest.fixture(scope="module")
def database(postgres_url: str, postgres_template: str) -> Iterator[str]:
    url = asyncio.run(create_database(postgres_url, "workers", postgres_template))
    yield url
    asyncio.run(drop_database(postgres_url, "workers"))


@pytest.fixture
def server(database: str, redis_url: str, tmp_path: Path) -> Iterator[LiveServer]:
    settings = {
        "DATABASE_URL": database,
        "REDIS_URL": redis_url,
        "ROSTRUM_WORKERS": "2",
        "ROSTRUM_METRICS_PORT": str(_two_free_ports()),
        "ROSTRUM_LOG_FORMAT": "json",
        "ROSTRUM_EVENT_CHECK_MS": "50",
    }
    with live_server(tmp_path, settings) as started:
        yield started


def _two_free_ports() -> int:
    while True:
        port = free_port()
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port + 1))
            return port


def workers_of(server: LiveServer) -> list[int]:
    """The process ids of the workers."""
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().split()
    return [int(pid) for pid in children if is_alive(int(pid))]


def metrics_port(pid: int) -> int:
    environment = Path(f"/proc/{pid}/environ").read_text().split("\0")
    return int(next(line for line in environment if line.startswith("ROSTRUM_METRICS_PORT=")).partition("=")[2])


def log(server: LiveServer) -> list[dict[str, object]]:
    return [json.loads(line) for line in (server.data_dir / "server.log").read_text().splitlines()]


def serving(server: LiveServer) -> list[object]:
    """Which workers said that they serve, in order."""
    return [line["worker"] for line in log(server) if line["event"] == "serving"]


async def load_changed_event(database: str, folder: Path) -> None:
    """Load the event with another time zone."""
    async with open_runtime(Settings(database_url=database, data_dir=folder)) as runtime:
        async with runtime.transactions.read() as transaction:
            plan = await plan_event(transaction, structs.replace(runtime.event, timezone="Asia/Tokyo"), {})
        await carry_out_load(runtime, plan)


def test_workers_share_a_port_restart_take_events_and_stop(server: LiveServer, database: str, tmp_path: Path) -> None:
    wait_until("two serve", lambda: len(serving(server)) == 2)
    assert sorted(map(str, serving(server))) == ["1", "2"]
    first = workers_of(server)
    assert len(first) == 2
    for port in (metrics_port(first[0]), metrics_port(first[0]) + 1):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
            assert b"rostrum_info{" in answer.read()
    os.kill(first[0], signal.SIGKILL)
    wait_until("a third serves", lambda: len(serving(server)) == 3)
    assert first[1] in workers_of(server)
    assert [line["code"] for line in log(server) if line["event"] == "worker.died"] == [-signal.SIGKILL]
    with urllib.request.urlopen(f"{server.url}/readyz", timeout=5) as answer:
        assert json.load(answer)["ready"]
    asyncio.run(load_changed_event(database, tmp_path / "node"))
    taken = ["event.taking", "serving"] * 2
    wait_until(
        "both serve the loaded event", lambda: [one["event"] for one in log(server) if one.get("version") == 2] == taken
    )
    keys = list((server.data_dir / "keys").glob("*.pem"))
    assert len(keys) == 1
    server.process.terminate()
    assert server.process.wait(WITHIN_S) == 0
    assert not [pid for pid in first if is_alive(pid)]
    assert len([line for line in log(server) if line["event"] == "stopping"]) == 2


def test_worker_ends_when_its_supervisor_is_gone(tmp_path: Path) -> None:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("ROSTRUM_")}
    own = {"ROSTRUM_DATA_DIR": str(tmp_path), "ROSTRUM_PORT": str(free_port()), "ROSTRUM_WORKER": "1"}
    command = [sys.executable, "-m", "rostrum", "serve"]
    with (tmp_path / "server.log").open("wb") as told:
        process = subprocess.Popen(command, env={**plain, **own}, stdin=subprocess.PIPE, stderr=told)
    wait_until("it serves", lambda: "serving" in (tmp_path / "server.log").read_text())
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait(WITHIN_S) == 0
