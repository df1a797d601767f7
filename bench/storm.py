"""Ten thousand viewers cut off at once, and all of them back: how long until each has the right snapshot?

`python -m bench.storm` fills Rostrum on one core with a native crowd on another, cuts everybody off, and times their
return from the first SYN to the last complete snapshot: after their connections were reset, and after the server was
killed and started again; with the whole board (`full`) and with what they missed (`resumed`: the operator has
announced something meanwhile). Beside it aiohttp's bare handshakes, without any snapshot. With `--tls` over TLS, where
those who have a session resume it unless the server was started again; beside it nchan's handshakes. Each viewer's
snapshot is compared, byte for byte but for `at`, with those of its language, and each language's with the board that
the server shows as JSON. The exit code is 1 unless everybody had exactly one snapshot and the right one.
"""

import argparse
import json
import re
import ssl
import statistics
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

from bench.certificates import Certificate, make_certificate
from bench.compiled import compile_program
from bench.cores import Cores, bounded, cpu_ns, open_many_files, two_cores
from bench.load import PATHS, Connected, Crowd, Load, Tls
from bench.parts import Part, python
from bench.peers import Looping, Payloads, Peer
from bench.peers.nchan import Nchan, missing
from bench.peers.rostrum import Rostrum
from conference.languages import LANGUAGES

CUTS = ("reset", "killed")
MODES = ("full", "resumed")
AIM_S = 2.0
"""Without TLS. With it no server of one core can meet it: OpenSSL's part of ten thousand handshakes takes longer."""

RETURN_WITHIN_S = 60.0
CALM_S = 3.0
"""Before a cut: the server has told everybody what there is, and would admit them all again."""

LIMIT_S = 540.0
_AT = re.compile(rb'"at":"[^"]*"')


@dataclass(frozen=True)
class Bench:
    """What all storms share."""

    cores: Cores
    folder: Path
    crowd: Crowd
    certificate: Certificate | None

    def load(self, peer: Peer) -> Load:
        """The crowd of a server."""
        return Load(self.folder / "load", replace(self.crowd, until=peer.until), port=peer.port, core=self.cores.load)


@dataclass(frozen=True)
class Storm:
    """One return. `cpu_us`: the server's processor time for one viewer; `problems`: what was not right, in words;
    `sizes`: bytes of the snapshot in each language; `sessions`: how many resumed their session of TLS;
    `lag_ms`: how late the server's event loop woke a task at most, which all others there have to wait."""

    connected: Connected
    problems: Sequence[str]
    cpu_us: float = 0.0
    sizes: Sequence[int] = ()
    sessions: int = 0
    lag_ms: float = 0.0


def main() -> int:
    """Measure and print; 0 when every snapshot was right."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--viewers", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--at-once",
        type=int,
        default=4000,
        help="handshakes under way at once: what the kernel keeps for a server to accept (somaxconn); "
        "those beyond would wait a second for TCP to try again, whatever the server does",
    )
    parser.add_argument("--tls", action="store_true", help="over TLS, with a certificate on P-256")
    options = parser.parse_args()
    cores = two_cores()
    open_many_files(options.viewers)
    with bounded(LIMIT_S), tempfile.TemporaryDirectory(prefix="rostrum-bench-") as name:
        folder = Path(name)
        compile_program("load", folder, secure=options.tls)
        certificate = make_certificate(folder, "ecdsa") if options.tls else None
        tls: Tls = "resumed" if options.tls else "none"
        crowd = Crowd(viewers=options.viewers, at_once=options.at_once, tls=tls)
        return measure(Bench(cores, folder, crowd, certificate), options.rounds)


def measure(bench: Bench, rounds: int) -> int:
    """All storms, in turn, and what came of them."""
    kinds = {f"rostrum, {mode}, {cut}": partial(storm, bench, cut, mode) for cut, mode in product(CUTS, MODES)}
    if bench.certificate is None:
        kinds["bare aiohttp handshakes, reset"] = partial(bare_storm, bench, start_aiohttp)
    elif what := missing():
        print(f"nchan is left out: {what}")
    else:
        kinds["nchan's handshakes, reset"] = partial(bare_storm, bench, start_nchan)
    done: dict[str, list[Storm]] = {name: [] for name in kinds}
    for number in range(rounds):
        for name, run in kinds.items():
            done[name].append(run())
            print(f"round {number + 1}  {name:34} {done[name][-1].connected.seconds:6.2f} s", flush=True)
    return print_table(done, bench.crowd.viewers, AIM_S if bench.certificate is None else None)


def storm(bench: Bench, cut: str, mode: str) -> Storm:
    """Fill the server, cut, come back, compare."""
    with tempfile.TemporaryDirectory(dir=bench.folder) as name:
        data_dir = Path(name)
        start = partial(Rostrum, bench.cores.server, data_dir=data_dir, certificate=bench.certificate)
        with start() as first, bench.load(first) as load:
            before = load.connect(RETURN_WITHIN_S)
            if not before.whole:
                return Storm(before, ["not everybody had come"])
            held = json.loads(load.told("snapshot")[0])
            load.wait(first.update().offset, RETURN_WITHIN_S)
            time.sleep(CALM_S)
            if cut == "reset":
                load.cut()
                return come_back(load, first, held, mode)
            first.part.kill()
            with start(port=first.port) as second:
                return come_back(load, second, held, mode)


def come_back(load: Load, rostrum: Rostrum, held: dict[str, Any], mode: str) -> Storm:
    """Everybody comes back, with what they hold or without."""
    query = f"?epoch={held['epoch']}&offset={held['offset']}" if mode == "resumed" else ""
    before = load.counts()
    rostrum.take_lag_ms()
    connected, cpu_us = timed_return(load, rostrum, query)
    lag_ms = rostrum.take_lag_ms()
    after = load.counts()
    snapshots = load.told("snapshot")
    problems = []
    if not connected.whole:
        problems.append(f"{connected.wanted - connected.connected} did not come back")
    if (count := after["snapshots"] - before["snapshots"]) != connected.wanted:
        problems.append(f"{count} snapshots for {connected.wanted} viewers")
    if others := after["other_snapshots"] - before["other_snapshots"]:
        problems.append(f"{others} snapshots differ from those of their language")
    since = held["offset"] if mode == "resumed" else None
    problems += [
        f"the snapshot in {language} is wrong"
        for language, snapshot in zip(LANGUAGES, snapshots, strict=True)
        if not is_right(snapshot, board_of(rostrum, language), since)
    ]
    sessions = after["resumed"] - before["resumed"]
    return Storm(connected, problems, cpu_us, list(map(len, snapshots)), sessions, lag_ms)


def timed_return(load: Load, peer: Peer, query: str = "") -> tuple[Connected, float]:
    """Everybody comes back: how that went, and the server's processor time for one of them, µs."""
    before = cpu_ns(peer.pids())
    connected = load.connect(RETURN_WITHIN_S, query=query)
    return connected, (cpu_ns(peer.pids()) - before) / 1000 / connected.wanted


