"""Events of applications: what other parts may learn from them."""

import typing
from datetime import UTC, datetime

import pytest
from msgspec import Struct

from accreditation.applications.domain import events
from accreditation.applications.domain.applications import Agency, Finding
from accreditation.applications.domain.events import ApplicationRefused, CheckRecorded

NOON = datetime(2025, 10, 20, 5, tzinfo=UTC)
EVENTS = [
    kind for kind in vars(events).values() if isinstance(kind, type) and issubclass(kind, Struct) and kind is not Struct
]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
def test_event_has_application_and_time(event: type[Struct]) -> None:
    names = event.__struct_fields__
    assert (names[0], names[-1]) == ("application_id", "at")


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
def test_event_holds_no_personal_data(event: type[Struct]) -> None:
    texts = {name for name, kind in typing.get_type_hints(event).items() if kind is str}
    others = {kind for kind in typing.get_type_hints(event).values() if kind is not str}
    assert texts <= {"application_id", "reason"}
    assert others <= {bool, datetime, Agency, Finding}


def test_events_with_equal_values_are_equal_and_hashable() -> None:
    first, second = (CheckRecorded("app_1", Agency.SECURITY, Finding.APPROVED, NOON) for _ in range(2))
    assert {first, second} == {first}
    assert first != CheckRecorded("app_1", Agency.ACCREDITATION, Finding.APPROVED, NOON)


def test_event_cannot_be_changed_by_a_subscriber() -> None:
    event = ApplicationRefused("app_1", "outlet_not_verified", NOON)
    with pytest.raises(AttributeError):
        event.reason = "conduct"  # type: ignore[misc]
