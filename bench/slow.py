"""One viewer in a thousand reads nothing for ten minutes: does the server's memory grow, do the others wait longer?

`python -m bench.slow [--minutes 10] [--reader nothing|byte|silent]` runs Rostrum on one core, a native crowd on
another, and an operator who opens sessions and puts them back, several times a second. The reader comes back a second
after it was cut off. First three minutes without it, for comparison; then the minutes with it. Its window is 4 KiB and
its segments are of 1,400 bytes: far away, and not over a loopback that would swallow megabytes.
The exit code is 1 unless everybody else had every update, the same, once and in order (CASES B5).
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.compiled import compile_program
from bench.cores import Cores, bounded, memory_kib, open_many_files, two_cores
from bench.load import Crowd, Delays, Load, Sent, Slowness
from bench.peers.rostrum import Rostrum

READERS: dict[Slowness, str] = {
    "nothing": "reads nothing, and says pong now and then so that the server does not take it for dead",
    "byte": "reads one byte a second",
    "silent": "reads nothing and says nothing",
}
MINUTE_S = 60.0
CONNECT_WITHIN_S = 60.0
ARRIVE_WITHIN_S = 20.0
WARM_UP_S = 10.0
"""Before the first minute: caches of the database and of the words fill."""

CONTROL_WINDOWS = 3
FLAT_KIB = 1024
"""Growth beyond that without the reader, which counts as flat: what one viewer's outbox may hold at the utmost."""

SAME = 1.25
SAME_MS = 1.0
"""p99 is unchanged while it is within this factor, or this many ms, of the larger of what it is compared with."""


@dataclass(frozen=True)
class Window:
    """A minute, or less: what arrived, how late, and the server's memory at each second of it."""

    delays: Delays
    kib: Sequence[int]

    @property
    def median_kib(self) -> float:
        """The memory of the window."""
        return statistics.median(self.kib)


@dataclass(frozen=True)
class Run:
    """A run of several windows, and what the server and the crowd counted in it."""

    windows: Sequence[Window]
    server: dict[str, Any]
    crowd: dict[str, int]

    @property
    def growth_kib(self) -> float:
        """From the first window to the last."""
        return self.windows[-1].median_kib - self.windows[0].median_kib

    @property
    def growth_a_window_kib(self) -> float:
        """The same, for one window."""
        return self.growth_kib / (len(self.windows) - 1)


@dataclass(frozen=True)
class Bench:
    """What the runs share."""

    cores: Cores
    program: Path
    viewers: int
    per_s: float


