"""A real server for tests: `rostrum serve` as a process of its own, on a free port."""

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.forked_program import ForkedProgram
from tests.support.servers import free_port
from tests.support.slice_folder import link_slice_folder

ROOT = Path(__file__).parents[2]
PACKAGES = ("rostrum", "conference", "accreditation", "broadcast", "locales", "events")
HALF_WRITTEN = shutil.ignore_patterns("*.pyc.*")

START_DEADLINE_S = 60

BROWSER_TIMEOUT_MS = 30_000
"""How long a page may take on a machine that is busy with other tests."""

FEW_PIXELS = 0.25
"""Pixels of a device in one of CSS: few are quick to paint, and the layout is the same."""

DISABLED_FEATURES = (
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "MediaRouter", "OptimizationHints", "HttpsUpgrades", "PaintHolding"),
    *("SpareRendererForSitePerProcess", "RenderDocument"),
)
SCRIPT_FLAGS = ("--no-opt", "--no-maglev", "--min-semi-space-size=64")
"""Flags of V8 for pages that live for a second: no compilation of what will not run often, and no early collection."""

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--in-process-gpu",
    "--num-raster-threads=1",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(DISABLED_FEATURES)}",
    f"--js-flags={' '.join(SCRIPT_FLAGS)}",
]
"""No requests of the browser itself, nothing that it prepares for a person at a window, few processes and threads.

Without RenderDocument the frame of a page stays when the next page is loaded, and with it what the driver has set up.
"""


@dataclass(frozen=True)
class LiveServer:
    """A running server."""

    url: str
    process: "subprocess.Popen[bytes] | ForkedProgram"
    data_dir: Path

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)


def rostrum(*arguments: str, data_dir: Path, settings: Mapping[str, str] | None = None) -> str:
    """Run one command of the program to its end; gives what it printed."""
    result = subprocess.run(
        [sys.executable, "-m", "rostrum", *arguments],
        env=_environment(data_dir, settings or {}),
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


@contextmanager
def live_server(
    data_dir: Path, settings: Mapping[str, str] | None = None, port: int = 0, *, program: Path | None = None
) -> Iterator[LiveServer]:
    """Serve the event from `data_dir` until the block ends; `program` is the folder of another copy of the program."""
    port = port or free_port()
    environment = _environment(data_dir, {"ROSTRUM_PORT": str(port), **(settings or {})})
    link_slice_folder(data_dir)
    process = _start_server(environment, data_dir / "server.log", program)
    server = LiveServer(f"http://127.0.0.1:{port}", process, data_dir)
    try:
        _wait_until_ready(server)
        yield server
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(20)


def copy_program(folder: Path, style: str) -> Path:
    """Make the next version of the program, in which the style sheet of that path is another; return its folder.

    The copied files keep their times, so that their compiled code, which is copied too, need not be made again.
    """
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=HALF_WRITTEN)
    with (folder / style).open("a", encoding="utf-8") as opened:
        opened.write("/* the next version */\n")
    return folder


def _start_server(
    environment: Mapping[str, str], log: Path, program: Path | None
) -> "subprocess.Popen[bytes] | ForkedProgram":
    if program is None:
        return ForkedProgram(("serve",), environment, log)
    with log.open("ab") as opened:
        return subprocess.Popen([sys.executable, "-m", "rostrum", "serve"], env=environment, stderr=opened, cwd=program)


def _environment(data_dir: Path, settings: Mapping[str, str]) -> dict[str, str]:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("ROSTRUM_")}
    return {**plain, "ROSTRUM_DATA_DIR": str(data_dir), "ROSTRUM_FONT_SLICES": "asked", **settings}


def _wait_until_ready(server: LiveServer) -> None:
    deadline = time.monotonic() + START_DEADLINE_S
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            with urllib.request.urlopen(f"{server.url}/readyz", timeout=2):
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("the server did not start: " + (server.data_dir / "server.log").read_text()[-4000:])


def chromium_path() -> str:
    """The Chromium that `tests/browser/setup` made sure of."""
    for name in ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    raise RuntimeError("no Chromium: run tests/browser/setup")
