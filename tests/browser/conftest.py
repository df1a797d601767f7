"""One browser and one served programme for a module: the browser's event loop must not outlive its tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.board import SETTINGS, chromium, prepare
from tests.live import LiveServer, live_server


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real Chromium."""
    with chromium() as launched:
        yield launched


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the programme and two operators."""
    folder = tmp_path_factory.mktemp("board")
    prepare(folder)
    return folder


@pytest.fixture(scope="module")
def server(prepared: Path) -> Iterator[LiveServer]:
    """The programme, served."""
    with live_server(prepared, SETTINGS) as running:
        yield running
