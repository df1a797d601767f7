"""Call sheets of the reference event's pools, and of people with their cards."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from accreditation.grants.call_sheets import CallSheet, call_sheet, held_call_sheets
from accreditation.grants.domain import Grant, ended
from accreditation.grants.pool_plans import POOL_LEAD, pool_plans
from tests.support.application_samples import NOON
from tests.support.badge_office import EVENT

BEFORE = EVENT.item("welcome").starts_at - timedelta(days=1)
CARDS = [
    Grant(f"grant_{number}", "app_1", card.zones, card.window, None, "staff_binh", NOON, pool="pool-1")
    for number, card in enumerate(pool_plans(EVENT)["pool-1"].cards)
]


def items_of(sheets: Sequence[CallSheet]) -> list[str]:
    return [call.item.id for sheet in sheets for call in sheet.calls]


def items_held(cards: Sequence[Grant], now: datetime = BEFORE) -> list[str]:
    return items_of(held_call_sheets(EVENT, cards, now=now))


def test_holder_is_called_to_the_items_of_the_cards() -> None:
    assert items_held(CARDS) == ["welcome", "opening"]
    assert items_held([replace(card, pool=None) for card in CARDS]) == []


def test_holder_is_not_called_by_an_ended_card() -> None:
    welcome, opening = CARDS
    stopped = ended(welcome, by="staff_binh", at=NOON)
    assert items_held([stopped, opening]) == ["opening"]
    assert items_held([stopped, welcome, opening]) == ["welcome", "opening"]
    assert items_held([ended(card, by="staff_binh", at=NOON) for card in CARDS]) == []


def test_sheet_leaves_out_items_that_are_over() -> None:
    ends = [EVENT.item(code).ends_at for code in ("welcome", "opening")]
    assert items_held(CARDS, ends[0]) == ["opening"]
    assert held_call_sheets(EVENT, CARDS, now=ends[1]) == []


def test_members_meet_when_the_card_admits_unless_told() -> None:
    welcome, opening = call_sheet(EVENT, EVENT.pools[0], now=BEFORE).calls
    assert welcome.details is not None
    assert welcome.meet_at == welcome.details.meet_at
    assert opening.meet_at == EVENT.item("opening").starts_at - POOL_LEAD
