"""Rostrum itself (bench/serving.py): the whole application and its feed."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bench.certificates import Certificate
from bench.load import Sent
from bench.parts import Part, python
from bench.peers import Peer


class Rostrum(Peer):
    """The whole application. An update is an operator's announcement, in its language to each viewer.

    The way that is timed begins when the change is committed to the database; processor time is counted for all of it.
    """

    until = "snapshot"

    def __init__(
        self,
        core: int,
        *,
        text_bytes: int = 60,
        tick_s: int = 5,
        data_dir: Path | None = None,
        port: int = 0,
        clock_starts_at: datetime | None = None,
        certificate: Certificate | None = None,
        balancer: str = "",
    ):
        options = [f"--tick-s={tick_s}", f"--port={port}"]
        if data_dir is not None:
            options.append(f"--data-dir={data_dir}")
        if clock_starts_at is not None:
            options.append(f"--clock-starts-at={clock_starts_at.isoformat()}")
        if certificate is not None:
            options += certificate.options
        if balancer:
            options.append(f"--balancer={balancer}")
        super().__init__(Part(python("bench.serving", *options), core=core))
        self.text_bytes = text_bytes
        self.certificate = certificate
        self._port = int(self.part.answer()["port"])

    @property
    def port(self) -> int:
        """Where it listens."""
        return self._port

    def update(self) -> Sent:
        """Announce something."""
        return self._act(f"announce {self.text_bytes}").committed

    def move(self) -> "Act":
        """Open a session or put it back."""
        return self._act("move")

    def collect(self) -> None:
        """Collect garbage."""
        self.part.ask("collect")

    def counters(self) -> dict[str, Any]:
        """What the hub has done: `frames` (broadcast/feed/send_queue.py), `pending`, `open`."""
        counters: dict[str, Any] = self.part.ask("counters")
        return counters

    def take_lag_ms(self) -> float:
        """How late the event loop was at most since the last call; the first one begins to watch it."""
        lag_ms: float = self.part.ask("lag")["lag_ms"]
        return lag_ms

    def _act(self, command: str) -> "Act":
        return Act(**self.part.ask(command))


@dataclass(frozen=True)
class Act:
    """An operator's act: its offset, when it was called, and when it was committed (CLOCK_MONOTONIC, ns)."""

    offset: int
    called_ns: int
    committed_ns: int

    @property
    def called(self) -> Sent:
        """The update that began with the call."""
        return Sent(self.offset, self.called_ns)

    @property
    def committed(self) -> Sent:
        """The update that began with the commit."""
        return Sent(self.offset, self.committed_ns)
