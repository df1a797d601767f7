"""The tables of the programme: the same cases as `tests/javascript/programme_view.test.mjs`."""

import json
from dataclasses import replace as replace_board
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from broadcast.board.domain.shown import (
    ShownChannel,
    ShownInterpretation,
    ShownRoom,
    ShownSession,
)
from broadcast.feed.public_board import PublicBoard
from broadcast.publish.programme_view import ProgrammeChoice, ProgrammeDay, list_options, make_programme
from broadcast.publish.speaking_lists import ListedSpeaker, SpeakingList
from conference.texts.dates import format_time
from tests.support.board_samples import shown_session
from tests.support.paths import VECTOR_FOLDER
from tests.support.public_boards import BOARD, EVENT

VECTORS = json.loads((VECTOR_FOLDER / "programme.json").read_text(encoding="utf-8"))
ZONE = ZoneInfo(VECTORS["zone"])


def make_speaker(name: str) -> ListedSpeaker:
    return ListedSpeaker(id=name, name=name, role="", reply=0, turn="waiting", began_at=None, ended_at=None)


LISTS = [
    SpeakingList(session=session, speakers=tuple(map(make_speaker, names)))
    for session, names in VECTORS["lists"].items()
]


def make_session(order: int, row: list[Any]) -> ShownSession:
    identifier, room, kind, phase, starts_at, ends_at, until = row
    return shown_session(
        identifier,
        room=room,
        room_name=room,
        kind=kind,
        phase=phase,
        starts_at=datetime.fromisoformat(starts_at),
        ends_at=datetime.fromisoformat(ends_at),
        until=datetime.fromisoformat(until) if until else None,
        order=order,
    )


def make_board() -> PublicBoard:
    sessions = [make_session(order, row) for order, row in enumerate(VECTORS["sessions"])]
    channels = [
        ShownInterpretation(
            session=session,
            channels=tuple(
                ShownChannel(number=number, language=code, name=code, lost=lost)
                for number, (code, lost) in enumerate(languages.items())
            ),
            until=None,
            lost=None,
        )
        for session, languages in VECTORS["channels"].items()
    ]
    return replace_board(
        BOARD,
        event=replace(EVENT, rooms=tuple(ShownRoom(id=room, name=room) for room in VECTORS["rooms"])),
        sessions=tuple(sorted(sessions, key=lambda one: (one.starts_at, one.order))),
        interpretations=tuple(channels),
    )


def write_day(day: ProgrammeDay) -> list[Any]:
    slots = [
        [format_time("en", slot.at, ZONE), [[one.id for one in cell] for cell in slot.cells]] for slot in day.slots
    ]
    return [day.day.isoformat(), [room.id for room in day.rooms], slots, day.now_line]


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_programme_follows_the_vectors(case: dict[str, Any]) -> None:
    now = datetime.fromisoformat(case["now"])
    found = make_programme(make_board(), ProgrammeChoice(**case["choice"]), now, LISTS)
    assert [write_day(day) for day in found.days] == case["days"]


def test_filters_have_the_values_of_the_programme() -> None:
    options = list_options(make_board())
    assert list(options.rooms) == ["plenary", "R301", "R302", "attic"]
    assert list(options.languages) == ["fr", "ru", "es"]
    known = options.keep_known(
        ProgrammeChoice(day="2025-10-24", kind="side_event", room="cellar", language="floor", search="x")
    )
    assert known == ProgrammeChoice(kind="side_event", search="x")


def test_current_sessions_are_those_that_match() -> None:
    now = datetime.fromisoformat("2025-10-25T10:20:00+07:00")
    board = make_board()
    assert [one.id for one in make_programme(board, ProgrammeChoice(), now).highlights.on] == ["signing", "debate"]
    assert make_programme(board, ProgrammeChoice(room="R302"), now).highlights.on == ()
