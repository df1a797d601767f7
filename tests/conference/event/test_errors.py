"""Error of an event's data: it names file, key and problem."""

import pytest

from conference.event.errors import EventDataError


def test_error_names_file_key_and_problem() -> None:
    error = EventDataError("places.toml", "rooms (R313): zone", "'moon' is not in zones")
    assert str(error) == "places.toml: rooms (R313): zone: 'moon' is not in zones"
    assert (error.file, error.key, error.problem) == ("places.toml", "rooms (R313): zone", "'moon' is not in zones")


def test_error_is_handled_as_a_wrong_value() -> None:
    with pytest.raises(ValueError, match="a: b: c"):
        raise EventDataError("a", "b", "c")


def test_error_has_a_stable_code() -> None:
    assert EventDataError("a", "b", "c").code == "event_data"
