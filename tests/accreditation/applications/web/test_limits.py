"""Rate limits of the public pages: a group behind one address passes, a program does not."""

from datetime import UTC, datetime, timedelta

import pytest

from accreditation.applications.web.limits import BADGES, PHOTOS, SUBMISSIONS, SUGGESTIONS
from conference.errors import ThrottledError
from conference.rate_limits import Limit, Limits

LIMITS = [SUBMISSIONS, PHOTOS, BADGES, SUGGESTIONS]
NOW = datetime(2025, 10, 20, 5, tzinfo=UTC)
PRESS_ROOM, HOME = "203.0.113.7", "203.0.113.8"


def spent(limit: Limit) -> Limits:
    """Return limits of which the press room has used all of this one."""
    limits = Limits()
    for _ in range(limit.burst):
        limits.charge(limit, PRESS_ROOM, NOW)
    return limits


@pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: limit.name)
def test_requests_above_the_burst_are_refused(limit: Limit) -> None:
    limits = spent(limit)
    with pytest.raises(ThrottledError):
        limits.charge(limit, PRESS_ROOM, NOW)
    limits.charge(limit, PRESS_ROOM, NOW + timedelta(seconds=limit.every_s))


@pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: limit.name)
def test_spent_limit_leaves_other_limits_and_addresses(limit: Limit) -> None:
    limits = spent(limit)
    limits.charge(limit, HOME, NOW)
    for other in LIMITS:
        if other is not limit:
            limits.charge(other, PRESS_ROOM, NOW)


def test_submission_with_its_photo_is_bounded_by_submissions() -> None:
    assert PHOTOS.burst >= SUBMISSIONS.burst
    assert PHOTOS.every_s <= SUBMISSIONS.every_s


def test_suggestions_keep_up_with_typing() -> None:
    assert SUGGESTIONS.every_s <= 1
    assert SUGGESTIONS.burst > max(limit.burst for limit in LIMITS if limit is not SUGGESTIONS)
