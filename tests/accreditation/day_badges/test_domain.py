"""One-day badges: their window, their numbers, ranges of numbers."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from accreditation.access.entitlement import Entitlement, fits_within
from accreditation.day_badges.domain import DayBadge, badges_between, entitlement_on, entry_id, number_letters

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
PRESS = Entitlement(
    "press", "PR", ("venue",), datetime(2025, 10, 24, 1, tzinfo=UTC), datetime(2025, 10, 26, 10, tzinfo=UTC)
)


def window(day: int) -> tuple[datetime, datetime] | None:
    held = entitlement_on(PRESS, date(2025, 10, day), HANOI)
    return None if held is None else (held.valid_from, held.valid_until)


def test_window_is_the_day_within_that_of_the_category() -> None:
    assert window(25) == (datetime(2025, 10, 24, 17, tzinfo=UTC), datetime(2025, 10, 25, 17, tzinfo=UTC))
    assert window(24) == (PRESS.valid_from, datetime(2025, 10, 24, 17, tzinfo=UTC))
    assert window(26) == (datetime(2025, 10, 25, 17, tzinfo=UTC), PRESS.valid_until)
    assert window(23) is None
    assert window(27) is None


def test_part_of_the_time_fits_while_the_zones_are_the_same() -> None:
    held = entitlement_on(PRESS, date(2025, 10, 25), HANOI)
    assert held is not None
    assert fits_within(held, PRESS)
    assert not fits_within(PRESS, held)
    assert not fits_within(held, Entitlement("press", "PR", (), PRESS.valid_from, PRESS.valid_until))


def test_numbers_have_letters_of_their_own() -> None:
    assert [number_letters(letter) for letter in ("G", "PR")] == ["XG", "XP"]
    assert entry_id("ab") == "day_ab"


def test_range_needs_both_numbers_in_order() -> None:
    badges = [DayBadge(f"{n}", "set", f"XG-000{n}", "") for n in (1, 2, 3)]
    assert [badge.id for badge in badges_between(badges, "XG-0001", "XG-0002")] == ["1", "2"]
    assert badges_between(badges, "XG-0002", "XG-0001") == []
    assert badges_between(badges, "XG-0002", "XG-0009") == []
