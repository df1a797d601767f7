"""What an update takes on its way to very many viewers: a simulation of the fan-out tree with measured figures.

`python -m bench.tree` prints the tables of docs/scaling.md. One update is committed at 0; Redis rings the processes one
after another; each reads what is new from the database, which answers so many at a time; then it writes to its viewers
one after another, and the network brings it to them. Nothing here is measured: the figures in `Measured` are.
"""

import heapq
import math
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass

SEED = 20251025
CROWDS = (1_000, 10_000, 100_000, 1_000_000, 10_000_000)
SAMPLES = 200_000
"""Viewers whose delay is drawn, evenly over all; the last one is always among them."""

DATABASE_AT_ONCE = 16
"""Reads that the database answers at the same time."""

NETWORK_MEDIAN_S, NETWORK_SIGMA = 0.040, 0.6
"""One way to a viewer: log-normal, half within 40 ms, 99 in 100 within 160 ms. Assumed, and the same in every row."""

FRAME_OVERHEAD_BYTES = 88
"""Ethernet, IPv4, TCP with time stamps, and a record of TLS around a frame."""

UPDATES_A_MINUTE = 6
"""A busy signing ceremony: a signature, a speaker or a phase every ten seconds."""

CDN_SECONDS, CDN_SITES, POLL_S = 1, 100, 5
"""The cache time of board.json, sites of a content delivery network, and how often a page without a connection asks."""


@dataclass(frozen=True)
class Measured:
    """Printed by the commands named; two cores of a small virtual machine."""

    delivery_s: float = 1.58e-05
    """bench.fanout --tls: processor time of one delivery."""

    connection_kib: float = 15.8
    """bench.fanout --tls: memory of one connection."""

    process_mib: float = 135.0
    """bench.slow: memory of a process with a thousand viewers, theirs taken off."""

    comeback_s: float = 0.000734
    """bench.storm --tls: processor time of a handshake with the whole board."""

    read_s: float = 0.002
    """Reading what is new from PostgreSQL; assumed, bench.viewers shows 5 ms for a whole act on SQLite."""

    ring_s: float = 20e-6
    """Redis answering one more blocked reader of the stream; assumed."""

    update_bytes: int = 300
    snapshot_bytes: int = 35_000
    languages: int = 7


@dataclass(frozen=True)
class Delays:
    """Seconds from the commit to a viewer."""

    p50: float
    p99: float
    last: float


def simulate(viewers: int, processes: int, measured: Measured, chance: random.Random) -> Delays:
    """The delays of one update."""
    share = math.ceil(viewers / processes)
    starts = sorted(begin_of_writing(processes, measured))
    every = max(1, viewers // SAMPLES)
    delays = []
    for start in starts:
        for position in (*range(0, share - 1, every), share - 1):
            network = chance.lognormvariate(math.log(NETWORK_MEDIAN_S), NETWORK_SIGMA)
            delays.append(start + (position + 1) * measured.delivery_s + network)
    delays.sort()
    return Delays(delays[len(delays) // 2], delays[int(len(delays) * 0.99)], delays[-1])


def begin_of_writing(processes: int, measured: Measured) -> Iterator[float]:
    """When each process begins to write: rung one after another, read from the database in turn."""
    free = [0.0] * DATABASE_AT_ONCE
    heapq.heapify(free)
    for number in range(processes):
        rung = (number + 1) * measured.ring_s
        done = max(rung, heapq.heappop(free)) + measured.read_s
        heapq.heappush(free, done)
        yield done


def processes_for(viewers: int, most: int) -> int:
    """Processes, one a core, with at most `most` viewers each; never a single one."""
    return max(2, math.ceil(viewers / most))


def table(measured: Measured, most: int) -> list[str]:
    """What each crowd takes over WebSocket."""
    heads = (
        "viewers",
        f"processes of ≤ {most:,}",
        "memory",
        "processor for updates",
        "an update, outgoing",
        "p50",
        "p99",
        "last",
        "all back after a cut",
    )
    rows = [f"| {' | '.join(heads)} |", "|--:" * len(heads) + "|"]
    for viewers in CROWDS:
        processes = processes_for(viewers, most)
        delays = simulate(viewers, processes, measured, random.Random(SEED))
        memory = (processes * measured.process_mib + viewers * measured.connection_kib / 1024) / 1024
        cores = viewers * measured.delivery_s * UPDATES_A_MINUTE / 60
        traffic = viewers * (measured.update_bytes + FRAME_OVERHEAD_BYTES)
        back = math.ceil(viewers / processes) * measured.comeback_s
        rows.append(
            f"| {viewers:,} | {processes} | {memory:.1f} GiB | {cores:.3f} cores | {size(traffic)} "
            f"| {delays.p50:.2f} s | {delays.p99:.2f} s | {delays.last:.2f} s | {back:.1f} s |"
        )
    return rows


def cached_table(measured: Measured) -> list[str]:
    """What each crowd takes over board.json through a content delivery network."""
    rows = [
        "| viewers | asked of the network | of which reach us | outgoing from us, at most | shown after |",
        "|--:|--:|--:|--:|--:|",
    ]
    for viewers in CROWDS:
        asked = viewers / POLL_S
        ours = min(asked, CDN_SITES * measured.languages / CDN_SECONDS)
        rows.append(
            f"| {viewers:,} | {asked:,.0f} a second | {ours:,.0f} a second | {size(ours * measured.snapshot_bytes)}/s "
            f"| {POLL_S / 2 + CDN_SECONDS / 2:.1f} s, at most {POLL_S + CDN_SECONDS} s |"
        )
    return rows


def size(amount: float) -> str:
    """Bytes for people."""
    for transaction in ("B", "kB", "MB"):
        if amount < 1000:
            return f"{amount:.0f} {transaction}"
        amount /= 1000
    return f"{amount:.1f} GB"


def page() -> str:
    """Both tables, as Markdown."""
    measured = Measured()
    parts = (table(measured, 10_000), table(measured, 20_000), cached_table(measured))
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


if __name__ == "__main__":
    sys.stdout.write(page())
