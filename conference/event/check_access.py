"""Rules of access in an event's data: nested zones, passback, capacity, hours of categories."""

from __future__ import annotations

from conference.event.errors import EventDataError
from conference.event.model import Category, Event, Hours, Zone

_PLACES = "places.toml"
_PRESS = "press.toml"


def check_access(event: Event) -> None:
    """Check the rules of access. Requires valid references. Raises EventDataError for the first violated rule."""
    if event.list_stale_after_s < 1:
        raise EventDataError("event.toml", "list_stale_after_s", "less than 1")
    outer = {zone.code: zone.within for zone in event.zones}
    for zone in event.zones:
        _check_nesting(zone, outer)
        _check_entries(zone)
    for category in event.categories:
        for hours in category.hours:
            _check_hours(category, hours)


def _check_nesting(zone: Zone, outer: dict[str, str | None]) -> None:
    seen = {zone.code}
    around = zone.within
    while around is not None:
        if around in seen:
            raise EventDataError(_PLACES, f"zones ({zone.code}): within", f"{around!r} makes a circle")
        seen.add(around)
        around = outer[around]


def _check_entries(zone: Zone) -> None:
    key = f"zones ({zone.code})"
    if zone.capacity is not None and zone.capacity < 1:
        raise EventDataError(_PLACES, f"{key}: capacity", "less than 1")
    if (zone.passback == "timed") != (zone.passback_s > 0) or zone.passback_s < 0:
        raise EventDataError(_PLACES, f"{key}: passback_s", "seconds belong to passback 'timed', which needs them")


def _check_hours(category: Category, hours: Hours) -> None:
    key = f"categories ({category.code}): hours"
    if not hours.zones:
        raise EventDataError(_PRESS, f"{key}: zones", "none")
    for zone in hours.zones:
        if zone not in category.zones:
            raise EventDataError(_PRESS, f"{key}: zones", f"{zone!r} is not in zones of the category")
    if hours.valid_from.tzinfo is None or hours.valid_until.tzinfo is None:
        raise EventDataError(_PRESS, key, "a time needs an offset")
    if hours.valid_until <= hours.valid_from:
        raise EventDataError(_PRESS, f"{key}: valid_until", "not after valid_from")
