"""Comparison of a badge's entitlement with the current one of its holder."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from accreditation.access.entitlement import Entitlement, fits

DAY = datetime(2025, 10, 25, tzinfo=UTC)


GENERAL = Entitlement("general", "G", ("press", "plenary"), DAY, DAY + timedelta(days=2))


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
def test_changed_category_zones_or_window_outdates_the_badge(change: dict[str, object]) -> None:
    assert not fits(GENERAL, replace(GENERAL, **change))  # type: ignore[arg-type]


def test_repeated_zone_keeps_the_badge() -> None:
    assert fits(GENERAL, replace(GENERAL, zones=("press", "plenary", "press")))


def test_same_moments_in_another_time_zone_keep_the_badge() -> None:
    hanoi = timezone(timedelta(hours=7))
    moved = replace(GENERAL, valid_from=DAY.astimezone(hanoi), valid_until=(DAY + timedelta(days=2)).astimezone(hanoi))
    assert fits(GENERAL, moved)


def test_entitlement_without_zones_differs_from_any_other() -> None:
    assert not fits(replace(GENERAL, zones=()), GENERAL)
    assert fits(replace(GENERAL, zones=()), replace(GENERAL, zones=()))
