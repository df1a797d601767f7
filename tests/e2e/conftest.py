"""A server with the whole demonstration, loaded once for all workers of a run."""

import fcntl
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live import LiveServer, live_server, rostrum

MORNING = {"ROSTRUM_CLOCK_STARTS_AT": "2025-10-25T08:30:00+07:00", "ROSTRUM_TICK_S": "1"}


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The data folder of the loaded demonstration, to copy from."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    with (shared / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        folder = shared / "demonstration"
        if not folder.exists():
            rostrum("demo", data_dir=shared / "loading", settings=MORNING)
            (shared / "loading").rename(folder)
    return folder


@pytest.fixture(scope="session")
def demonstration(loaded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder of the loaded demonstration."""
    return Path(shutil.copytree(loaded, tmp_path_factory.mktemp("demonstration") / "data"))


@pytest.fixture(scope="session")
def server(demonstration: Path) -> Iterator[LiveServer]:
    """The demonstration, served."""
    with live_server(demonstration, MORNING) as running:
        yield running
