"""One update to ten thousand viewers in seven languages: Rostrum beside nchan, two Python loops and bare send() in C.

With `--tls` over TLS, as viewers on the internet have it: Rostrum's own, Rostrum behind nginx that passes TLS on or
ends it, nchan, `websockets`, and bare SSL_write() in C.

`python -m bench.fanout` starts each server on one core and a native crowd on another, sends one update at a time, and
prints what a delivery and a connection cost (CASES B10, B11). The servers take turns, round by round, each round with
processes of its own; a figure is the median of the rounds. The exit code is 1 unless everybody had every update, the
same, once and in order; an aim that is not met is printed and changes nothing else.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from bench.certificates import Certificate, make_certificate
from bench.compiled import compile_program
from bench.cores import Cores, bounded, cpu_ns, memory_kib, open_many_files, two_cores
from bench.fanout_figures import Costs, Round, print_table
from bench.load import PATHS, Connected, Crowd, Load, Sent
from bench.parts import Part, python
from bench.peers import Floor, Looping, Payloads, Peer
from bench.peers.nchan import Nchan
from bench.peers.nchan import missing as missing_nchan
from bench.peers.proxied import BALANCER, Proxied, missing_stream
from bench.peers.rostrum import Rostrum
from conference.languages import LANGUAGES

NAMES = ("rostrum", "nchan", "websockets", "aiohttp", "floor")
SECURE_NAMES = ("rostrum", "balanced", "proxied", "nchan", "websockets", "floor")
COMPARED_NAMES = ("rostrum", "nchan", "floor")
"""Those whose handshakes are measured: their connections are counted without TLS too."""

WARM_UP = 3
FIRST_PART = 5
"""One viewer in so many comes before memory is looked at."""

CONNECT_WITHIN_S = 60.0
ARRIVE_WITHIN_S = 20.0
PAUSE_S = 0.005
NOTICED_AFTER_S = 0.0002
"""After all connections were cut, for each of them: the server has let go of them."""

NO_TICKS_S = 600
"""Seconds between two ticks of Rostrum: none in the measurement, which is of updates."""

SAMPLE_BYTES = 60
PLAIN_FOLDER = "plain"
"""Folder of the programs without TLS, inside the folder of those over TLS."""

LIMIT_S = 900.0


@dataclass(frozen=True)
class Bench:
    """What all rounds share."""

    cores: Cores
    folder: Path
    crowd: Crowd
    updates: int
    texts: Sequence[bytes]
    text_bytes: int
    certificate: Certificate | None

    def load(self, peer: Peer) -> Load:
        """The crowd of a server."""
        crowd = replace(self.crowd, until=peer.until)
        return Load(self.folder / "load", crowd, port=peer.port, core=self.cores.load)

    def without_tls(self) -> "Bench":
        """The same, without TLS."""
        crowd = replace(self.crowd, tls="none")
        return replace(self, folder=self.folder / PLAIN_FOLDER, crowd=crowd, certificate=None)


def main() -> int:
    """Measure and print; 0 when every delivery was right."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--viewers", type=int, default=10_000)
    parser.add_argument("--updates", type=int, default=40, help="in each round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--bytes", type=int, default=300, help="of an update's JSON")
    parser.add_argument("--at-once", type=int, default=500, help="handshakes under way at once")
    parser.add_argument("--tls", action="store_true", help="over TLS, with a certificate on P-256")
    parser.add_argument("--rsa", action="store_true", help="over TLS, with a certificate of 2,048 bits (RSA)")
    parser.add_argument("--peers", default="", help=f"some of {', '.join(dict.fromkeys(NAMES + SECURE_NAMES))}")
    options = parser.parse_args()
    options.tls = options.tls or options.rsa
    known = SECURE_NAMES if options.tls else NAMES
    names = options.peers.split(",") if options.peers else list(known)
    if unknown := set(names) - set(known):
        parser.error(f"unknown peers: {', '.join(sorted(unknown))}")
    cores = two_cores()
    open_many_files(options.viewers)
    with bounded(LIMIT_S), tempfile.TemporaryDirectory(prefix="rostrum-bench-") as folder:
        return measure(options, cores, Path(folder), available(names))


