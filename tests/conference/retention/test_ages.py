"""Until when an event keeps each class of personal data."""

from datetime import UTC, date, datetime, timedelta

from msgspec.structs import replace

from conference.event import Event
from conference.event.model import Retention
from conference.retention.ages import DataClass, due_at, due_classes, event_end, kept_until


def test_classes_are_the_fields_of_the_event() -> None:
    assert tuple(one.value for one in DataClass) == Retention.__struct_fields__


def test_event_ends_at_midnight_of_the_venue(event: Event) -> None:
    assert event_end(event) == datetime(2025, 10, 26, 17, tzinfo=UTC)


def test_last_day_is_the_declared_number_of_days_after_the_event(event: Event) -> None:
    assert kept_until(event, DataClass.PHOTOS) == date(2025, 11, 25)
    assert due_at(event, DataClass.PHOTOS) == datetime(2025, 11, 25, 17, tzinfo=UTC)


def test_classes_are_due_by_their_own_ages(event: Event) -> None:
    changed = replace(event, retention=Retention(photos=1, contacts=2))
    end = event_end(event)
    assert due_classes(changed, end) == frozenset()
    assert due_classes(changed, end + timedelta(days=1)) == {DataClass.PHOTOS}
    assert due_classes(changed, end + timedelta(days=2)) == {DataClass.PHOTOS, DataClass.CONTACTS}
    assert due_classes(changed, end + timedelta(days=1824)) == frozenset(DataClass) - {DataClass.TRAIL}
