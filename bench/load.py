"""The crowd of viewers (native/load.c), as an object."""

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from bench.parts import Part
from conference.languages import LANGUAGES

PATHS = tuple(f"/feed/v1/{language}/ws" for language in LANGUAGES)
Until = Literal["snapshot", "handshake"]
Slowness = Literal["silent", "nothing", "byte"]
Tls = Literal["none", "full", "resumed"]


@dataclass(frozen=True)
class Sent:
    """One update: its offset, and when its way to the viewers began (CLOCK_MONOTONIC, ns)."""

    offset: int
    began_ns: int


@dataclass(frozen=True)
class Connected:
    """What became of a crowd that came: how many are ready, how long it took from the first SYN to the last of them.

    `busy`: how often one was told to come back later; `failed`: how often a connection or a handshake failed.
    """

    connected: int
    wanted: int
    seconds: float
    busy: int
    failed: int

    @property
    def whole(self) -> bool:
        """Whether everybody is there."""
        return self.connected == self.wanted


@dataclass(frozen=True)
class Delays:
    """From the beginning of an update to its arrival, µs; `last_us`: to the last viewer, the median of the updates."""

    wanted: int
    deliveries: int
    twice: int
    disorder: int
    p50_us: float
    p99_us: float
    max_us: float
    last_us: float

    @property
    def whole(self) -> bool:
        """Whether everybody has had every update, once and in order."""
        return self.deliveries == self.wanted and not self.twice and not self.disorder


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """Who comes: how many, with how many handshakes under way at once, and what makes one ready.

    `tls`: over TLS, where those who come back begin anew (`full`) or resume their session.
    """

    viewers: int
    at_once: int
    until: Until = "snapshot"
    slow_every: int = 0
    slowness: Slowness = "silent"
    tls: Tls = "none"


class Load(Part):
    """A crowd of viewers on one core, each asking for one of PATHS in turn."""

    def __init__(self, program: Path, crowd: Crowd, *, port: int, core: int) -> None:
        self.crowd = crowd
        numbers = {"viewers": crowd.viewers, "at-once": crowd.at_once, "slow-every": crowd.slow_every, "port": port}
        options = [f"--{name}={value}" for name, value in numbers.items()]
        if crowd.tls != "none":
            options.append(f"--tls={crowd.tls}")
        super().__init__(
            [program, *options, f"--until={crowd.until}", f"--slowness={crowd.slowness}", *PATHS], core=core
        )

    def connect(self, within_s: float, *, first: int | None = None, query: str = "") -> Connected:
        """Everybody who is away comes, or only the first so many of all; `query` is added to the address."""
        count = self.crowd.viewers if first is None else first
        return Connected(**self.ask(f"connect {within_s} {count} {query}", within_s=within_s + 10))

    def cut(self) -> None:
        """Every connection is reset."""
        self.ask("cut")

    def wait(self, offset: int, within_s: float) -> int:
        """Wait until everybody has heard of an offset: how many have not."""
        behind: int = self.ask(f"wait {offset} {within_s * 1000}", within_s=within_s + 10)["behind"]
        return behind

    def report(self, updates: Sequence[Sent]) -> Delays:
        """The delays of these updates."""
        return Delays(**self.ask("report " + " ".join(f"{sent.offset}:{sent.began_ns}" for sent in updates)))

    def counts(self) -> dict[str, int]:
        """What happened so far (native/crowd.h, `struct counts`)."""
        counts: dict[str, int] = self.ask("counts")
        return counts

    def told(self, what: Literal["snapshot", "update"]) -> list[bytes]:
        """What the viewers of each of PATHS were told last."""
        with tempfile.TemporaryDirectory(prefix="rostrum-bench-") as folder:
            self.ask(f"keep {folder}")
            return [(Path(folder) / f"{what}-{number}.json").read_bytes() for number in range(len(PATHS))]


def without_at(snapshot: bytes) -> dict[str, Any]:
    """A snapshot without the moment at which it was made."""
    message: dict[str, Any] = json.loads(snapshot)
    message.pop("at")
    return message
