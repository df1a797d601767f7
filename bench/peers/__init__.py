"""What is measured side by side: servers that write one update to every viewer when told."""

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Self

from bench.cores import family
from bench.load import Sent, Until
from bench.parts import Part

_OFFSET = re.compile(rb'"offset":\d+')
_FIRST_OFFSET = 100


class Payloads:
    """The same update for every server: one text for each of `load.PATHS`, as Rostrum wrote it, with other offsets."""

    def __init__(self, texts: Sequence[bytes]) -> None:
        self._parts = [_OFFSET.split(text, maxsplit=1) for text in texts]
        self._offset = _FIRST_OFFSET

    def next(self) -> tuple[int, list[bytes]]:
        """The next offset, and the texts."""
        self._offset += 1
        return self._offset, [b'%b"offset":%d%b' % (head, self._offset, tail) for head, tail in self._parts]


class Peer(ABC):
    """A server under measurement. A context manager; `until` says what makes a viewer of it ready."""

    until: Until = "handshake"

    def __init__(self, part: Part) -> None:
        self.part = part

    @property
    @abstractmethod
    def port(self) -> int:
        """Where it listens on 127.0.0.1."""

    @abstractmethod
    def update(self) -> Sent:
        """One update to everybody."""

    def pids(self) -> list[int]:
        """The processes that serve."""
        return family(self.part.pid)

    @abstractmethod
    def collect(self) -> None:
        """Let go of memory that nothing refers to, where it can be told to."""

    def __enter__(self) -> Self:
        self.part.__enter__()
        return self

    def __exit__(self, *problem: object) -> None:
        self.part.__exit__(None, None, None)


class Told(Peer):
    """A server of ours for comparison: is told the texts, and says when it began to write them."""

    def __init__(self, part: Part, payloads: Payloads) -> None:
        super().__init__(part)
        self._payloads = payloads
        self._port = int(part.answer()["port"])

    @property
    def port(self) -> int:
        """Where it listens."""
        return self._port


class Looping(Told):
    """bench/peers/looping.py: a loop in Python."""

    def update(self) -> Sent:
        """One update to everybody."""
        offset, texts = self._payloads.next()
        line = json.dumps({"texts": [text.decode() for text in texts]}, ensure_ascii=False)
        return Sent(offset, int(self.part.ask(f"update {line}")["began_ns"]))

    def collect(self) -> None:
        """Collect garbage."""
        self.part.ask("collect")


class Floor(Told):
    """native/floor.c: a loop of send()."""

    def update(self) -> Sent:
        """One update to everybody."""
        offset, texts = self._payloads.next()
        lengths = " ".join(str(len(text)) for text in texts)
        return Sent(offset, int(self.part.ask(f"update {lengths}", b"".join(texts))["began_ns"]))

    def collect(self) -> None:
        """There is no garbage."""
