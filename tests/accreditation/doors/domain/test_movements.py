"""Who is where: hand-written ways, queues of six devices in every order, and the JavaScript twin."""

import json
import random
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from accreditation.access.rules import Direction, Passback
from accreditation.access.zones import ZonePolicy, Zones
from accreditation.doors.domain.movements import Movement, MovementTrace, apply_movement, drop_entries_before, trace
from tests.support.javascript import in_javascript
from tests.support.paths import VECTOR_FOLDER

VECTORS = json.loads((VECTOR_FOLDER / "movements.json").read_text(encoding="utf-8"))
POLICIES = {
    zone["code"]: ZonePolicy(zone["within"], Passback(zone["passback"]), zone["passback_s"], zone["capacity"])
    for zone in VECTORS["zones"]
}
CODES = [zone["code"] for zone in VECTORS["zones"]]
START = datetime(2025, 10, 25, 2, tzinfo=UTC)
CLOSINGS = [START + timedelta(minutes=30), START + timedelta(hours=1)]
ZONES = Zones(POLICIES, CLOSINGS)
DEVICES = 6
BADGES = ("badge-1", "badge-2", "badge-3")
TWIN = "({ movements, zones, closings }) => rules.trace(movements, new rules.Zones(zones, closings))"


def movement(value: Mapping[str, Any]) -> Movement:
    parts = {"direction": Direction(value["direction"]), "at": datetime.fromisoformat(value["at"])}
    return Movement(**{"badge_id": "badge-1", **value, **parts})


def keys_of(way: MovementTrace) -> dict[str, dict[str, str]]:
    return {"inside": {zone: entry.key for zone, entry in way.inside.items()}, "conflicts": dict(way.conflicts)}


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_movements_lead_where_the_vectors_say(case: Mapping[str, Any]) -> None:
    movements = [movement(one) for one in case["movements"]]
    expected = {"inside": case["inside"], "conflicts": case["conflicts"]}
    zones = Zones(POLICIES, [datetime.fromisoformat(closing) for closing in VECTORS["closings"]])
    for some in list(permutations(movements))[:24]:
        assert keys_of(trace(some, zones)) == expected


def random_movements(dice: random.Random, count: int, *, badges: tuple[str, ...] = BADGES) -> list[Movement]:
    """Movements that overlap and contradict one another, some in the same microsecond."""
    steps = (0, 1, 1_000_000, 60_000_000, 300_000_000)
    at, made = START, []
    for number in range(count):
        at += timedelta(microseconds=dice.choice(steps))
        made.append(
            Movement(
                key=f"key-{dice.randrange(10**6):06}-{number:03}",
                badge_id=dice.choice(badges),
                zone=dice.choice(CODES),
                direction=dice.choice([Direction.ENTRY, Direction.ENTRY, Direction.EXIT]),
                at=at,
                door=f"door-{dice.randrange(DEVICES)}",
                knowing=dice.random() < 0.2,
            )
        )
    return made


def places(movements: Iterable[Movement]) -> dict[str, MovementTrace]:
    """Every badge's trace."""
    known = list(movements)
    return {badge: trace((one for one in known if one.badge_id == badge), ZONES) for badge in BADGES}


@pytest.mark.parametrize("seed", range(1, 9))
def test_six_offline_queues_merge_alike_in_every_order(seed: int) -> None:
    """A2: queues come back one after the other, in each of the 720 orders; each arrival traces what is then known."""
    dice = random.Random(seed)
    queues: list[list[Movement]] = [[] for _ in range(DEVICES)]
    for one in random_movements(dice, 36):
        dice.choice(queues).append(one)
    everything = places(one for queue in queues for one in queue)
    so_far: dict[frozenset[int], dict[str, MovementTrace]] = {}
    for order in permutations(range(DEVICES)):
        known: list[Movement] = []
        for place, device in enumerate(order):
            known += queues[device]
            now = places(known)
            assert so_far.setdefault(frozenset(order[: place + 1]), now) == now
        assert now == everything
    assert any(way.conflicts for way in everything.values())


@pytest.mark.parametrize("seed", range(3))
def test_sending_every_queue_again_changes_nothing(seed: int) -> None:
    """A2: a queue that is sent three times is kept once, by its keys."""
    made = random_movements(random.Random(seed), 24)
    kept = {one.key: one for one in made * 3}
    assert places(kept.values()) == places(made)


def test_stepwise_movements_equal_the_whole_trace() -> None:
    dice = random.Random(7)
    for _ in range(300):
        made = random_movements(dice, dice.randrange(12), badges=BADGES[:1])
        way = MovementTrace()
        for one in sorted(made, key=lambda one: (one.at, one.key)):
            way = apply_movement(way, one, ZONES)
        assert way == trace(made, ZONES)


def test_holder_is_in_one_zone_and_those_around_it() -> None:
    dice = random.Random(11)
    for _ in range(500):
        inside = set(trace(random_movements(dice, 8, badges=BADGES[:1]), ZONES).inside)
        innermost = [zone for zone in inside if not any(zone in ZONES.around(other) for other in inside)]
        assert len(innermost) <= 1
        assert all(inside <= {zone} | ZONES.around(zone) for zone in innermost)


def test_every_entry_stands_or_contradicts_one_that_stood() -> None:
    dice = random.Random(13)
    for _ in range(300):
        made = {one.key: one for one in random_movements(dice, 10, badges=BADGES[:1])}
        for later, earlier in trace(made.values(), ZONES).conflicts.items():
            assert made[later].zone == made[earlier].zone
            assert (made[later].at, later) > (made[earlier].at, earlier)
            assert made[later].direction is made[earlier].direction is Direction.ENTRY


def test_closing_ends_earlier_presences_without_a_movement() -> None:
    entry = Movement("k1", "badge-1", "venue", Direction.ENTRY, START, "gate-a")
    way = trace([entry], ZONES)
    just_before = CLOSINGS[0] - timedelta(microseconds=1)
    assert drop_entries_before(way, ZONES.opened(just_before)) == way
    assert drop_entries_before(way, ZONES.opened(CLOSINGS[0])) == MovementTrace()
    assert drop_entries_before(way, Zones(POLICIES).opened(CLOSINGS[0])) == way


def test_zones_in_a_circle_end() -> None:
    circle = Zones({"a": ZonePolicy("b"), "b": ZonePolicy("a")})
    assert circle.around("a") == {"a", "b"}


def test_javascript_traces_as_python_does() -> None:
    dice = random.Random(17)
    ways = [random_movements(dice, dice.randrange(14), badges=BADGES[:1]) for _ in range(1000)]
    for way in ways:
        dice.shuffle(way)
    rules = {"zones": VECTORS["zones"], "closings": [closing.isoformat() for closing in CLOSINGS]}
    values = [rules | {"movements": [_written(one) for one in way]} for way in ways]
    ours = [keys_of(trace(way, ZONES)) for way in ways]
    theirs = in_javascript("movements.mjs", "rules", TWIN, values)
    assert [
        {"inside": {zone: entry["key"] for zone, entry in way["inside"].items()}, "conflicts": way["conflicts"]}
        for way in theirs
    ] == ours


def _written(one: Movement) -> dict[str, Any]:
    return asdict(one) | {"at": one.at.isoformat()}
