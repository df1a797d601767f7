"""Rules of access in an event's data: nested zones, passback, hours of categories."""

from __future__ import annotations

from collections.abc import Iterator

from conference.event.documents import HEADER, Finding
from conference.event.drafts import Draft, Placed
from conference.event.errors import Problem, propose
from conference.event.model import Category, Hours, Zone


def find_access_faults(draft: Draft) -> Iterator[Finding]:
    """Find every rule of access that the valid entries of the draft violate."""
    if draft.header is not None and draft.header.list_stale_after_s < 1:
        yield Finding(HEADER, ("list_stale_after_s",), Problem("less than 1", "expected_count"))
    outer = {placed.entry.code: placed.entry.within for placed in draft.of("zones", Zone)}
    for zone in draft.of("zones", Zone):
        yield from _check_nesting(zone, outer)
        if (zone.entry.passback == "timed") != (zone.entry.passback_s > 0):
            problem = Problem("seconds belong to passback 'timed', which needs them", "passback")
            yield zone.finding(problem, "passback_s")
    for category in draft.of("categories", Category):
        for number, hours in enumerate(category.entry.hours):
            yield from _check_hours(category, number, hours)


def _check_nesting(placed: Placed[Zone], outer: dict[str, str | None]) -> Iterator[Finding]:
    seen: set[str] = set()
    around = placed.entry.within
    while around is not None and around not in seen:
        if around == placed.entry.code:
            yield placed.finding(Problem(f"{around!r} makes a circle", "circle"), "within")
        seen.add(around)
        around = outer.get(around)


def _check_hours(placed: Placed[Category], number: int, hours: Hours) -> Iterator[Finding]:
    if not hours.zones:
        yield placed.finding(Problem("none", "missing"), "hours", number, "zones")
    zones = placed.entry.zones
    for position, zone in enumerate(hours.zones):
        if zone not in zones:
            problem = Problem(f"{zone!r} is not in zones of the category", "unknown", zone)
            yield placed.finding(problem, "hours", number, "zones", position, proposal=propose(zone, zones))
    if hours.valid_until <= hours.valid_from:
        yield placed.finding(Problem("not after valid_from", "not_after"), "hours", number, "valid_until")
