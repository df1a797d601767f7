"""Rights added to one person: what may be given, and how one stands."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from accreditation.access.rules import Window
from accreditation.grants.domain import Grant, GrantPhase, GrantUse, WantedGrant, ended, phase_of, problems_of

NOW = datetime(2025, 10, 25, 2, tzinfo=UTC)
HOUR, MOMENT = timedelta(hours=1), timedelta(microseconds=1)
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
DAYS = Window(NOW - 26 * HOUR, NOW + 46 * HOUR)
ZONES = {"venue", "signing_stage"}
GRANT = Grant("grant_1", "app_1", ("signing_stage",), Window(NOW, NOW + HOUR), 2, "staff_binh", NOW)


def wanted(**changes: object) -> WantedGrant:
    usual = {"zones": ("signing_stage",), "valid_from": NOW, "valid_until": NOW + HOUR, "entries": 1}
    return WantedGrant(**{**usual, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"entries": None},
        {"entries": 999},
        {"valid_from": NOW - HOUR},
        {"valid_from": DAYS.valid_from, "valid_until": DAYS.valid_until},
        {"zones": ("venue", "signing_stage")},
    ],
    ids=str,
)
def test_valid_grant_has_no_problem(changes: dict[str, object]) -> None:
    assert problems_of(wanted(**changes), ZONES, days=DAYS, now=NOW) == {}


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({"zones": ()}, {"zones": "grant.zones"}),
        ({"zones": ("signing_stage", "moon")}, {"zones": "grant.zones"}),
        ({"valid_from": None}, {"valid_from": "grant.window", "valid_until": "grant.window"}),
        ({"valid_until": None}, {"valid_until": "grant.window"}),
        ({"valid_until": NOW}, {"valid_until": "grant.window"}),
        ({"valid_from": NOW - 2 * HOUR, "valid_until": NOW - HOUR}, {"valid_until": "grant.over"}),
        ({"valid_from": NOW - HOUR, "valid_until": NOW}, {"valid_until": "grant.over"}),
        ({"valid_from": datetime.min.replace(tzinfo=HANOI)}, {"valid_from": "grant.days"}),
        ({"valid_from": DAYS.valid_from - MOMENT}, {"valid_from": "grant.days"}),
        ({"valid_until": DAYS.valid_until + MOMENT}, {"valid_until": "grant.days"}),
        ({"valid_until": datetime.max.replace(tzinfo=HANOI)}, {"valid_until": "grant.days"}),
        ({"entries": 0}, {"entries": "grant.entries"}),
        ({"entries": 1000}, {"entries": "grant.entries"}),
    ],
    ids=str,
)
def test_problem_is_reported_by_its_field(changes: dict[str, object], problems: dict[str, str]) -> None:
    assert problems_of(wanted(**changes), ZONES, days=DAYS, now=NOW) == problems


@pytest.mark.parametrize(
    ("after", "used", "phase"),
    [
        (-timedelta(seconds=1), 0, GrantPhase.COMING),
        (timedelta(0), 1, GrantPhase.OPEN),
        (timedelta(0), 2, GrantPhase.USED),
        (HOUR, 0, GrantPhase.OVER),
        (HOUR, 2, GrantPhase.OVER),
    ],
)
def test_phase_depends_on_window_and_entries(after: timedelta, used: int, phase: GrantPhase) -> None:
    assert phase_of(GrantUse(GRANT, used), NOW + after) is phase


def test_ended_grant_opens_nothing_and_keeps_its_end() -> None:
    over = ended(GRANT, by="staff_thu", at=NOW)
    assert phase_of(GrantUse(over, 0), NOW) is GrantPhase.ENDED
    assert ended(over, by="staff_linh", at=NOW + HOUR) == over
