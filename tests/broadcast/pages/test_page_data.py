"""Data of pages for their scripts, and functions of their templates."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from broadcast.pages.page_data import AFTER, BEFORE, TemplateHelpers, iso, written_days
from conference.languages import LANGUAGES
from tests.support.board_samples import HANOI, MORNING

DAY = date(2025, 10, 25)


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (datetime(2025, 10, 25, 2, tzinfo=UTC), "2025-10-25T02:00:00.000Z"),
        (datetime(2025, 10, 25, 2, 0, 0, 999_999, tzinfo=UTC), "2025-10-25T02:00:00.999Z"),
        (datetime(2025, 10, 25, 2, tzinfo=timezone(timedelta(hours=7))), "2025-10-24T19:00:00.000Z"),
    ],
    ids=str,
)
def test_time_is_written_like_javascript_does(at: datetime, text: str) -> None:
    assert iso(at) == text


def test_days_around_the_event_are_written() -> None:
    days = written_days("en", (DAY, DAY + timedelta(days=1)))
    assert min(days) == (DAY - BEFORE).isoformat()
    assert max(days) == (DAY + timedelta(days=1) + AFTER).isoformat()
    assert len(days) == (BEFORE + AFTER).days + 2
    assert "2025" in days[DAY.isoformat()]["long"]
    assert "2025" not in days[DAY.isoformat()]["short"]


def test_order_of_the_days_of_the_event_does_not_matter() -> None:
    days = (DAY + timedelta(days=1), DAY)
    assert written_days("en", days) == written_days("en", days[::-1])


def test_event_without_days_has_no_written_days() -> None:
    assert written_days("en", ()) == {}


@pytest.mark.parametrize("code", LANGUAGES)
def test_days_are_written_in_every_language(code: str) -> None:
    written = written_days(code, (DAY,))
    assert len({texts["long"] for texts in written.values()}) == len(written)


def test_helpers_use_the_day_of_the_venue() -> None:
    late = datetime(2025, 10, 25, 17, 30, tzinfo=UTC)
    functions = TemplateHelpers("en", late, HANOI).functions()
    assert functions["today"] == functions["venue_day"](late) == date(2025, 10, 26)
    assert functions["venue_day"](DAY) == DAY
    assert functions["short_day"](late) == functions["short_day"](date(2025, 10, 26))


def test_emphasised_text_is_escaped() -> None:
    strong = TemplateHelpers("en", MORNING, HANOI).functions()["strong"]
    assert strong("<script>") == "<strong>&lt;script&gt;</strong>"
