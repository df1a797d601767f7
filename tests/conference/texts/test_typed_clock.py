"""Times of day as people type them."""

from datetime import time

import pytest

from conference.texts.typed_clock import parse_clock


@pytest.mark.parametrize(
    "typed",
    [
        "9:30", "09:30", "9h30", "9 h 30", "09H30", "930", "0930", "9.30", "9,30", "9：30", "０９：３０", "٠٩:٣٠",
        "٩٫٣٠", "٠٩٣٠", "۰۹:۳۰", "9 giờ 30", "9 giờ 30 phút", "9点30分", "9時30分", "9∶30",
    ],
)  # fmt: skip
def test_time_is_read_as_people_write_it(typed: str) -> None:
    assert parse_clock(typed) == time(9, 30)


@pytest.mark.parametrize(
    ("typed", "read"),
    [("0:00", time(0)), ("21点", time(21)), ("2359", time(23, 59)), ("9h", time(9))],
)
def test_midnight_and_full_hours_are_read(typed: str, read: time) -> None:
    assert parse_clock(typed) == read


@pytest.mark.parametrize(
    "typed",
    [
        "", "24:00", "2400", "9:60", "0960", "9", "12", "9:5", "-1:00", "soon", "noon", "9:05:00", "9:05\x00", "1_0:00",
        "9:30 pm", "93", "09300", "9::30", "9-30", "9:30" + " " * 40,
    ],
)  # fmt: skip
def test_text_that_is_no_time_is_refused(typed: str) -> None:
    assert parse_clock(typed) is None
