"""Sessions as events of schema.org."""

from dataclasses import replace as replace_board
from typing import Any

import pytest
from msgspec.structs import replace

from broadcast.board.domain.shown import ShownChannel, ShownInterpretation
from broadcast.publish.event_schema import describe_session
from tests.support.public_boards import BOARD, LATER, SESSION, START

ADDRESS = "https://press.example/en/sessions/opening"


def test_planned_session_has_times_in_the_zone_of_the_venue() -> None:
    found = describe_session(SESSION, BOARD, ADDRESS)
    assert (found["@context"], found["@type"], found["@id"]) == ("https://schema.org", "Event", ADDRESS)
    assert found["startDate"] == "2025-10-25T09:00:00+07:00"
    assert found["endDate"] == "2025-10-25T10:00:00+07:00"
    assert found["eventStatus"] == "https://schema.org/EventScheduled"
    assert found["location"] == {"@type": "Place", "name": "Hall", "address": "Centre"}
    assert found["superEvent"]["endDate"] == "2025-10-26"
    assert found["inLanguage"] == ["en-GB"]
    assert "previousStartDate" not in found


@pytest.mark.parametrize(
    ("changes", "status", "start", "previous"),
    [
        ({"phase": "delayed", "until": LATER}, "EventRescheduled", "12:00", "09:00"),
        ({"starts_at": LATER, "previous_start": START}, "EventRescheduled", "12:00", "09:00"),
        ({"phase": "postponed"}, "EventPostponed", "09:00", None),
        ({"phase": "cancelled", "previous_start": LATER}, "EventCancelled", "09:00", None),
        ({"phase": "in_session", "since": LATER}, "EventScheduled", "09:00", None),
    ],
)
def test_status_and_announced_start(changes: dict[str, Any], status: str, start: str, previous: str | None) -> None:
    found = describe_session(replace(SESSION, **changes), BOARD, ADDRESS)
    assert found["eventStatus"] == f"https://schema.org/{status}"
    assert found["startDate"] == f"2025-10-25T{start}:00+07:00"
    assert found.get("previousStartDate") == (previous and f"2025-10-25T{previous}:00+07:00")


def test_languages_are_those_of_the_channels_without_the_floor() -> None:
    codes = ("floor", "en", "ar")
    channels = tuple(ShownChannel(number=n, language=code, name=code, lost=False) for n, code in enumerate(codes))
    interpretation = ShownInterpretation(session="opening", channels=channels, until=None, lost=None)
    board = replace_board(BOARD, interpretations=(interpretation,))
    assert describe_session(SESSION, board, ADDRESS)["inLanguage"] == ["en", "ar"]
