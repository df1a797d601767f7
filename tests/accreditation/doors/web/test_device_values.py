"""Values in the JSON of devices: moments and printable text."""

from datetime import UTC, datetime, timedelta, timezone

import msgspec
import pytest

from accreditation.doors.web.device_values import (
    Int32,
    Moment,
    format_exact_moment,
    format_moment,
    in_utc,
    keep_printable,
)

HANOI = timezone(timedelta(hours=7))


def test_moments_are_written_in_utc() -> None:
    at = datetime(2025, 10, 25, 9, 0, 0, 123456, HANOI)
    assert format_moment(at) == "2025-10-25T02:00:00.123Z"
    assert format_exact_moment(at.astimezone(UTC)) == "2025-10-25T02:00:00.123456Z"


def test_moment_outside_the_calendar_is_its_end() -> None:
    first, last = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    assert in_utc(first.replace(tzinfo=timezone(timedelta(hours=14)))) == first
    assert in_utc(last.replace(tzinfo=timezone(timedelta(hours=-12)))) == last


def test_moment_with_an_offset_is_converted() -> None:
    assert in_utc(datetime(2025, 10, 25, 9, tzinfo=HANOI)) == datetime(2025, 10, 25, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "kept"),
    [("Firefox/140", "Firefox/140"), ("a b\x00c", "abc"), ("\u0301" * 90, ""), ("é1", "1"), ("x" * 90, "x" * 64)],
)
def test_text_of_a_program_is_printable_ascii(text: str, kept: str) -> None:
    assert keep_printable(text, 64) == kept


@pytest.mark.parametrize("text", [b'"2025-10-25T09:00:00"', b'"now"', b"1", b"null"])
def test_moment_without_an_offset_is_refused(text: bytes) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(text, type=Moment)


@pytest.mark.parametrize("number", [2**31, -(2**31) - 1])
def test_integer_beyond_the_column_is_refused(number: int) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(str(number).encode(), type=Int32)
