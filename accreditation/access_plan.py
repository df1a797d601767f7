"""What the event's data says of access, as the actions need it."""

from accreditation.domain.badges import Entitlement
from accreditation.domain.tokens import Audience
from accreditation.ports_badges import AccessPlan, DoorPlan
from conference.event import Event


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
        doors={door.id: DoorPlan(door.id, door.zone, bits[door.zone]) for door in event.doors},
    )


def audience_of(event: Event) -> Audience:
    """Whom the event's tokens are for."""
    return Audience.of(event.id, event.environment)
