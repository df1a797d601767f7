"""Covers C9."""

from datetime import UTC, datetime, timedelta

import pytest

from accreditation.applications.domain.intake import Intake
from accreditation.applications.domain.outlets import Outlet, OutletKind
from accreditation.outlets.domain.places import (
    PlaceRules,
    PlaceUse,
    places_left,
    require_open_list,
    require_places,
    take_late_places,
)
from conference.errors import RuleError

NOW = datetime(2025, 10, 1, tzinfo=UTC)
OFFICIAL = Outlet("out_1", "State Media", kind=OutletKind.OFFICIAL, country="VN", quota=5)


@pytest.mark.parametrize(
    ("outlet", "rules", "use", "left"),
    [
        (Outlet("o", "A"), PlaceRules(), PlaceUse(900), None),
        (Outlet("o", "A"), PlaceRules(quota=3), PlaceUse(1), 2),
        (Outlet("o", "A", quota=4), PlaceRules(quota=3), PlaceUse(1), 3),
        (Outlet("o", "A", quota=0), PlaceRules(), PlaceUse(0), 0),
        (Outlet("o", "A", quota=1), PlaceRules(), PlaceUse(3), 0),
        (OFFICIAL, PlaceRules(delegation_cap=6), PlaceUse(1, 5), 1),
        (Outlet("o", "A", kind=OutletKind.OFFICIAL), PlaceRules(delegation_cap=1), PlaceUse(1, 9), None),
    ],
)
def test_places_left_are_those_of_the_narrowest_limit(
    outlet: Outlet, rules: PlaceRules, use: PlaceUse, left: int | None
) -> None:
    assert places_left(outlet, use, rules) == left


def code_of(outlet: Outlet, use: PlaceUse, rules: PlaceRules, wanted: int) -> str:
    with pytest.raises(RuleError) as refused:
        require_places(outlet, use, rules, wanted=wanted)
    return refused.value.code


def test_full_outlets_refuse_by_name_of_the_limit() -> None:
    rules = PlaceRules(delegation_cap=6)
    require_places(OFFICIAL, PlaceUse(4, 5), rules)
    assert code_of(OFFICIAL, PlaceUse(5, 5), rules, 1) == "outlet.full"
    assert code_of(OFFICIAL, PlaceUse(2, 6), rules, 1) == "outlet.delegation_full"
    assert code_of(Outlet("o", "A", blocked_at=NOW), PlaceUse(0), PlaceRules(), 1) == "outlet.blocked"


@pytest.mark.parametrize(
    ("intake", "late_places", "wanted", "code"),
    [
        (Intake.NOT_OPEN, 9, 1, "crew.not_open"),
        (Intake.LATE, 0, 1, "crew.closed"),
        (Intake.CLOSED, 0, 1, "crew.closed"),
        (Intake.CLOSED, 1, 2, "crew.late_places"),
    ],
)
def test_list_is_closed(intake: Intake, late_places: int, wanted: int, code: str) -> None:
    outlet = Outlet("o", "A", late_places=late_places, late_until=NOW + timedelta(hours=1))
    with pytest.raises(RuleError) as refused:
        require_open_list(outlet, intake, NOW, wanted=wanted)
    assert refused.value.code == code


def test_late_places_are_used_up_and_end() -> None:
    outlet = Outlet("o", "A", late_places=2, late_until=NOW + timedelta(hours=1))
    require_open_list(outlet, Intake.CLOSED, NOW, wanted=2)
    assert take_late_places(outlet, 2).late_places == 0
    with pytest.raises(RuleError, match=r"crew\.closed"):
        require_open_list(outlet, Intake.CLOSED, NOW + timedelta(hours=1), wanted=1)
