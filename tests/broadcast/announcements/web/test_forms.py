"""Announcements and times from the forms of the page."""

from datetime import UTC, date, datetime, time

from broadcast.announcements.domain.planned import Timing
from broadcast.announcements.web.forms import PlannedForm, read_moment_of_day, read_timing
from tests.support.board_samples import HANOI, MORNING


def test_time_is_of_the_venue_on_its_day() -> None:
    at = datetime(2025, 10, 25, 7, 30, tzinfo=UTC)
    assert read_moment_of_day(None, time(14, 30), now=MORNING, zone=HANOI) == at
    assert read_moment_of_day(date(2025, 10, 26), time(0, 5), now=MORNING, zone=HANOI) == datetime(
        2025, 10, 25, 17, 5, tzinfo=UTC
    )
    assert read_moment_of_day(date(2025, 10, 26), None, now=MORNING, zone=HANOI) is None


def test_expiry_is_on_the_day_of_the_publication() -> None:
    form = PlannedForm(publish_day=date(2025, 10, 26), publish_at=time(9), expires_at=time(10))
    timing = read_timing(form, now=MORNING, zone=HANOI)
    assert timing == Timing(
        publish_at=datetime(2025, 10, 26, 2, tzinfo=UTC), expires_at=datetime(2025, 10, 26, 3, tzinfo=UTC)
    )
