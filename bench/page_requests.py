"""Requests for public pages that one process answers in a second: `python -m bench.page_requests`.

Rostrum with the reference event has one core, the readers the other. Each of `--connections` sends the next request
when the last is answered, for `--seconds`, `--rounds` times; medians are printed, with the server's processor time for
an answer, which other work on the machine changes less. Pages come from the cache of rendered pages, plain or in gzip;
*304* is the answer to a reader who has the page, *file* a static style sheet. The command fails when an answer had
another status than expected.
"""

import argparse
import asyncio
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import cast

import uvloop

from bench.cores import cpu_ns, two_cores
from bench.peers.rostrum import Rostrum

SESSION = "/en/sessions/debate-1"
_LENGTH = re.compile(rb"^content-length: *(\d+)", re.IGNORECASE | re.MULTILINE)
_STYLE = re.compile(rb'href="([^"]+/base\.css)"')


@dataclass
class Case:
    """A request that is repeated: its path, further headers, the expected status.

    Of each round it has the answers a second (`rates`) and the processor time of one, in µs; `size` is in bytes.
    """

    name: str
    path: str
    headers: str = ""
    status: int = 200
    rates: list[float] = field(default_factory=list)
    processor_us: list[float] = field(default_factory=list)
    size: int = 0

    @property
    def request(self) -> bytes:
        """The request as it is sent."""
        return f"GET {self.path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{self.headers}\r\n".encode()


class Reader(asyncio.Protocol):
    """One connection that repeats a request until it is closed, and counts the answers of the expected status."""

    def __init__(self, case: Case) -> None:
        self.answers, self.others = 0, 0
        self.last = b""
        self.answered = asyncio.Event()
        self._case = case
        self._held = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the first request."""
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(self._case.request)

    def data_received(self, data: bytes) -> None:
        """Send the next request when the answer is complete."""
        self._held += data
        end = self._held.find(b"\r\n\r\n") + 4
        if end < 4:
            return
        length = _LENGTH.search(self._held, 0, end)
        body = int(length[1]) if length and self._case.status == 200 else 0
        if len(self._held) < end + body:
            return
        is_expected = self._held.startswith(f"HTTP/1.1 {self._case.status} ".encode())
        self.answers, self.others = self.answers + is_expected, self.others + (not is_expected)
        self.last, self._held = self._held, b""
        self.answered.set()
        self._transport.write(self._case.request)

    def close(self) -> None:
        """Close the connection."""
        self._transport.abort()


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with Rostrum(two_cores().server) as rostrum:
        cases = uvloop.run(_measure_all(rostrum, options))
    for case in cases:
        sys.stdout.write(
            f"{case.name:24} {median(case.rates):8,.0f} requests/s  "
            f"{median(case.processor_us):6,.0f} µs of processor  {case.size:7,} bytes an answer\n"
        )
    return 0


async def _measure_all(rostrum: Rostrum, options: argparse.Namespace) -> Sequence[Case]:
    """Repeat each case in turn. Raises RuntimeError when an answer is not the expected one."""
    plain = await _ask_once(rostrum.port, Case("", SESSION))
    style = _STYLE.search(plain)
    if style is None:
        raise RuntimeError("the page of the session has no style sheet")
    gzip = "Accept-Encoding: gzip\r\n"
    cases = [
        Case("live page", "/en/"),
        Case("live page, gzip", "/en/", gzip),
        Case("session page", SESSION),
        Case("session page, gzip", SESSION, gzip),
        Case("session page, 304", SESSION, f"{gzip}If-None-Match: *\r\n", 304),
        Case("file", style[1].decode()),
        Case("file, gzip", style[1].decode(), gzip),
    ]
    for _ in range(options.rounds):
        for case in cases:
            await _measure_case(rostrum, case, options)
    return cases


async def _ask_once(port: int, case: Case) -> bytes:
    """Return one answer with its head."""
    _, reader = await asyncio.get_running_loop().create_connection(lambda: Reader(case), "127.0.0.1", port)
    await reader.answered.wait()
    reader.close()
    return reader.last


async def _measure_case(rostrum: Rostrum, case: Case, options: argparse.Namespace) -> None:
    loop = asyncio.get_running_loop()
    readers = []
    for _ in range(options.connections):
        _, reader = await loop.create_connection(lambda: Reader(case), "127.0.0.1", rostrum.port)
        readers.append(reader)
    before, began, used = sum(reader.answers for reader in readers), loop.time(), cpu_ns(rostrum.pids())
    await asyncio.sleep(options.seconds)
    answers, elapsed = sum(reader.answers for reader in readers) - before, loop.time() - began
    case.processor_us.append((cpu_ns(rostrum.pids()) - used) / 1000 / max(1, answers))
    for reader in readers:
        reader.close()
    if any(reader.others for reader in readers):
        raise RuntimeError(f"{case.name}: an answer was not {case.status}")
    case.rates.append(answers / elapsed)
    case.size = max(len(reader.last) for reader in readers)


if __name__ == "__main__":
    sys.exit(main())
