"""One browser and one served programme for a module: the browser's event loop must not outlive its tests."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.board import SETTINGS, chromium, prepare
from tests.browser.console_pages import consoles, operators
from tests.browser.door_site import NAMED, PEOPLE, PRINTED, Issued, Site, build_site
from tests.browser.door_site import SETTINGS as DOOR_SETTINGS
from tests.support.accreditation_pages import sign_in
from tests.support.live import BROWSER_TIMEOUT_MS, LiveServer, live_server

expect.set_options(timeout=BROWSER_TIMEOUT_MS)

__all__ = ["consoles", "operators", "sign_in"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real Chromium."""
    with chromium() as launched:
        yield launched


@pytest.fixture(scope="module")
def board_template(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """A data folder with the programme and three operators, to copy from. Its clock runs from here in all copies."""
    folder = tmp_path_factory.mktemp("board-template")
    prepare(folder, sqlite_template)
    return folder


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory, board_template: Path) -> Path:
    """A data folder of a module with the programme and three operators."""
    return Path(shutil.copytree(board_template, tmp_path_factory.mktemp("board"), dirs_exist_ok=True))


@pytest.fixture(scope="module")
def server(prepared: Path) -> Iterator[LiveServer]:
    """The programme, served."""
    with live_server(prepared, SETTINGS) as running:
        yield running


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Site:
    """Badges, a supervisor and codes of enrolments, for all tests of the doors. Made before a browser is there."""
    folder = tmp_path_factory.mktemp("door")
    shutil.copy(sqlite_template, folder / "rostrum.db")
    return build_site(folder, PEOPLE, printed=PRINTED)


@pytest.fixture(scope="session")
def door_server(site: Site) -> Iterator[LiveServer]:
    """The site, served."""
    with live_server(site.folder, DOOR_SETTINGS) as running:
        yield running


@pytest.fixture(scope="session")
def visitors(site: Site) -> Iterator[Issued]:
    """People whom no other test lets in."""
    return iter(site.issued[NAMED:])
