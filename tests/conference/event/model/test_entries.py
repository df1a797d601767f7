"""Entries of the lists of an event."""

import msgspec
import pytest

from conference.event import Event, Room
from conference.event.model import Passport


def test_key_that_no_entry_has_is_refused(hanoi: Event) -> None:
    values = msgspec.to_builtins(hanoi.rooms[0])
    assert msgspec.convert(values, Room) == hanoi.rooms[0]
    with pytest.raises(msgspec.ValidationError, match="seats"):
        msgspec.convert(values | {"seats": 40}, Room)


def test_passport_is_offered_under_its_usual_name_by_default() -> None:
    assert msgspec.convert({"code": "XK"}, Passport) == Passport(code="XK", name=None, offered=True)
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"code": "xk"}, Passport)
