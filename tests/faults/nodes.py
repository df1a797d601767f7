"""Nodes of a conference as real processes: started, killed, frozen, started again on the same port."""

import asyncio
import os
import signal
import time
from collections.abc import Mapping
from pathlib import Path

import aiohttp

from tests.support.forked_program import ForkedProgram
from tests.support.servers import free_port

START_WITHIN_S = 60
STOP_WITHIN_S = 20


class Node:
    """One `rostrum serve`. `folder` is its data folder and holds its log."""

    def __init__(self, folder: Path, settings: Mapping[str, str]) -> None:
        """Start it; `ready` waits until it serves."""
        self.port = free_port()
        self.folder = folder
        self.url = f"http://127.0.0.1:{self.port}"
        plain = {name: value for name, value in os.environ.items() if not name.startswith("ROSTRUM_")}
        self._metrics = f"http://127.0.0.1:{settings['ROSTRUM_METRICS_PORT']}/metrics"
        own = {"ROSTRUM_PORT": str(self.port), "ROSTRUM_DATA_DIR": str(folder), "ROSTRUM_FONT_SLICES": "asked"}
        self._environment = {**plain, **settings, **own}
        self.start()

    def start(self) -> None:
        """Start the process."""
        self.process = ForkedProgram(("serve",), self._environment, self.folder / "node.log")

    async def ready(self) -> float:
        """Wait until it serves; gives the seconds that took."""
        began = time.monotonic()
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=2)) as session:
            while time.monotonic() - began < START_WITHIN_S and self.process.poll() is None:
                try:
                    async with session.get(f"{self.url}/readyz") as answer:
                        if answer.status == 200:
                            return time.monotonic() - began
                except (aiohttp.ClientError, TimeoutError):
                    pass
                await asyncio.sleep(0.05)
        raise RuntimeError("a node did not start: " + (self.folder / "node.log").read_text()[-4000:])

    async def metric(self, name: str) -> float:
        """The sum of a metric over its labels."""
        async with aiohttp.ClientSession() as session, session.get(self._metrics) as answer:
            lines = (await answer.text()).splitlines()
        return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith((f"{name} ", f"{name}{{")))

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        self.process.kill()
        self.process.wait(STOP_WITHIN_S)

    def freeze(self) -> None:
        """Let it do nothing, while its connections stay open."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self.process.send_signal(signal.SIGCONT)