def available(names: Sequence[str]) -> list[str]:
    """The peers that this machine has; what is missing is told."""
    missing = {"nchan": missing_nchan, "balanced": missing_stream}
    found = {name: missing[name]() if name in missing else "" for name in names}
    for name, what in found.items():
        if what:
            print(f"{name} is left out: {what}")
    return [name for name, what in found.items() if not what]


def measure(options: argparse.Namespace, cores: Cores, folder: Path, names: Sequence[str]) -> int:
    """All rounds of all peers."""
    for program in ("load", "floor"):
        compile_program(program, folder, secure=options.tls)
        if options.tls:
            (folder / PLAIN_FOLDER).mkdir(exist_ok=True)
            compile_program(program, folder / PLAIN_FOLDER)
    certificate = make_certificate(folder, "rsa" if options.rsa else "ecdsa") if options.tls else None
    crowd = Crowd(viewers=options.viewers, at_once=options.at_once, tls="resumed" if options.tls else "none")
    texts, text_bytes = sample(folder, cores, options.bytes, certificate)
    sizes = ", ".join(f"{language} {len(text)}" for language, text in zip(LANGUAGES, texts, strict=True))
    print(f"an update's JSON in bytes: {sizes}")
    bench = Bench(cores, folder, crowd, options.updates, texts, text_bytes, certificate)
    rounds: dict[str, list[Round]] = {name: [] for name in names}
    for number in range(options.rounds):
        for name in names:
            began = time.monotonic()
            done = run_round(bench, peer_of(bench, name))
            if options.tls and name in COMPARED_NAMES:
                done = replace(done, plain=count_plain_costs(bench.without_tls(), name))
            rounds[name].append(done)
            print(
                f"round {number + 1}  {name:10}  {done.cpu_us:6.2f} µs a delivery   "
                f"last {done.delays.last_us / 1000:7.1f} ms   ({time.monotonic() - began:.1f} s)",
                flush=True,
            )
    return print_table(rounds, options)


def sample(folder: Path, cores: Cores, size: int, certificate: Certificate | None) -> tuple[list[bytes], int]:
    """An update as Rostrum writes it in each language, about `size` bytes large, and how long its text must be."""
    text_bytes = SAMPLE_BYTES
    for _ in range(2):
        with Rostrum(cores.server, text_bytes=text_bytes, certificate=certificate) as rostrum:
            crowd = Crowd(viewers=len(PATHS), at_once=len(PATHS), tls="full" if certificate else "none")
            with Load(folder / "load", crowd, port=rostrum.port, core=cores.load) as load:
                load.connect(CONNECT_WITHIN_S)
                load.wait(rostrum.update().offset, ARRIVE_WITHIN_S)
                texts = load.told("update")
        largest = max(map(len, texts))
        if largest == size:
            break
        text_bytes = max(1, text_bytes + size - largest)
    return texts, text_bytes


def peer_of(bench: Bench, name: str) -> Callable[[], Peer]:
    """How a peer of that name is started."""
    core, payloads, certificate = bench.cores.server, Payloads(bench.texts), bench.certificate
    folder, viewers = bench.folder, bench.crowd.viewers
    if name == "rostrum":
        return partial(Rostrum, core, text_bytes=bench.text_bytes, tick_s=NO_TICKS_S, certificate=certificate)
    if name in ("proxied", "balanced") and certificate is not None:
        return partial(start_behind_nginx, bench, certificate, passes_on=name == "balanced")
    if name == "nchan":
        return partial(Nchan, core, payloads, folder=folder, viewers=viewers, certificate=certificate)
    if name == "floor":
        secure = ["--tls", str(certificate.chain), str(certificate.key)] if certificate else []
        return lambda: Floor(Part([folder / "floor", *secure, *PATHS], core=core), payloads)
    options = certificate.options if certificate else []
    return lambda: Looping(Part(python("bench.peers.looping", name, *options), core=core), payloads)


