"""Dates, times and numbers as the United Nations writes them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from conference.languages import LANGUAGES
from conference.texts.dates import (
    format_date,
    format_datetime,
    format_moment,
    format_number,
    format_offset,
    format_range,
    format_time,
    local_date,
)

HANOI, NEW_YORK = ZoneInfo("Asia/Ho_Chi_Minh"), ZoneInfo("America/New_York")
OPENING = datetime(2025, 10, 25, 2, 0, tzinfo=UTC)
LATE = datetime(2025, 10, 25, 18, 5, tzinfo=UTC)
ISOLATES = str.maketrans("", "", "\u2066\u2069")


@pytest.mark.parametrize(
    ("code", "written"),
    [
        ("ar", "25 تشرين الأول/أكتوبر 2025"),
        ("zh", "2025年10月25日"),
        ("en", "25 October 2025"),
        ("fr", "25\u00a0octobre 2025"),
        ("ru", "25\u00a0октября 2025\u00a0года"),
        ("es", "25 de octubre de 2025"),
        ("vi", "ngày 25/10/2025"),
    ],
)
def test_date_is_the_united_nations_form(code: str, written: str) -> None:
    assert format_date(code, date(2025, 10, 25)) == written


@pytest.mark.parametrize(
    ("code", "written"),
    [
        ("ar", "السبت، 25 تشرين الأول/أكتوبر"),
        ("zh", "10月25日星期六"),
        ("en", "Saturday, 25 October"),
        ("fr", "samedi 25\u00a0octobre"),
        ("ru", "суббота, 25\u00a0октября"),
        ("es", "sábado 25 de octubre"),
        ("vi", "Thứ Bảy, ngày 25/10"),
    ],
)
def test_date_can_carry_its_weekday_and_leave_out_the_year(code: str, written: str) -> None:
    assert format_date(code, date(2025, 10, 25), year=False, weekday=True) == written


def test_every_arabic_month_has_both_its_names() -> None:
    written = [format_date("ar", date(2025, month, 2)) for month in range(1, 13)]
    assert all("/" in text for text in written)
    assert len(set(written)) == 12


def test_first_of_a_month_is_ordinal_in_french() -> None:
    assert format_date("fr", date(2025, 11, 1)) == "1er\u00a0novembre 2025"


def test_moment_without_a_time_zone_is_refused_as_a_date() -> None:
    with pytest.raises(TypeError):
        format_date("en", OPENING)


def test_date_depends_on_the_time_zone() -> None:
    assert local_date(LATE, HANOI) == date(2025, 10, 26)
    assert local_date(LATE, NEW_YORK) == date(2025, 10, 25)


@pytest.mark.parametrize("code", LANGUAGES)
def test_time_is_24_hours_in_western_digits(code: str) -> None:
    assert format_time(code, OPENING, HANOI) == "09:00"
    assert format_time(code, LATE, HANOI) == "01:05"


def test_time_follows_the_end_of_summer_time() -> None:
    before = datetime(2025, 11, 2, 5, 30, tzinfo=UTC)
    after = datetime(2025, 11, 2, 6, 30, tzinfo=UTC)
    assert format_time("en", before, NEW_YORK) == format_time("en", after, NEW_YORK) == "01:30"


@pytest.mark.parametrize(
    ("code", "written"),
    [
        ("en", "25 October 2025, 09:00"),
        ("ar", "25 تشرين الأول/أكتوبر 2025، 09:00"),
        ("zh", "2025年10月25日09:00"),
        ("vi", "09:00, ngày 25/10/2025"),
    ],
)
def test_datetime_joins_day_and_time(code: str, written: str) -> None:
    assert format_datetime(code, OPENING, HANOI) == written


@pytest.mark.parametrize(
    ("at", "written"),
    [
        (OPENING, "09:00"),
        (LATE, "26 October, 01:05"),
        (OPENING - timedelta(hours=9, minutes=1), "24 October, 23:59"),
        (OPENING + timedelta(days=365), "25 October 2026, 09:00"),
    ],
)
def test_moment_has_its_day_unless_that_is_today(at: datetime, written: str) -> None:
    assert format_moment("en", at, HANOI, now=OPENING + timedelta(hours=3)) == written


def test_range_is_isolated_in_arabic() -> None:
    end = datetime(2025, 10, 25, 3, 30, tzinfo=UTC)
    assert format_range("en", OPENING, end, HANOI) == "09:00–10:30"
    assert format_range("ar", OPENING, end, HANOI) == "\u206609:00–10:30\u2069"


@pytest.mark.parametrize(
    ("zone", "written"),
    [
        ("Asia/Ho_Chi_Minh", "UTC+7"),
        ("America/New_York", "UTC-4"),
        ("America/St_Johns", "UTC-2:30"),
        ("Asia/Kathmandu", "UTC+5:45"),
        ("Etc/UTC", "UTC"),
    ],
)
def test_offset_is_that_of_the_zone_at_the_moment(zone: str, written: str) -> None:
    assert format_offset(OPENING, ZoneInfo(zone)) == written


@pytest.mark.parametrize("code", LANGUAGES)
def test_number_has_western_digits(code: str) -> None:
    written = format_number(code, 1234567)
    assert [c for c in written if c.isdigit()] == list("1234567")
    assert written.isascii() or code in ("fr", "ru")
