"""The press corps of the reference event, made once."""

from pathlib import Path

import pytest

from conference.event import Event, load_event
from rostrum.demo.press_corps import PressCorps, press_corps

HANOI = Path(__file__).parents[3] / "events" / "hanoi-2025"


@pytest.fixture(scope="session")
def hanoi() -> Event:
    return load_event(HANOI)


@pytest.fixture(scope="session")
def corps(hanoi: Event) -> PressCorps:
    return press_corps(hanoi)
