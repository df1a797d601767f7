"""Values in the JSON of the doors' devices: moments, integers, and text that a program reports about itself."""

from datetime import UTC, datetime
from typing import Annotated

import msgspec

Moment = Annotated[datetime, msgspec.Meta(tz=True)]
"""A moment of a device's clock, with any offset; `in_utc` converts it."""

Int32 = Annotated[int, msgspec.Meta(ge=-(2**31), le=2**31 - 1)]
"""Range of the databases' INTEGER."""


def keep_printable(text: str, most: int) -> str:
    """Return the visible ASCII characters among the first `most` characters."""
    return "".join(character for character in text[:most] if "!" <= character <= "~")


def in_utc(at: datetime) -> datetime:
    """Return the moment in UTC; the first or last moment of the calendar if its UTC is outside the calendar."""
    try:
        return at.astimezone(UTC)
    except OverflowError:
        return datetime.min.replace(tzinfo=UTC) if at.year == 1 else datetime.max.replace(tzinfo=UTC)


def format_moment(at: datetime) -> str:
    """Return the moment in UTC with milliseconds: `2025-10-25T02:00:00.000Z`."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def format_exact_moment(at: datetime) -> str:
    """Return the moment, which is in UTC, with microseconds: movements are ordered by it."""
    return at.isoformat(timespec="microseconds").replace("+00:00", "Z")
