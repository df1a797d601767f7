"""The reference event, and a copy of its data that a test may break."""

import shutil
from pathlib import Path

import pytest

from conference.event import Event
from tests.conference.event.folders import HANOI


@pytest.fixture(scope="session")
def hanoi(event: Event) -> Event:
    return event


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the event's data that a test may break."""
    return Path(shutil.copytree(HANOI, tmp_path / "event"))
