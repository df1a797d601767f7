"""Press pools of the reference event: places, zones and windows of their cards."""

from datetime import datetime, timedelta

from accreditation.access.rules import Window
from accreditation.grants.domain import PoolCard
from accreditation.grants.pool_plans import POOL_LEAD, pool_plans
from tests.support.badge_office import EVENT

PLANS = pool_plans(EVENT)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2025-10-25T{text}+07:00")


def test_each_pool_has_a_plan_under_its_code() -> None:
    assert PLANS.keys() == {pool.code for pool in EVENT.pools}
    assert all(code == plan.code for code, plan in PLANS.items())
    assert all(plan.size > 0 and plan.cards for plan in PLANS.values())


def test_card_opens_half_an_hour_before_its_item() -> None:
    assert timedelta(minutes=30) == POOL_LEAD
    assert PLANS["pool-1"].cards == (
        PoolCard(("mixed",), Window(at("07:00"), at("08:15"))),
        PoolCard(("plenary_hall",), Window(at("08:30"), at("10:15"))),
    )


def test_card_opens_zones_of_the_event_for_some_time() -> None:
    zones = {zone.code for zone in EVENT.zones}
    for card in (card for plan in PLANS.values() for card in plan.cards):
        assert set(card.zones) <= zones
        assert card.window.valid_until - card.window.valid_from > POOL_LEAD
