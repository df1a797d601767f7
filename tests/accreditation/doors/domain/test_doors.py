"""What a door decides: the shared vectors, and the JavaScript twin over random states (CASES A3)."""

import json
import random
from collections.abc import Mapping
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from accreditation.access.rules import Direction, DoorRule, GrantRecord, Passback, Window
from accreditation.badges.domain.badges import BadgeStatus
from accreditation.badges.domain.tokens import Flaw
from accreditation.doors.domain.doors import (
    ENTERED,
    OVERRIDABLE,
    TONES,
    BadgeRecord,
    Presence,
    PresentedToken,
    Ruling,
    Tone,
    Verdict,
    decide,
    may_override,
)
from tests.support.javascript import in_javascript
from tests.support.paths import VECTOR_FOLDER

VECTORS = json.loads((VECTOR_FOLDER / "door_verdicts.json").read_text(encoding="utf-8"))
RANDOM_STATES = 8000

NOT_DECIDED = {
    Verdict.OVERRIDDEN: "a supervisor's word: `decide` never gives it",
    Verdict.MISTYPED: "a short code whose check digits do not bear it out: seen before there is a badge to decide on",
    Verdict.UNDECIDED: "what is shown when deciding itself failed",
}
"""The verdicts that do not come from `decide`, and where they come from."""


