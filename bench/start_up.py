"""Time from the start of the program to its first complete page, and memory after pages in all languages were served.

`python -m bench.start_up` loads the reference event into a temporary folder with `rostrum demo` on SQLite (not
measured), then starts `rostrum serve` as `make run` does, `--runs` times, one after the other. *First page* is the time
from the start of the process to the last byte of `/en/`, *CPU* the processor time of the process until then. *Memory*
is the resident set size (RSS) of the server and all its children, `SETTLE_S` after the live page and the application
form were served in seven languages. RSS counts shared pages in full, so that it does not depend on what else runs. The
exit code is 1 when a page was not answered with 200, and with `--aims` also when the median of the first page or the
median of memory misses its aim.
"""

import argparse
import http.client
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.cores import PROC, cpu_ns, family
from conference.languages import LANGUAGES
from tests.support.servers import free_port

PAGE_AIM_S = 0.9
MEMORY_AIM_MB = 100

CLOCK_STARTS_AT = "2025-10-25T08:30:00+07:00"
"""As in the Makefile: the first morning of the reference event."""

REMOVED_VARIABLES = "ROSTRUM_", "PYTHONDONTWRITEBYTECODE"
"""Beginnings of the names of variables that the server does not get. With the second it would compile every module."""

FIRST_PAGE = "/en/"
PAGES = tuple(f"/{code}/{page}" for code in LANGUAGES for page in ("", "apply"))
SETTLE_S = 3.0
POLL_S = 0.005
START_WITHIN_S = 60.0
END_WITHIN_S = 20.0


@dataclass(frozen=True)
class Run:
    """One start: seconds to the first page, processor seconds until then, MB (10⁶ bytes) afterwards."""

    page_s: float
    cpu_s: float
    memory_mb: float


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=7, help="starts that are measured")
    parser.add_argument("--aims", action="store_true", help="fail when an aim is missed")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="rostrum-bench-") as folder:
        environment = _environment(Path(folder))
        subprocess.run(_rostrum("demo"), env=environment, stdout=subprocess.DEVNULL, check=True)
        runs = []
        for number in range(1, options.runs + 1):
            runs.append(_measure_start(environment))
            _print_run(f"run {number}", runs[-1])
    met = _print_aims(runs)
    return 0 if met or not options.aims else 1


def _environment(folder: Path) -> dict[str, str]:
    plain = {name: value for name, value in os.environ.items() if not name.startswith(REMOVED_VARIABLES)}
    settings = {
        "ROSTRUM_DATA_DIR": str(folder),
        "ROSTRUM_CLOCK_STARTS_AT": CLOCK_STARTS_AT,
        "ROSTRUM_LOG_LEVEL": "warning",
    }
    return plain | settings


def _rostrum(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "rostrum", *arguments]


def _measure_start(environment: dict[str, str]) -> Run:
    port = free_port()
    began = time.perf_counter()
    with _serving(environment | {"ROSTRUM_PORT": str(port)}) as server:
        _wait_for_first_page(server, port)
        page_s, cpu_s = time.perf_counter() - began, cpu_ns(family(server.pid)) / 1e9
        for path in PAGES:
            _get(port, path)
        time.sleep(SETTLE_S)
        return Run(page_s, cpu_s, _rss_bytes(family(server.pid)) / 1e6)


@contextmanager
def _serving(environment: dict[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    """Start a server, and stop it when the block ends."""
    server = subprocess.Popen(_rostrum("serve"), env=environment, stdout=subprocess.DEVNULL)
    try:
        yield server
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(END_WITHIN_S)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _wait_for_first_page(server: "subprocess.Popen[bytes]", port: int) -> None:
    """Request the first page until it is answered. Raises RuntimeError if the server ends or takes too long."""
    deadline = time.monotonic() + START_WITHIN_S
    while time.monotonic() < deadline and server.poll() is None:
        try:
            return _get(port, FIRST_PAGE)
        except ConnectionRefusedError:
            time.sleep(POLL_S)
    raise RuntimeError("the server did not start")


def _get(port: int, path: str) -> None:
    """Read a complete page. Raises RuntimeError when it is not answered with 200."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=START_WITHIN_S)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        response.read()
    finally:
        connection.close()
    if response.status != 200:
        raise RuntimeError(f"{path} was answered with {response.status}")


def _rss_bytes(pids: Sequence[int]) -> int:
    """Return the bytes of the resident set size of these processes."""
    pages = sum(int((PROC / f"{pid}/statm").read_text().split()[1]) for pid in pids)
    return pages * os.sysconf("SC_PAGE_SIZE")


def _print_run(name: str, run: Run) -> None:
    print(f"{name:8} first page {run.page_s:.2f} s, CPU {run.cpu_s:.2f} s, memory {run.memory_mb:.0f} MB", flush=True)


def _print_aims(runs: Sequence[Run]) -> bool:
    page_s, memory_mb = median(run.page_s for run in runs), median(run.memory_mb for run in runs)
    _print_run("median", Run(page_s, median(run.cpu_s for run in runs), memory_mb))
    is_fast, is_small = page_s <= PAGE_AIM_S, memory_mb <= MEMORY_AIM_MB
    print(f"aim: first page within {PAGE_AIM_S} s: {'met' if is_fast else 'NOT met'}")
    print(f"aim: at most {MEMORY_AIM_MB} MB: {'met' if is_small else 'NOT met'}")
    return is_fast and is_small


if __name__ == "__main__":
    sys.exit(main())
