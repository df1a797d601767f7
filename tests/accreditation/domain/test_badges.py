"""A badge's life: standings, what kills a printed badge, and numbers."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

import pytest

from accreditation.domain.badges import (
    Badge,
    Entitlement,
    Standing,
    badge_number,
    fits,
    may_become,
    read_number,
    with_standing,
)

NUMBERS = json.loads((Path(__file__).parents[2] / "vectors/badge_numbers.json").read_text(encoding="utf-8"))
DAY = datetime(2025, 10, 25, tzinfo=UTC)
GENERAL = Entitlement("general", "G", ("press", "plenary"), DAY, DAY + timedelta(days=2))
BADGE = Badge("0123456789abcdef", 1, "G-0001", "app_1", GENERAL, "R1:…", "45 M0 0", DAY, "stf_1")


@pytest.mark.parametrize("case", NUMBERS["cases"], ids=lambda case: repr(case["typed"]))
def test_typed_number_is_read(case: Mapping[str, str]) -> None:
    assert read_number(case["typed"]) == case["number"]


def test_badge_number_has_four_digits_or_more() -> None:
    assert [badge_number("P", n) for n in (1, 430, 10000)] == ["P-0001", "P-0430", "P-10000"]


def test_standing_changes_only_as_the_table_allows() -> None:
    allowed = {(a, b) for a, b in product(Standing, Standing) if may_become(a, b)}
    assert allowed == {
        (Standing.ISSUED, Standing.SUSPENDED),
        (Standing.ISSUED, Standing.REVOKED),
        (Standing.ISSUED, Standing.SUPERSEDED),
        (Standing.SUSPENDED, Standing.ISSUED),
        (Standing.SUSPENDED, Standing.REVOKED),
        (Standing.SUSPENDED, Standing.SUPERSEDED),
    }


def test_standing_carries_its_reason_and_moment() -> None:
    lost = with_standing(BADGE, Standing.REVOKED, reason="lost", at=DAY)
    assert (lost.standing, lost.reason, lost.changed_at) == (Standing.REVOKED, "lost", DAY)
    with pytest.raises(ValueError, match="revoked cannot become issued"):
        with_standing(lost, Standing.ISSUED, reason=None, at=DAY)


def test_zones_in_another_order_keep_the_badge() -> None:
    assert fits(GENERAL, replace(GENERAL, zones=("plenary", "press")))


@pytest.mark.parametrize(
    "change",
    [
        {"category": "pool"},
        {"zones": ("press",)},
        {"zones": ("press", "plenary", "protocol")},
        {"valid_from": DAY + timedelta(hours=1)},
        {"valid_until": DAY + timedelta(days=1)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_change_of_category_zones_or_window_kills_the_badge(change: dict[str, object]) -> None:
    assert not fits(GENERAL, replace(GENERAL, **change))  # type: ignore[arg-type]
