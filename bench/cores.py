"""Two cores, one for the server and one for the load; and what a process has used of the machine (Linux)."""

import os
import resource
import signal
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

PROC = Path("/proc")


@dataclass(frozen=True)
class Cores:
    """The core of the server, and the core of those who load it."""

    server: int
    load: int


def two_cores() -> Cores:
    """The first two cores that this process may use; the process itself goes to the load's. Ends where there is one."""
    if not hasattr(os, "sched_setaffinity"):
        sys.exit("bench: needs Linux, where processes can be pinned to cores")
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        sys.exit("bench: needs two cores, one for the server and one for the load, and there is only one")
    os.sched_setaffinity(0, {cores[1]})
    return Cores(cores[0], cores[1])


@contextmanager
def started_on(core: int) -> Iterator[None]:
    """Processes that are started inside run on this core, with all their threads."""
    own = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, own)


def open_many_files(wanted: int) -> None:
    """Let this process and its children open as many files as the machine allows. Ends when that is too few."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    if most < wanted + 100:
        sys.exit(f"bench: {wanted} connections, but a process may open only {most} files (ulimit -Hn)")


@contextmanager
def bounded(seconds: float) -> Iterator[None]:
    """Raise TimeoutError when the block takes longer: nothing is left running."""

    def end(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError(f"the measurement took more than {seconds:.0f} s")

    before = signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def family(pid: int) -> list[int]:
    """A process and its children, whichever of its threads started them."""
    found = [pid]
    for path in (PROC / f"{pid}/task").glob("*/children"):
        with suppress(FileNotFoundError, ProcessLookupError):  # the thread has ended
            found += map(int, path.read_text().split())
    return found


def cpu_ns(pids: Iterable[int]) -> int:
    """Nanoseconds that all threads of these processes have run, in the kernel too (scheduler statistics)."""
    stats = [path for pid in pids for path in (PROC / f"{pid}/task").glob("*/schedstat")]
    return sum(int(path.read_text().split()[0]) for path in stats)


def memory_kib(pids: Iterable[int]) -> int:
    """KiB of memory that these processes have made: resident, shared pages by their share.

    Neither the kernel's buffers nor the pages of programs and libraries, whose share depends on who else runs them.
    """
    rollups = [(PROC / f"{pid}/smaps_rollup").read_text() for pid in pids]
    lines = [line.split() for rollup in rollups for line in rollup.splitlines()]
    return sum(int(words[1]) for words in lines if words[0] in ("Pss_Anon:", "Pss_Shmem:"))


def pss_kib(pids: Iterable[int]) -> int:
    """KiB of the proportional set size of these processes: all their pages, shared ones by their share.

    A process that has ended meanwhile counts nothing.
    """
    total = 0
    for pid in pids:
        with suppress(FileNotFoundError, ProcessLookupError):
            lines = (PROC / f"{pid}/smaps_rollup").read_text().splitlines()
            total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total
