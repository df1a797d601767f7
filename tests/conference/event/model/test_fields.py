"""Single values of event files, and their base."""

import msgspec
import pytest

from conference.event import Event
from conference.event.model import ClosingTime, Code


@pytest.mark.parametrize("code", ["", "-a", "a b", "ä", "x" * 49, "a/b", "a\n"])
def test_code_that_is_unsafe_in_an_address_is_refused(code: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(code, Code)


@pytest.mark.parametrize("time", ["04:00\n", "24:00", "4:00", "04:60", "never\n"])
def test_closing_time_that_is_no_time_is_refused(time: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(time, ClosingTime)


def test_entry_cannot_be_changed(hanoi: Event) -> None:
    with pytest.raises(AttributeError):
        hanoi.rooms[0].capacity = 1  # type: ignore[misc]