def start_behind_nginx(bench: Bench, certificate: Certificate, *, passes_on: bool) -> Peer:
    """Start Rostrum and nginx, which ends TLS or passes it on."""
    core, tls = bench.cores.server, {"certificate": certificate, "balancer": BALANCER} if passes_on else {}
    site = Rostrum(core, text_bytes=bench.text_bytes, tick_s=NO_TICKS_S, **tls)  # type: ignore[arg-type]
    place = {"folder": bench.folder, "viewers": bench.crowd.viewers}
    return Proxied(site, core, certificate=certificate, passes_on=passes_on, **place)  # type: ignore[arg-type]


def run_round(bench: Bench, start: Callable[[], Peer]) -> Round:
    """Start a server, fill it with viewers, send the updates."""
    with ExitStack() as stack:
        peer = stack.enter_context(start())
        alone_us = alone(peer, bench.updates)
        load = stack.enter_context(bench.load(peer))
        connected, kib, connect_us = fill(peer, load)
        send(peer, load, WARM_UP)
        before = cpu_ns(peer.pids())
        sent = send(peer, load, bench.updates)
        used_us = (cpu_ns(peer.pids()) - before) / 1000
        delays = load.report(sent)
        others = load.counts()["other_updates"]
        costs = come_back(peer, load, connect_us=connect_us)
        return Round(
            connected=connected,
            delays=delays,
            others=others,
            cpu_us=used_us / max(1, delays.deliveries),
            alone_us=alone_us,
            kib=kib,
            costs=costs,
        )


def fill(peer: Peer, load: Load) -> tuple[Connected, float, float]:
    """Everybody comes: KiB and processor time, µs, of one of those who come last. The first ones fill what lay idle."""
    first = load.connect(CONNECT_WITHIN_S, first=load.crowd.viewers // FIRST_PART)
    peer.collect()
    before_kib, before_ns = memory_kib(peer.pids()), cpu_ns(peer.pids())
    all_ = load.connect(CONNECT_WITHIN_S)
    used_us = (cpu_ns(peer.pids()) - before_ns) / 1000
    peer.collect()
    if not all_.whole:
        sys.exit(f"bench: only {all_.connected} of {all_.wanted} viewers could connect to {type(peer).__name__}")
    count = max(1, all_.connected - first.connected)
    kib = (memory_kib(peer.pids()) - before_kib) / count
    return replace(all_, seconds=first.seconds + all_.seconds), kib, used_us / count


def count_plain_costs(bench: Bench, name: str) -> Costs:
    """Start a server without TLS and fill it, as for a round over TLS: what a connection costs."""
    with peer_of(bench, name)() as peer, bench.load(peer) as load:
        alone(peer, bench.updates)
        _, _, connect_us = fill(peer, load)
        return come_back(peer, load, connect_us=connect_us)


def come_back(peer: Peer, load: Load, *, connect_us: float) -> Costs:
    """All are cut and come back: processor time of one beside that of a first connection, and how many resumed."""
    before = load.counts()["resumed"]
    load.cut()
    time.sleep(NOTICED_AFTER_S * load.crowd.viewers)
    before_ns = cpu_ns(peer.pids())
    back = load.connect(CONNECT_WITHIN_S)
    used_us = (cpu_ns(peer.pids()) - before_ns) / 1000
    return Costs(connect_us, used_us / max(1, back.connected), load.counts()["resumed"] - before)


def alone(peer: Peer, updates: int) -> float:
    """Processor time, µs, of one update that nobody follows."""
    for _ in range(WARM_UP):
        peer.update()
    before = cpu_ns(peer.pids())
    for _ in range(updates):
        peer.update()
        time.sleep(PAUSE_S)
    return (cpu_ns(peer.pids()) - before) / 1000 / updates


def send(peer: Peer, load: Load, updates: int) -> list[Sent]:
    """One update at a time: the next when the last one has arrived everywhere."""
    sent = []
    for _ in range(updates):
        sent.append(peer.update())
        load.wait(sent[-1].offset, ARRIVE_WITHIN_S)
        time.sleep(PAUSE_S)
    return sent


if __name__ == "__main__":
    sys.exit(main())
