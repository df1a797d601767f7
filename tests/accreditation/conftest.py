"""A badge desk and doors over the test's database."""

from pathlib import Path

import pytest

from conference.clock import ManualClock
from conference.ids import SequentialIds
from conference.storage.units import Units
from tests.accreditation.badge_world import World, make_world


@pytest.fixture
async def world(units: Units, clock: ManualClock, ids: SequentialIds, tmp_path: Path) -> World:
    """A badge desk, doors and one signing key; nobody has applied yet."""
    return await make_world(units, clock, ids, tmp_path)