def changed(base: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    value = deepcopy(dict(base))
    for path, part in change.items():
        *keys, last = path.split(".")
        at = value
        for key in keys:
            at = at[key]
        at[last] = part
    return value


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def maybe(text: str | None) -> datetime | None:
    return None if text is None else at(text)


def standing(text: str) -> BadgeStatus:
    return BadgeStatus(text) if text in list(BadgeStatus) else text  # type: ignore[return-value]


def window(value: Mapping[str, Any]) -> Window:
    return Window(at(value["valid_from"]), at(value["valid_until"]))


def grant(value: Mapping[str, Any]) -> GrantRecord:
    return GrantRecord(value["id"], frozenset(value["zones"]), window(value), value["entries"], value["used"])


def badge_record(value: Mapping[str, Any]) -> BadgeRecord:
    return BadgeRecord(
        **{
            **value,
            "standing": standing(value["standing"]),
            "zones": frozenset(value["zones"]),
            "valid_from": at(value["valid_from"]),
            "valid_until": at(value["valid_until"]),
            "hours": tuple(window(one) for one in value["hours"]),
            "grants": tuple(grant(one) for one in value["grants"]),
        }
    )


def token_of(case: Mapping[str, Any]) -> PresentedToken:
    reading = case["reading"] | {key: maybe(case["reading"][key]) for key in ("valid_from", "valid_until")}
    return PresentedToken(**reading | {"flaw": reading["flaw"] and Flaw(reading["flaw"])})


def rule_of(case: Mapping[str, Any]) -> DoorRule:
    door = case["door"]
    return DoorRule(**door | {"direction": Direction(door["direction"]), "passback": Passback(door["passback"])})


def ruling_of(case: Mapping[str, Any]) -> Ruling:
    """The ruling of Python's `decide` on a case as the vectors write it."""
    presence = Presence(maybe(case["presence"]["since"]), case["presence"]["occupancy"])
    badge = None if case["badge"] is None else badge_record(case["badge"])
    return decide(token_of(case), badge, rule_of(case), now=at(case["now"]), presence=presence)


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_decide_gives_the_ruling_of_the_vectors(case: Mapping[str, Any]) -> None:
    direction = Direction(case.get("direction", "entry"))
    expected = Ruling(Verdict(case["verdict"]), direction, case.get("grant"))
    assert ruling_of(changed(VECTORS["base"], case["change"])) == expected


def test_vectors_hold_every_verdict_that_is_decided() -> None:
    assert {case["verdict"] for case in VECTORS["cases"]} == set(Verdict) - NOT_DECIDED.keys()


def test_only_entries_and_exits_look_admitted() -> None:
    passing = {verdict for verdict, tone in TONES.items() if tone is Tone.ADMIT}
    assert passing == {Verdict.ADMITTED, Verdict.OVERRIDDEN, Verdict.EXIT_RECORDED}
    assert passing | {Verdict.ADMITTED_AGAIN} == ENTERED | {Verdict.EXIT_RECORDED}
    assert set(TONES) == set(Verdict)


def test_no_flaw_and_no_lost_right_can_be_set_aside() -> None:
    lost = {Verdict.REVOKED, Verdict.SUSPENDED, Verdict.REFUSED, Verdict.WITHDRAWN, Verdict.ON_HOLD}
    unproven = {Verdict(flaw.value) for flaw in set(Flaw) - {Flaw.FOR_COLLECTION}}
    unproven |= {
        Verdict.UNKNOWN_BADGE,
        Verdict.MISTYPED,
        Verdict.UNDECIDED,
    }
    assert not OVERRIDABLE & (lost | unproven | {Verdict.NOT_APPROVED, Verdict.NOT_COLLECTED})
    assert all(TONES[verdict] is Tone.STOP for verdict in OVERRIDABLE)


def test_javascript_has_the_same_tones_and_rights_to_override() -> None:
    ours = {
        "tones": {verdict.value: TONES[verdict].value for verdict in Verdict},
        "entered": sorted(ENTERED),
        "overridable": sorted(OVERRIDABLE),
    }
    module = "{ tones: rules.TONES, entered: [...rules.ENTERED].sort(), overridable: [...rules.OVERRIDABLE].sort() }"
    assert in_javascript("decide.mjs", "rules", f"() => ({module})", [None]) == [ours]


def test_one_day_badge_is_overridden_inside_and_at_full_zones() -> None:
    allowed = {verdict for verdict in Verdict if may_override(verdict, one_day=True)}
    assert allowed == {Verdict.ALREADY_INSIDE, Verdict.ZONE_FULL} < OVERRIDABLE
    assert {verdict for verdict in Verdict if may_override(verdict, one_day=False)} == OVERRIDABLE
    cases: list[tuple[str, bool]] = [(one.value, one_day) for one in Verdict for one_day in (False, True)]
    theirs = in_javascript("decide.mjs", "rules", "([verdict, oneDay]) => rules.mayOverride(verdict, oneDay)", cases)
    assert theirs == [may_override(Verdict(verdict), one_day=one_day) for verdict, one_day in cases]


def random_state(dice: random.Random) -> dict[str, Any]:
    """Any state, with each part sound often enough that every rule is reached."""
    start = datetime(2025, 10, 25, tzinfo=UTC)
    hours = [(start + timedelta(hours=h)).isoformat() for h in (-24, -1, 0, 0, 1, 24)]
    now = dice.choice(hours)
    lately = [(at(now) - timedelta(microseconds=us)).isoformat() for us in (0, 1, 9_999_999, 10_000_000, 60_000_000)]

    def mostly(usual: Any, *others: Any) -> Any:
        return dice.choice([usual] * 4 + list(others))

    def open_window() -> dict[str, Any]:
        return {"valid_from": mostly(hours[0], *hours), "valid_until": mostly(hours[5], *hours)}

    def random_grant() -> dict[str, Any]:
        zones = mostly(["plenary"], ["press", "protocol"], [], ["protocol", "plenary"])
        used = {"entries": mostly(1, None, None, 0, 2), "used": dice.choice([0, 1, 2])}
        return {"id": f"grant_{dice.choice('abc')}", "zones": zones, **open_window(), **used}

    typed = dice.random() < 0.2
    reading = {
        "flaw": mostly(None, None, None, *map(str, Flaw)),
        "serial": None if typed else mostly(2, 1, 3),
        "zone_bits": None if typed else mostly(5, 0, 4, 65535, 3),
        "valid_from": None if typed else mostly(hours[0], *hours),
        "valid_until": None if typed else mostly(hours[5], *hours),
    }
    badge = {
        "serial": mostly(2, 1, 3),
        "standing": mostly("issued", *map(str, BadgeStatus)),
        "fits": mostly(True, False),
        "active": mostly(True, True, False),
        "application_state": mostly("approved", "refused", "on_hold", "withdrawn", "in_review", "draft"),
        "zones": mostly(["press", "plenary"], [], ["press"], ["plenary"]),
        **open_window(),
        "hours": [open_window() for _ in range(mostly(0, 1, 2))],
        "grants": [random_grant() for _ in range(dice.choice([0, 0, 1, 2, 3]))],
    }
    zone, bit = mostly(("plenary", 2), ("press", 0), ("protocol", 7))
    door = {"zone": zone, "zone_bit": bit, "direction": mostly("entry", "exit", "either", "either")}
    door |= {"passback": mostly("hard", *Passback), "passback_s": dice.choice([0, 1, 10, 60, 3600])}
    badge["one_day"] = door["passback_s"] == 1
    return {
        "reading": reading,
        "badge": mostly(badge, badge, None),
        "door": door | {"capacity": mostly(None, 0, 5, 6)},
        "now": now,
        "presence": {"since": mostly(None, *lately, *hours), "occupancy": dice.choice([0, 4, 5, 6])},
    }


def test_javascript_decides_as_python_does_over_random_states() -> None:
    dice = random.Random(20251025)
    states = [random_state(dice) for _ in range(RANDOM_STATES)]
    decided = "(s) => rules.decide(s.reading, s.badge, s.door, { now: s.now, presence: s.presence })"
    ours = [ruling_of(state) for state in states]
    assert in_javascript("decide.mjs", "rules", decided, states) == [
        {"verdict": ruling.verdict.value, "direction": ruling.direction.value, "grant": ruling.grant} for ruling in ours
    ]
    assert {ruling.verdict for ruling in ours} == set(Verdict) - NOT_DECIDED.keys()
    assert {(ruling.direction, ruling.grant is not None) for ruling in ours} >= {
        (Direction.ENTRY, True),
        (Direction.ENTRY, False),
        (Direction.EXIT, False),
    }


@pytest.mark.parametrize(
    "badge", [None, {"standing": "revoked"}, {"application_state": "withdrawn"}, {"active": False}, {"zones": []}]
)
def test_badge_without_rights_enters_no_door(badge: dict[str, Any] | None) -> None:
    """A4: whatever else is so, who has lost the right is never let in."""
    dice = random.Random(4)
    for _ in range(500):
        state = random_state(dice)
        if badge is None or state["badge"] is None:
            state["badge"] = None
        else:
            state["badge"] |= {"grants": [], **badge}
        assert ruling_of(state).verdict not in ENTERED
