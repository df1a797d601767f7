"""The press corps of the reference event, made once."""

import pytest

from conference.event import Event, load_event
from rostrum.demo.press_corps import PressCorps, draw_photo, press_corps
from tests.accreditation.conftest import office
from tests.support.paths import EVENTS

__all__ = ["corps", "hanoi", "office"]

HANOI = EVENTS / "hanoi-2025"
SEED = 20251025
KEYS = [f"press-{number:03d}" for number in range(1, 41)]


@pytest.fixture(scope="session")
def hanoi() -> Event:
    return load_event(HANOI)


@pytest.fixture(scope="session")
def corps(hanoi: Event) -> PressCorps:
    return press_corps(hanoi)


@pytest.fixture(scope="session")
def photos() -> list[bytes]:
    """The photos of `KEYS`."""
    return [draw_photo(key, SEED) for key in KEYS]
