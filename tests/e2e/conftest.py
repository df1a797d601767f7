"""A server with the whole demonstration, loaded once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live import LiveServer, live_server, rostrum

MORNING = {"ROSTRUM_CLOCK_STARTS_AT": "2025-10-25T08:30:00+07:00", "ROSTRUM_TICK_S": "1"}


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the loaded demonstration."""
    folder = tmp_path_factory.mktemp("demonstration")
    rostrum("demo", data_dir=folder, settings=MORNING)
    return folder


@pytest.fixture(scope="session")
def server(demonstration: Path) -> Iterator[LiveServer]:
    """The demonstration, served."""
    with live_server(demonstration, MORNING) as running:
        yield running
