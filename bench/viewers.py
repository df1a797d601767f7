"""A thousand viewers in seven languages on one node, one update at a time: who has it, and how soon.

`python -m bench.viewers` starts the whole application with the reference event on a SQLite file of its own, and a
native crowd on another core. Each update is an operator's act: its rule, its commit to disk, its projection into seven
languages. Times run from the call of the act to the arrival of the frame at the viewer. The exit code is 1 unless every
viewer has every update, the same as its neighbours, once and in order.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.compiled import compile_program
from bench.cores import bounded, cpu_ns, open_many_files, two_cores
from bench.load import Connected, Crowd, Delays, Load
from bench.peers.rostrum import Act, Rostrum
from conference.languages import LANGUAGES

CONNECT_WITHIN_S = 60.0
ARRIVE_WITHIN_S = 20.0
LIMIT_S = 300.0


def main() -> int:
    """Measure and print; 0 when every delivery was right."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--viewers", type=int, default=1000)
    parser.add_argument("--updates", type=int, default=50)
    parser.add_argument("--pause-ms", type=int, default=100, help="between two updates")
    options = parser.parse_args()
    cores = two_cores()
    open_many_files(options.viewers)
    crowd = Crowd(viewers=options.viewers, at_once=100)
    with bounded(LIMIT_S), tempfile.TemporaryDirectory(prefix="rostrum-bench-") as folder:
        program = compile_program("load", Path(folder))
        with Rostrum(cores.server) as rostrum, Load(program, crowd, port=rostrum.port, core=cores.load) as load:
            connected = load.connect(CONNECT_WITHIN_S)
            before = cpu_ns(rostrum.pids())
            acts = run_acts(rostrum, load, options)
            used_s = (cpu_ns(rostrum.pids()) - before) / 1e9
            delays = load.report([act.called for act in acts])
            others = load.counts()["other_updates"]
            print_delays(connected, delays, acts)
            print_server(used_s, delays, rostrum.counters()["frames"])
    whole = connected.whole and delays.whole and not others
    print("every viewer has every update" if whole else f"DELIVERIES ARE WRONG: {connected}, {delays}, {others} differ")
    return 0 if whole else 1


def run_acts(rostrum: Rostrum, load: Load, options: argparse.Namespace) -> list[Act]:
    """One act at a time: the next when the last one has arrived everywhere, and a pause."""
    acts = []
    for _ in range(options.updates):
        acts.append(rostrum.move())
        load.wait(acts[-1].offset, ARRIVE_WITHIN_S)
        time.sleep(options.pause_ms / 1000)
    return acts


def print_delays(connected: Connected, delays: Delays, acts: Sequence[Act]) -> None:
    """How soon the viewers had the updates, and what of it was the act itself."""
    commits = statistics.median((act.committed_ns - act.called_ns) / 1e6 for act in acts)
    p50, p99, most, last = (us / 1000 for us in (delays.p50_us, delays.p99_us, delays.max_us, delays.last_us))
    print(f"{connected.connected} viewers in {len(LANGUAGES)} languages, connected in {connected.seconds:.2f} s")
    print(f"{len(acts)} updates, one at a time: {delays.deliveries} of {delays.wanted} deliveries")
    print(f"  act called → viewer     p50 {p50:7.1f} ms   p99 {p99:7.1f} ms   max {most:7.1f} ms")
    print(f"  act called → last one   p50 {last:7.1f} ms")
    print(f"  act called → committed  p50 {commits:7.1f} ms")


def print_server(used_s: float, delays: Delays, frames: dict[str, Any]) -> None:
    """What it took."""
    print(f"  server: {used_s:.2f} s of processor, {1e6 * used_s / max(1, delays.deliveries):.1f} µs a delivery")
    print(f"  frames: {', '.join(f'{name} {value}' for name, value in frames.items())}")


if __name__ == "__main__":
    sys.exit(main())
