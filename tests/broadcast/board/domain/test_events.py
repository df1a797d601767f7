"""The event that tells that the board has changed."""

from dataclasses import FrozenInstanceError, fields

import pytest

from broadcast.board.domain.events import BoardChanged


def test_event_has_the_offset_and_no_content() -> None:
    assert [field.name for field in fields(BoardChanged)] == ["offset"]


def test_event_cannot_be_changed_by_a_subscriber() -> None:
    event = BoardChanged(7)
    with pytest.raises(FrozenInstanceError):
        event.offset = 8  # type: ignore[misc]


def test_events_of_one_offset_are_equal() -> None:
    assert {BoardChanged(7), BoardChanged(7), BoardChanged(0)} == {BoardChanged(0), BoardChanged(7)}
