"""The installed program and the loaded demonstration, each made once for all workers of a run."""

import fcntl
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.wheel import build_wheel, install_wheel
from tests.support.live import BROWSER_TIMEOUT_MS, LiveServer, live_server
from tests.support.live_mail import LiveMail, live_mail
from tests.support.slice_folder import add_stand_in_slices

expect.set_options(timeout=BROWSER_TIMEOUT_MS)

MORNING = {"ROSTRUM_CLOCK_STARTS_AT": "2025-10-25T08:30:00+07:00", "ROSTRUM_TICK_S": "1"}
Once = Callable[[str, Callable[[Path], None]], Path]


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Once:
    """Makes a folder of that name, unless another worker of this run has."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent

    def once(name: str, make: Callable[[Path], None]) -> Path:
        folder, made = shared / name, shared / f"{name}.made"
        with (shared / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not made.exists():
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                make(folder)
                made.touch()
        return folder

    return once


@pytest.fixture(scope="session")
def wheel(once: Once) -> Path:
    """The built wheel."""
    return next(once("wheel", build_wheel).glob("*.whl"))


@pytest.fixture(scope="session")
def installed(wheel: Path, once: Once) -> Path:
    """The folder of programs of an environment with the wheel and what it depends on, nothing else."""
    return once("environment", lambda folder: install_wheel(wheel, folder)) / "bin"


@pytest.fixture(scope="session")
def loaded(installed: Path, once: Once) -> Path:
    """The data folder of the demonstration as the installed program loads it, to copy from."""

    def load(home: Path) -> None:
        environment = {"PATH": os.environ["PATH"], "HOME": str(home), **MORNING}
        command = [str(installed / "rostrum"), "demo"]
        done = subprocess.run(command, cwd=home, env=environment, check=False, capture_output=True, timeout=180)
        assert done.returncode == 0, done.stderr.decode()

    return once("demonstration", load) / "var"


@pytest.fixture(scope="session")
def demonstration(loaded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder of the loaded demonstration."""
    folder = Path(shutil.copytree(loaded, tmp_path_factory.mktemp("demonstration") / "data"))
    add_stand_in_slices(folder)
    return folder


@pytest.fixture(scope="session")
def mail() -> Iterator[LiveMail]:
    """The mail server of the demonstration."""
    with live_mail() as running:
        yield running


@pytest.fixture(scope="session")
def server(demonstration: Path, mail: LiveMail) -> Iterator[LiveServer]:
    """The demonstration, served, with its mail server."""
    with live_server(demonstration, MORNING | mail.settings) as running:
        yield running
