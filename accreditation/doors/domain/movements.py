"""Who is where, as a function of what was scanned: the same set of movements gives the same result in any order.

`trace` is written a second time in `static/movements.mjs`; `tests/vectors` hold both together.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from accreditation.access.rules import Direction, Passback
from accreditation.access.zones import Zones


@dataclass(frozen=True, slots=True)
class Movement:
    """An entry or an exit that was let happen, at the moment it happened.

    `key` is the scan's idempotency key, which orders what happened in the same microsecond. `knowing` says that the
    guard let the holder in although they were inside (a soft second entry, a supervisor's word).
    """

    key: str
    badge_id: str
    zone: str
    direction: Direction
    at: datetime
    door: str
    knowing: bool = False


@dataclass(frozen=True, slots=True)
class MovementTrace:
    """Where one badge's holder is (zone → the entry that put them there), and which entries contradict an earlier
    one (the later's key → the earlier's)."""

    inside: Mapping[str, Movement] = field(default_factory=dict)
    conflicts: Mapping[str, str] = field(default_factory=dict)


def trace(movements: Iterable[Movement], zones: Zones) -> MovementTrace:
    """Where one badge's movements lead. First physical entry wins: a later one that contradicts it is a conflict.

    Entering a zone leaves every other but those around it; leaving a zone leaves those inside it too.
    """
    inside: Mapping[str, Movement] = {}
    conflicts: dict[str, str] = {}
    for movement in sorted(movements, key=lambda movement: (movement.at, movement.key)):
        after = apply_movement(MovementTrace(inside), movement, zones)
        inside = after.inside
        conflicts.update(after.conflicts)
    return MovementTrace(inside, conflicts)


def apply_movement(before: MovementTrace, movement: Movement, zones: Zones) -> MovementTrace:
    """The trace after one more movement, which is not earlier than those before it."""
    before = drop_entries_before(before, zones.opened(movement.at))
    if movement.direction is Direction.EXIT:
        stays = {zone: entry for zone, entry in before.inside.items() if not _leaves(zone, movement.zone, zones)}
        return MovementTrace(stays, before.conflicts)
    earlier = before.inside.get(movement.zone)
    if earlier is not None and not movement.knowing and not _may_repeat(earlier, movement, zones):
        return MovementTrace(before.inside, {**before.conflicts, movement.key: earlier.key})
    around = zones.around(movement.zone)
    stays = {zone: entry for zone, entry in before.inside.items() if zone in around}
    return MovementTrace({**stays, movement.zone: movement}, before.conflicts)


def drop_entries_before(way: MovementTrace, opened: datetime) -> MovementTrace:
    """The trace without the entries before a moment, at which everybody was out."""
    if all(entry.at >= opened for entry in way.inside.values()):
        return way
    return MovementTrace({zone: entry for zone, entry in way.inside.items() if entry.at >= opened}, way.conflicts)


def _leaves(zone: str, left: str, zones: Zones) -> bool:
    return zone == left or left in zones.around(zone)


def _may_repeat(earlier: Movement, movement: Movement, zones: Zones) -> bool:
    policy = zones.policy(movement.zone)
    return policy.passback is Passback.TIMED and movement.at - earlier.at >= timedelta(seconds=policy.passback_s)
