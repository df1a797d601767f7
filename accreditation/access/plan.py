"""The access plan of an event: its categories, zones and doors, as plain values. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from msgspec import Struct

from accreditation.access.entitlement import Entitlement
from accreditation.access.rules import Direction, DoorRule, Window
from accreditation.access.zones import Zones


class Way(StrEnum):
    """How a door is used: for entries, for exits, for both at once, or as the guard chooses."""

    CHOOSE = "choose"
    ENTRY = "entry"
    EXIT = "exit"
    EITHER = "either"


class DoorPlan(Struct, frozen=True):
    """A door of the event: its id, its zone, the bit index of the zone in tokens, and how the door is used."""

    id: str
    zone: str
    zone_bit: int
    way: Way = Way.CHOOSE

    def allows(self, direction: Direction) -> bool:
        """Return whether the door may be used in this direction."""
        return self.way is Way.CHOOSE or self.way.value == direction.value


@dataclass(frozen=True, slots=True)
class AccessPlan:
    """Access plan of an event: the audience of its tokens, its categories, zones and doors by code.

    `hours` are the windows in which a category opens a zone, by category and zone; a missing key means any hour. With
    `needs_hand_over` a badge opens doors from the moment it is handed over, otherwise from its issue.
    """

    audience: str
    entitlements: Mapping[str, Entitlement]
    zone_bits: Mapping[str, int]
    doors: Mapping[str, DoorPlan]
    zones: Zones
    hours: Mapping[tuple[str, str], tuple[Window, ...]]
    needs_hand_over: bool = True

    def hours_of(self, category: str, zone: str) -> tuple[Window, ...]:
        """Return the windows in which the category opens the zone; an empty tuple means any hour."""
        return self.hours.get((category, zone), ())

    def rule(self, door: DoorPlan, direction: Direction) -> DoorRule:
        """Return the rules of the door's zone for this direction."""
        policy = self.zones.policy(door.zone)
        return DoorRule(door.zone, door.zone_bit, direction, policy.passback, policy.passback_s, policy.capacity)
