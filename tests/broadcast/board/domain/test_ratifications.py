"""Instruments of ratification: a count of its own, with source and time."""

from datetime import date, datetime

import pytest

from broadcast.board.domain.ratifications import (
    Ratifications,
    confirm_ratifications,
    record_deposit,
    remove_deposit,
)
from conference.errors import NotFoundError, RuleError
from tests.support.board_samples import MORNING, NOON, text

NONE = Ratifications(source=text("Treaty Section"), as_of=MORNING)
DAY = date(2026, 3, 2)


def test_count_is_never_without_source_and_time() -> None:
    with pytest.raises(ValueError, match="source"):
        Ratifications(source={}, as_of=MORNING)
    with pytest.raises(ValueError, match="aware"):
        Ratifications(source=text("x"), as_of=datetime(2025, 10, 25))  # noqa: DTZ001


def test_deposits_are_in_the_order_of_their_days() -> None:
    later = record_deposit(NONE, "VN", DAY, now=NOON, today=DAY)
    both = record_deposit(later, "QA", date(2026, 1, 5), now=NOON, today=DAY)
    assert [deposit.country for deposit in both.deposits] == ["QA", "VN"]
    assert both.as_of == NOON
    with pytest.raises(RuleError, match=r"ratifications\.already_deposited"):
        record_deposit(both, "QA", DAY, now=NOON, today=DAY)
    with pytest.raises(RuleError, match=r"ratifications\.in_future"):
        record_deposit(both, "FR", date(2026, 3, 3), now=NOON, today=DAY)


def test_deposit_is_removed_once() -> None:
    one = record_deposit(NONE, "VN", DAY, now=MORNING, today=DAY)
    none = remove_deposit(one, "VN", now=NOON)
    assert (none.deposits, none.as_of) == ((), NOON)
    with pytest.raises(NotFoundError, match=r"ratifications\.not_deposited"):
        remove_deposit(none, "VN", now=NOON)


def test_confirmation_keeps_what_is_not_given() -> None:
    confirmed = confirm_ratifications(NONE, now=NOON)
    assert (confirmed.as_of, confirmed.source, confirmed.required) == (NOON, NONE.source, 40)
    other = confirm_ratifications(confirmed, now=NOON, source=text("Depositary"), required=60)
    assert (other.source, other.required) == (text("Depositary"), 60)