def board_of(rostrum: Rostrum, language: str) -> bytes:
    """The board as the server shows it to those without a connection."""
    scheme = "http" if rostrum.certificate is None else "https"
    trusting = ssl.create_default_context(cafile=rostrum.certificate.chain) if rostrum.certificate else None
    address = f"{scheme}://127.0.0.1:{rostrum.port}/feed/v1/{language}/board.json"
    with urllib.request.urlopen(address, timeout=10, context=trusting) as answer:
        body: bytes = answer.read()
        return body


def is_right(snapshot: bytes, board: bytes, since: int | None) -> bool:
    """Whether a snapshot is the board; or, of a viewer that came back, what became newer than `since`."""
    if since is None:
        return _AT.sub(b"", snapshot, count=1) == _AT.sub(b"", board, count=1)
    told, whole = json.loads(snapshot), json.loads(board)
    whole["keys"] = {key: entry for key, entry in whole["keys"].items() if entry["offset"] > since}
    return bool(whole["keys"]) and whole | {"recovered": True, "at": told["at"]} == told


def start_aiohttp(bench: Bench, texts: Payloads) -> Peer:
    """aiohttp's server of WebSockets, which says nothing."""
    return Looping(Part(python("bench.peers.looping", "aiohttp"), core=bench.cores.server), texts)


def start_nchan(bench: Bench, texts: Payloads) -> Peer:
    """nchan, which has nothing to say."""
    viewers = bench.crowd.viewers
    return Nchan(bench.cores.server, texts, folder=bench.folder, viewers=viewers, certificate=bench.certificate)


def bare_storm(bench: Bench, start: Callable[[Bench, Payloads], Peer]) -> Storm:
    """The same return to a server that answers handshakes and says nothing."""
    with start(bench, Payloads([b'"offset":0'] * len(PATHS))) as peer, bench.load(peer) as load:
        load.connect(RETURN_WITHIN_S)
        time.sleep(CALM_S)
        load.cut()
        before = load.counts()["resumed"]
        connected, cpu_us = timed_return(load, peer)
        sessions = load.counts()["resumed"] - before
        return Storm(connected, [] if connected.whole else ["not everybody came back"], cpu_us, sessions=sessions)


# --- what it says


def print_table(done: dict[str, list[Storm]], viewers: int, aim_s: float | None) -> int:
    """The figures and the aim, if there is one; 0 when every snapshot was right."""
    print(
        f"\n{viewers} viewers in {len(LANGUAGES)} languages, cut off and back; from the first SYN to the last snapshot"
    )
    wrong = False
    for name, storms in done.items():
        seconds = [storm.connected.seconds for storm in storms]
        middle = statistics.median(seconds)
        aim = ""
        if aim_s is not None and name.startswith("rostrum"):
            aim = f"   aim ≤ {aim_s} s   {'met' if middle <= aim_s else 'NOT met'}"
        sizes = storms[0].sizes
        told = f"   snapshots of {min(sizes)} to {max(sizes)} bytes" if sizes else ""
        busy = sum(storm.connected.busy for storm in storms)
        cpu_us = statistics.median(storm.cpu_us for storm in storms)
        print(f"{name:34} {middle:6.2f} s  ({min(seconds):.2f} – {max(seconds):.2f}){aim}")
        print(f"{'':34} {cpu_us:6.1f} µs of processor a viewer{told}")
        if lag_ms := max(storm.lag_ms for storm in storms):
            print(f"{'':34} the server's loop was late by at most {lag_ms:.0f} ms")
        if sessions := statistics.median(storm.sessions for storm in storms):
            print(f"{'':34} {sessions:.0f} sessions of TLS resumed")
        if busy:
            print(f"{'':34} {busy} times one was told to come back later")
        for problem in {problem for storm in storms for problem in storm.problems}:
            wrong = True
            print(f"{'':34} WRONG: {problem}")
    if not wrong:
        print("every viewer had exactly one snapshot, and the right one")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
