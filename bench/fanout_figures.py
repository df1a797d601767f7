"""What `bench.fanout` prints: the medians of each server's rounds, and what was aimed at."""

import argparse
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench.load import Connected, Delays
from conference.languages import LANGUAGES

OF_NCHAN = 0.9
OF_FLOOR = 1.4
KIB_A_CONNECTION = 14.0
SECURE_OF_NCHAN = 0.95
SECURE_LAST_OF_NCHAN = 1.0
SECURE_KIB_A_CONNECTION = 20.0
HANDSHAKE_OF_NCHAN = 1.2
RESUMED_OF_FULL = 0.5


@dataclass(frozen=True)
class Costs:
    """Processor time, µs, of a connection, and of one that comes back after all were cut.

    `resumed`: how many of those that came back resumed their session of TLS.
    """

    connect_us: float
    return_us: float
    resumed: float

    def less(self, other: "Costs") -> "Costs":
        """Return what these are more than others."""
        return Costs(self.connect_us - other.connect_us, self.return_us - other.return_us, self.resumed)


def median_costs(costs: Sequence[Costs]) -> Costs:
    """The medians of several rounds."""
    return Costs(
        statistics.median(one.connect_us for one in costs),
        statistics.median(one.return_us for one in costs),
        statistics.median(one.resumed for one in costs),
    )


@dataclass(frozen=True)
class Round:
    """Figures of one server in one round. `alone_us`: processor time of an update that nobody follows.

    `plain`: without TLS, where `costs` are over TLS and the server was also measured so.
    """

    connected: Connected
    delays: Delays
    others: int
    cpu_us: float
    alone_us: float
    kib: float
    costs: Costs
    plain: Costs | None = None

    @property
    def whole(self) -> bool:
        """Whether everybody had every update, the same as their neighbours."""
        return self.connected.whole and self.delays.whole and self.others == 0


@dataclass(frozen=True)
class Figures:
    """The medians of one server's rounds."""

    cpu_us: float
    p50_ms: float
    p99_ms: float
    last_ms: float
    kib: float
    connect_s: float
    alone_ms: float
    costs: Costs
    plain: Costs | None

    @property
    def handshakes(self) -> Costs | None:
        """What TLS adds to a connection: its handshake, and the encryption of what is sent."""
        if self.plain is None:
            return None
        return self.costs.less(self.plain)


def figures_of(rounds: Sequence[Round]) -> Figures:
    """The medians."""

    def median(value: Callable[[Round], float]) -> float:
        return statistics.median(map(value, rounds))

    plain = [done.plain for done in rounds if done.plain is not None]
    return Figures(
        cpu_us=median(lambda done: done.cpu_us),
        p50_ms=median(lambda done: done.delays.p50_us / 1000),
        p99_ms=median(lambda done: done.delays.p99_us / 1000),
        last_ms=median(lambda done: done.delays.last_us / 1000),
        kib=median(lambda done: done.kib),
        connect_s=median(lambda done: done.connected.seconds),
        alone_ms=median(lambda done: done.alone_us / 1000),
        costs=median_costs([done.costs for done in rounds]),
        plain=median_costs(plain) if plain else None,
    )


def print_table(rounds: dict[str, list[Round]], options: argparse.Namespace) -> int:
    """The figures and the aims; 0 when every delivery was right."""
    print(
        f"\n{options.viewers} connections over {len(LANGUAGES)} languages, {options.updates} updates a round, "
        f"median of {options.rounds} rounds"
    )
    print(
        "server      CPU a delivery   (lowest–highest)      p50       p99      to the last   a connection   "
        "connected   update alone   to connect   to return (resumed)"
    )
    table = {name: figures_of(done) for name, done in rounds.items()}
    for name, figures in table.items():
        costs = [done.cpu_us for done in rounds[name]]
        print(
            f"{name:10}  {figures.cpu_us:10.2f} µs   {min(costs):6.2f} – {max(costs):6.2f} µs   "
            f"{figures.p50_ms:6.1f} ms {figures.p99_ms:6.1f} ms   {figures.last_ms:8.1f} ms   "
            f"{figures.kib:8.1f} KiB   {figures.connect_s:7.2f} s   {figures.alone_ms:9.2f} ms   "
            f"{figures.costs.connect_us:7.0f} µs   {figures.costs.return_us:7.0f} µs ({figures.costs.resumed:.0f})"
        )
    wrong = [name for name, done in rounds.items() if not all(each.whole for each in done)]
    print("every viewer had every update, once, in order, and the same as its neighbours" if not wrong else "")
    for name in wrong:
        print(f"DELIVERIES ARE WRONG: {name}: {[(done.connected, done.delays, done.others) for done in rounds[name]]}")
    if options.tls:
        print_handshakes(table)
        print_secure_aims(table)
    else:
        print_aims(table)
    return 1 if wrong else 0


def print_aims(table: dict[str, Figures]) -> None:
    """What was aimed at, beside what was measured."""
    ours, nchan, site = (table.get(name) for name in ("rostrum", "nchan", "floor"))
    if ours is None:
        return
    if nchan is not None:
        print_aim("CPU a delivery, of nchan's", ours.cpu_us / nchan.cpu_us, OF_NCHAN)
        print_aim("time to the last, of nchan's", ours.last_ms / nchan.last_ms, OF_NCHAN)
    if site is not None:
        print_aim("CPU a delivery, of the floor's", ours.cpu_us / site.cpu_us, OF_FLOOR)
    print_aim("KiB a connection", ours.kib, KIB_A_CONNECTION)


def print_handshakes(table: dict[str, Figures]) -> None:
    """What TLS adds to a connection of each server that was also measured without it."""
    print("server      to connect    plain    TLS adds    to return    plain    TLS adds    of a connection's")
    for name, figures in table.items():
        costs, plain, added = figures.costs, figures.plain, figures.handshakes
        if plain is None or added is None:
            continue
        print(
            f"{name:10}  {costs.connect_us:7.0f} µs {plain.connect_us:5.0f} µs {added.connect_us:8.0f} µs   "
            f"{costs.return_us:7.0f} µs {plain.return_us:5.0f} µs {added.return_us:8.0f} µs   "
            f"{added.return_us / added.connect_us:16.2f}"
        )


def print_secure_aims(table: dict[str, Figures]) -> None:
    """What was aimed at over TLS, beside what was measured."""
    ours, nchan = table.get("rostrum"), table.get("nchan")
    if ours is None:
        return
    added = ours.handshakes
    if nchan is not None:
        print_aim("CPU a delivery, of nchan's", ours.cpu_us / nchan.cpu_us, SECURE_OF_NCHAN)
        print_aim("time to the last, of nchan's", ours.last_ms / nchan.last_ms, SECURE_LAST_OF_NCHAN)
        if added is not None and nchan.handshakes is not None:
            of_nchan = added.connect_us / nchan.handshakes.connect_us
            print_aim("CPU of a handshake, of nchan's", of_nchan, HANDSHAKE_OF_NCHAN)
    print_aim("KiB a connection", ours.kib, SECURE_KIB_A_CONNECTION)
    if added is not None:
        print_aim("CPU of a resumption, of a handshake", added.return_us / added.connect_us, RESUMED_OF_FULL)


def print_aim(what: str, value: float, most: float) -> None:
    """One aim."""
    print(f"  {what:36} {value:6.2f}   aim ≤ {most:5.2f}   {'met' if value <= most else 'NOT met'}")
