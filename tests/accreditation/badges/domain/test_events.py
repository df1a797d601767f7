"""Events of badges: what other parts may learn from them."""

import typing
from datetime import UTC, datetime

import pytest
from msgspec import Struct

from accreditation.badges.domain.badges import BadgeStatus
from accreditation.badges.domain.events import BadgeCollected, BadgeIssued, BadgeStatusChanged

NOON = datetime(2025, 10, 25, 5, tzinfo=UTC)
EVENTS = [BadgeIssued, BadgeStatusChanged, BadgeCollected]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
def test_event_has_badge_and_time(event: type[Struct]) -> None:
    names = event.__struct_fields__
    assert (names[0], names[-1]) == ("badge_id", "at")


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
def test_event_has_no_token_and_no_personal_data(event: type[Struct]) -> None:
    kinds = typing.get_type_hints(event)
    assert {name for name, kind in kinds.items() if kind is str} <= {"badge_id", "application_id"}
    assert set(kinds.values()) <= {str, int, bool, datetime, BadgeStatus}


def test_first_issue_and_reissue_differ() -> None:
    first, second = (BadgeIssued("0" * 16, serial, "app_1", NOON) for serial in (1, 2))
    assert first != second
    assert len({first, second, BadgeIssued("0" * 16, 1, "app_1", NOON)}) == 2
