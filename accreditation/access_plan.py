"""What the event's data says of access, as the actions need it."""

from collections import defaultdict
from datetime import timedelta

from accreditation.domain.badges import Entitlement
from accreditation.domain.doors import Passback, Window
from accreditation.domain.grants import PoolCard, PoolPlan
from accreditation.domain.movements import ZonePolicy, Zones
from accreditation.domain.tokens import Audience
from accreditation.ports_badges import AccessPlan, DoorPlan, Way
from conference.event import Event, Pool

POOL_LEAD = timedelta(minutes=30)
"""How long before an item begins its pool is let in, to take its places."""


def access_plan(event: Event) -> AccessPlan:
    """The event's audience, categories, zones and doors by code."""
    bits = {zone.code: zone.bit for zone in event.zones}
    return AccessPlan(
        audience=audience_of(event).claim,
        entitlements={
            category.code: Entitlement(
                category.code, category.letter, category.zones, category.valid_from, category.valid_until
            )
            for category in event.categories
        },
        zone_bits=bits,
        doors={door.id: DoorPlan(door.id, door.zone, bits[door.zone], Way(door.way)) for door in event.doors},
        zones=zones_of(event),
        hours=_hours(event),
    )


def zones_of(event: Event) -> Zones:
    """The rules of the event's zones, and when they close."""
    return Zones(
        {
            zone.code: ZonePolicy(zone.within, Passback(zone.passback), zone.passback_s, zone.capacity)
            for zone in event.zones
        },
        event.closings,
    )


def pool_plans(event: Event) -> dict[str, PoolPlan]:
    """The event's press pools by code. A card opens the zone of its item's room, until the item ends."""
    return {pool.code: PoolPlan(pool.code, pool.size, _cards(event, pool)) for pool in event.pools}


def _cards(event: Event, pool: Pool) -> tuple[PoolCard, ...]:
    items = [event.item(item) for item in pool.items]
    return tuple(
        PoolCard((event.room(item.room).zone,), Window(item.starts_at - POOL_LEAD, item.ends_at)) for item in items
    )


def audience_of(event: Event) -> Audience:
    """Whom the event's tokens are for."""
    return Audience.of(event.id, event.environment)


def _hours(event: Event) -> dict[tuple[str, str], tuple[Window, ...]]:
    windows: dict[tuple[str, str], list[Window]] = defaultdict(list)
    for category in event.categories:
        for hours in category.hours:
            for zone in hours.zones:
                windows[category.code, zone].append(Window(hours.valid_from, hours.valid_until))
    return {key: tuple(value) for key, value in windows.items()}