def main() -> int:
    """Measure and print; 0 when every delivery to the others was right."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--viewers", type=int, default=1000, help="one in a thousand of them is the reader")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument(
        "--reader",
        choices=READERS,
        default="nothing",
        help="; ".join(f"{name}: {what}" for name, what in READERS.items()),
    )
    parser.add_argument("--per-second", type=float, default=20.0, help="updates a second")
    options = parser.parse_args()
    cores = two_cores()
    open_many_files(options.viewers)
    limit_s = 60 * options.minutes + CONTROL_WINDOWS * MINUTE_S + 2 * WARM_UP_S + 60
    with bounded(limit_s), tempfile.TemporaryDirectory(prefix="rostrum-bench-") as folder:
        program = compile_program("load", Path(folder))
        bench = Bench(cores, program, options.viewers, options.per_second)
        window_s = min(MINUTE_S, 60 * options.minutes / 2)
        print(f"{options.viewers} viewers, {options.per_second:g} updates a second", flush=True)
        print("without a slow reader")
        windows = max(2, round(60 * options.minutes / window_s))
        control = run(bench, None, windows=min(CONTROL_WINDOWS, windows), window_s=window_s)
        print(f"with one in a thousand that {READERS[options.reader]}", flush=True)
        slow = run(bench, options.reader, windows=windows, window_s=window_s)
    return print_result(control, slow)


def run(bench: Bench, reader: Slowness | None, *, windows: int, window_s: float) -> Run:
    """The windows of one run, each printed when it is over."""
    slow_every = min(1000, bench.viewers) if reader else 0
    crowd = Crowd(viewers=bench.viewers, at_once=500, slow_every=slow_every, slowness=reader or "silent")
    with (
        Rostrum(bench.cores.server) as rostrum,
        Load(bench.program, crowd, port=rostrum.port, core=bench.cores.load) as load,
    ):
        if not load.connect(CONNECT_WITHIN_S).whole:
            raise RuntimeError("not everybody has come")
        window(rostrum, load, bench.per_s, min(WARM_UP_S, window_s))
        done = []
        for number in range(windows):
            done.append(window(rostrum, load, bench.per_s, window_s))
            delays = done[-1].delays
            print(
                f"  {(number + 1) * window_s:5.0f} s   p50 {delays.p50_us / 1000:6.2f} ms   "
                f"p99 {delays.p99_us / 1000:6.2f} ms   max {delays.max_us / 1000:7.2f} ms   "
                f"memory {done[-1].median_kib:8.0f} KiB",
                flush=True,
            )
        return Run(done, rostrum.counters(), load.counts())


def window(rostrum: Rostrum, load: Load, per_s: float, length_s: float) -> Window:
    """Updates at a steady rate for so many seconds, and the memory once a second."""
    sent: list[Sent] = []
    kib: list[int] = []
    began = time.monotonic()
    for number in range(max(1, round(length_s * per_s))):
        time.sleep(max(0.0, began + number / per_s - time.monotonic()))
        sent.append(rostrum.move().committed)
        if len(kib) <= time.monotonic() - began:
            kib.append(memory_kib(rostrum.pids()))
    load.wait(sent[-1].offset, ARRIVE_WITHIN_S)
    return Window(load.report(sent), kib)


# --- what it says


def print_result(control: Run, slow: Run) -> int:
    """What became of the reader, of the memory and of the others; 0 when their deliveries were right."""
    frames, crowd = slow.server["frames"], slow.crowd
    print(
        f"the reader fell behind {frames['lagged']} times and was cut off {crowd['slow_cuts']} times; "
        f"it read {crowd['slow_bytes']} bytes"
    )
    print(f"frames: {', '.join(f'{name} {value}' for name, value in frames.items())}, pending {slow.server['pending']}")
    first, last = slow.windows[0], slow.windows[-1]
    grown = (
        f"memory grew by {slow.growth_kib:.0f} KiB, {slow.growth_a_window_kib:.0f} a window; "
        f"without the reader {control.growth_a_window_kib:.0f} a window"
    )
    own = slow.growth_kib - max(0.0, control.growth_a_window_kib) * (len(slow.windows) - 1)
    print_aim(f"{grown}: {own:.0f} KiB are the reader's", own <= FLAT_KIB)
    before, after = max(first.delays.p99_us, control.windows[-1].delays.p99_us) / 1000, last.delays.p99_us / 1000
    compared = (
        f"p99 of the others: {control.windows[-1].delays.p99_us / 1000:.2f} ms without the reader, "
        f"{first.delays.p99_us / 1000:.2f} ms in the first window with it, {after:.2f} ms in the last"
    )
    print_aim(compared, after <= max(before * SAME, before + SAME_MS))
    windows = [*control.windows, *slow.windows]
    whole = all(each.delays.whole for each in windows) and not crowd["other_updates"] + control.crowd["other_updates"]
    print(
        "every other viewer had every update, once, in order, and the same as its neighbours"
        if whole
        else f"DELIVERIES ARE WRONG: {[each.delays for each in windows]}"
    )
    return 0 if whole else 1


def print_aim(what: str, met: bool) -> None:
    """One aim: flat memory, or an unchanged p99."""
    print(f"{what}   {'met' if met else 'NOT met'}")


if __name__ == "__main__":
    sys.exit(main())
