"""Lookups and derived values of an event."""

from datetime import UTC, date, datetime

import msgspec
import pytest

from conference.event import Category, Event
from conference.event.model import Passport
from conference.languages import LANGUAGES


def test_event_looks_up_by_code(hanoi: Event) -> None:
    assert hanoi.room("R313").name["en"] == "Room R313"
    assert hanoi.zone("plenary_hall").mark == "4"
    assert hanoi.door("gate-a").zone == "venue"
    assert hanoi.function("host_broadcaster").category == "technical"
    with pytest.raises(KeyError):
        hanoi.room("R999")
    with pytest.raises(KeyError):
        hanoi.item("")


def changed(event: Event, **changes: object) -> Event:
    """Return the event with other values."""
    return msgspec.structs.replace(event, **changes)


def test_days_include_the_first_and_the_last(hanoi: Event) -> None:
    event = changed(hanoi, starts_on=date(2025, 2, 27), ends_on=date(2025, 3, 1))
    assert [day.isoformat() for day in event.days] == ["2025-02-27", "2025-02-28", "2025-03-01"]
    assert changed(hanoi, ends_on=hanoi.starts_on).days == (hanoi.starts_on,)


def test_audience_separates_events_and_environments(hanoi: Event) -> None:
    others = [changed(hanoi, id="geneva-2026"), changed(hanoi, environment="rehearsal")]
    assert len({event.audience for event in (hanoi, *others)}) == 3


def test_closings_are_by_the_clock_of_the_venue(hanoi: Event) -> None:
    event = changed(hanoi, timezone="Europe/Paris", categories=(category_from(hanoi, 25, 27),))
    local = [closing.astimezone(event.zone_info) for closing in event.closings]
    assert {f"{closing:%H:%M}" for closing in local} == {"04:00"}
    assert [closing.hour for closing in event.closings] == [2, 3, 3, 3]


def test_closings_cover_all_badges_and_one_more_day(hanoi: Event) -> None:
    event = changed(hanoi, categories=(category_from(hanoi, 25, 25), category_from(hanoi, 27, 28)))
    days = [closing.astimezone(event.zone_info).day for closing in event.closings]
    assert days == [25, 26, 27, 28, 29]


def category_from(event: Event, first_day: int, last_day: int) -> Category:
    """Return a category that is valid from noon of one day of October to noon of another, in UTC."""
    category: Category = msgspec.structs.replace(
        event.categories[0],
        valid_from=datetime(2025, 10, first_day, 12, tzinfo=UTC),
        valid_until=datetime(2025, 10, last_day, 13, tzinfo=UTC),
    )
    return category


def test_event_without_closing_time_has_no_closings(hanoi: Event) -> None:
    assert changed(hanoi, closing_time="never").closings == ()


def test_public_programme_leaves_private_items_out(hanoi: Event) -> None:
    assert all(item.public for item in hanoi.public_programme)
    assert len(hanoi.public_programme) == sum(item.public for item in hanoi.programme) < len(hanoi.programme)


def test_event_names_and_leaves_out_passports(hanoi: Event) -> None:
    name = dict.fromkeys(LANGUAGES, "Prishtina")
    event = changed(hanoi, passports=(Passport(code="XK", name=name), Passport(code="CK", offered=False)))
    assert (event.country_name("XK", "fr"), hanoi.country_name("VN", "en")) == ("Prishtina", "Viet Nam")
    assert set(hanoi.offered_passports) - set(event.offered_passports) == {"CK"}
