"""What a refused badge opens: the shared vectors, and the JavaScript twin over random states."""

import random
from collections.abc import Mapping
from typing import Any

import pytest

from accreditation.doors.domain.doors import Verdict
from accreditation.doors.domain.openings import Opening, find_opening
from tests.accreditation.doors.domain.test_doors import (
    VECTORS,
    at,
    badge_record,
    changed,
    maybe,
    random_state,
    rule_of,
    ruling_of,
    token_of,
)
from tests.support.javascript import in_javascript

OPENED = {Verdict.NOT_YET_VALID, Verdict.OUTSIDE_HOURS, Verdict.WRONG_ZONE}
RANDOM_STATES = 4000


def opening_of(case: Mapping[str, Any], verdict: Verdict) -> Opening | None:
    badge = badge_record(case["badge"])
    return find_opening(verdict, token_of(case), badge, rule_of(case), now=at(case["now"]))


def read_opening(value: Mapping[str, Any] | None) -> Opening | None:
    return None if value is None else Opening(maybe(value["at"]), tuple(value["zones"]))


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_opening_is_that_of_the_vectors(case: Mapping[str, Any]) -> None:
    state, verdict = changed(VECTORS["base"], case["change"]), Verdict(case["verdict"])
    assert ("opening" in case) is (verdict in OPENED)
    if state["badge"] is not None:
        assert opening_of(state, verdict) == read_opening(case.get("opening"))


def test_javascript_finds_the_same_openings_over_random_states() -> None:
    dice = random.Random(26)
    states = [state for state in (random_state(dice) for _ in range(RANDOM_STATES)) if state["badge"]]
    cases = [state | {"verdict": ruling_of(state).verdict} for state in states]
    found = in_javascript("openings.mjs", "rules", "(s) => rules.findOpening(s.verdict, s)", cases)
    ours = [opening_of(case, case["verdict"]) for case in cases]
    assert [read_opening(value) for value in found] == ours
    assert {bool(one.at) for one in ours if one} == {bool(one.zones) for one in ours if one} == {True, False}
