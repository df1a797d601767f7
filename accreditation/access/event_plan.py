"""Conversion of an event's data to its access plan."""

from collections import defaultdict

from accreditation.access.entitlement import Entitlement
from accreditation.access.plan import AccessPlan, DoorPlan, Way
from accreditation.access.rules import Passback, Window
from accreditation.access.zones import ZonePolicy, Zones
from conference.event import Event


def access_plan(event: Event, audience: str) -> AccessPlan:
    """Make the access plan of an event; `audience` is the audience claim of its badges' tokens."""
    bits = {zone.code: zone.bit for zone in event.zones}
    return AccessPlan(
        audience=audience,
        entitlements={
            category.code: Entitlement(
                category.code, category.letter, category.zones, category.valid_from, category.valid_until
            )
            for category in event.categories
        },
        zone_bits=bits,
        doors={door.id: DoorPlan(door.id, door.zone, bits[door.zone], Way(door.way)) for door in event.doors},
        zones=zones_of(event),
        hours=_category_hours(event),
        needs_hand_over=event.activation == "hand_over",
    )


def zones_of(event: Event) -> Zones:
    """Return the event's zones with their rules and closing times."""
    return Zones(
        {
            zone.code: ZonePolicy(zone.within, Passback(zone.passback), zone.passback_s, zone.capacity)
            for zone in event.zones
        },
        event.closings,
    )


def _category_hours(event: Event) -> dict[tuple[str, str], tuple[Window, ...]]:
    windows: dict[tuple[str, str], list[Window]] = defaultdict(list)
    for category in event.categories:
        for hours in category.hours:
            for zone in hours.zones:
                windows[category.code, zone].append(Window(hours.valid_from, hours.valid_until))
    return {key: tuple(value) for key, value in windows.items()}
