"""The days on which any badge admits, in venue time."""

from datetime import UTC, datetime

from msgspec import structs

from accreditation.grants.admitting_days import admitting_days
from conference.event import Event


def test_days_are_whole_days_of_the_venue(event: Event) -> None:
    first = structs.replace(
        event.categories[0],
        valid_from=datetime(2025, 10, 24, 18, tzinfo=UTC),  # 01:00 on the 25th in Hà Nội
        valid_until=datetime(2025, 10, 25, 17, tzinfo=UTC),  # midnight: the 26th does not begin
    )
    days = admitting_days(structs.replace(event, categories=(first,)))
    assert days.valid_from == datetime(2025, 10, 24, 17, tzinfo=UTC)
    assert days.valid_until == datetime(2025, 10, 25, 17, tzinfo=UTC)


def test_days_cover_every_category(event: Event) -> None:
    days = admitting_days(event)
    for category in event.categories:
        assert days.valid_from <= category.valid_from < category.valid_until <= days.valid_until
