"""The desk of one-day badges over a test's database."""

import pytest

from tests.support.badge_office import Office
from tests.support.day_badges import DayDesk, make_day_desk


@pytest.fixture
def day_desk(office: Office) -> DayDesk:
    """Make the services of one-day badges, of which ten a day may be valid."""
    return make_day_desk(office)
