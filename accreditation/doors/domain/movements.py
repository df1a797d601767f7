"""Presence as a function of movements: the same set of movements gives the same result in any order.

`static/rules/movements.mjs` has the same functions; `tests/vectors` keep both equal.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from msgspec import Struct

from accreditation.access.rules import Direction, Passback
from accreditation.access.zones import Zones


@dataclass(frozen=True, slots=True)
class Movement:
    """An entry or exit that took place, at its time.

    `key` is the scan's idempotency key, which orders movements of the same microsecond. `knowing`: the guard admitted
    the holder although they were inside already (a soft second entry, an override).
    """

    key: str
    badge_id: str
    zone: str
    direction: Direction
    at: datetime
    door: str
    knowing: bool = False


class MovementTrace(Struct, frozen=True):
    """Presence of one badge (zone → entry by which it is inside), and contradictions (key of the later entry → key of
    the earlier one)."""

    inside: Mapping[str, Movement] = {}
    conflicts: Mapping[str, str] = {}


def trace(movements: Iterable[Movement], zones: Zones) -> MovementTrace:
    """Return the trace of one badge's movements. The first entry counts; a later one that contradicts it is a conflict.

    An entry ends the presence in all other zones but the enclosing ones; an exit ends it in the zones within as well.
    """
    inside: Mapping[str, Movement] = {}
    conflicts: dict[str, str] = {}
    for movement in sorted(movements, key=lambda movement: (movement.at, movement.key)):
        after = apply_movement(MovementTrace(inside), movement, zones)
        inside = after.inside
        conflicts.update(after.conflicts)
    return MovementTrace(inside, conflicts)


def apply_movement(before: MovementTrace, movement: Movement, zones: Zones) -> MovementTrace:
    """Return the trace after one more movement, which is not earlier than those before."""
    before = drop_entries_before(before, zones.opened(movement.at))
    if movement.direction is Direction.EXIT:
        remaining = {zone: entry for zone, entry in before.inside.items() if not _is_within(zone, movement.zone, zones)}
        return MovementTrace(remaining, before.conflicts)
    earlier = before.inside.get(movement.zone)
    if earlier is not None and not movement.knowing and not _may_enter_again(earlier, movement, zones):
        return MovementTrace(before.inside, {**before.conflicts, movement.key: earlier.key})
    around = zones.around(movement.zone)
    remaining = {zone: entry for zone, entry in before.inside.items() if zone in around}
    return MovementTrace({**remaining, movement.zone: movement}, before.conflicts)


def drop_entries_before(traced: MovementTrace, opened: datetime) -> MovementTrace:
    """Return the trace without entries before `opened`, such as the last closing of the venue."""
    if all(entry.at >= opened for entry in traced.inside.values()):
        return traced
    return MovementTrace({zone: entry for zone, entry in traced.inside.items() if entry.at >= opened}, traced.conflicts)


def _is_within(zone: str, outer: str, zones: Zones) -> bool:
    return zone == outer or outer in zones.around(zone)


def _may_enter_again(earlier: Movement, movement: Movement, zones: Zones) -> bool:
    policy = zones.policy(movement.zone)
    return policy.passback is Passback.TIMED and movement.at - earlier.at >= timedelta(seconds=policy.passback_s)
