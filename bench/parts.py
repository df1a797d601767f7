"""The parts of a measurement: processes that take commands as lines and answer each with a line of JSON."""

import asyncio
import json
import os
import select
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from bench.cores import started_on

ANSWER_WITHIN_S = 30.0
END_WITHIN_S = 5.0


class Part:
    """A process on one core. Ends with the block, whatever happens."""

    def __init__(self, command: Sequence[str | os.PathLike[str]], *, core: int) -> None:
        with started_on(core):
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
        self._name = Path(command[0]).name
        self._held = b""

    @property
    def pid(self) -> int:
        """Its number."""
        return self._process.pid

    def tell(self, line: str, body: bytes = b"") -> None:
        """A command, and what belongs to it."""
        assert self._process.stdin is not None
        data = memoryview(line.encode() + b"\n" + body)
        while data:
            data = data[self._process.stdin.write(data) :]

    def answer(self, within_s: float = ANSWER_WITHIN_S) -> Any:
        """What it says next. Raises RuntimeError if it has ended, TimeoutError if it takes too long."""
        assert self._process.stdout is not None
        deadline = time.monotonic() + within_s
        while b"\n" not in self._held:
            ready, _, _ = select.select([self._process.stdout], [], [], max(0.0, deadline - time.monotonic()))
            if not ready:
                raise TimeoutError(f"{self._name} has not answered within {within_s:.0f} s")
            more = os.read(self._process.stdout.fileno(), 1 << 20)
            if not more:
                raise RuntimeError(f"{self._name} ended too early")
            self._held += more
        line, _, self._held = self._held.partition(b"\n")
        return json.loads(line)

    def ask(self, line: str, body: bytes = b"", *, within_s: float = ANSWER_WITHIN_S) -> Any:
        """A command and its answer."""
        self.tell(line, body)
        return self.answer(within_s)

    def kill(self) -> None:
        """End it at once, as a crash would."""
        self._process.kill()
        self._process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        try:
            self._process.wait(END_WITHIN_S)
        except subprocess.TimeoutExpired:
            self.kill()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()


def python(module: str, *arguments: str) -> list[str]:
    """The command that runs a module of ours."""
    return [sys.executable, "-m", module, *arguments]


# --- inside a part


async def commands() -> AsyncIterator[str]:
    """The lines that this part is told, to its end."""
    reader = asyncio.StreamReader(limit=1 << 20)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        yield line.decode().rstrip("\n")


def say(**what: Any) -> None:
    """An answer."""
    print(json.dumps(what), flush=True)
