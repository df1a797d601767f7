"""Texts of notifications: state, hours in the venue's zone, room, reason; within what push services take."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import msgspec

from broadcast.board.domain.shown import ShownChange, ShownSession
from broadcast.notifications.domain import News
from broadcast.notifications.encryption import MOST_BYTES
from broadcast.notifications.messages import write_message
from conference.languages import LANGUAGES
from conference.texts.catalogues import own_catalogues
from tests.support.public_boards import BOARD, LATER, SESSION, START


def message(session: ShownSession, news: News, code: str = "en") -> Any:
    board = replace(BOARD, sessions=(session,))
    return json.loads(write_message(session, news, board=board, code=code, texts=own_catalogues()))


def changed(**changes: object) -> ShownSession:
    return msgspec.structs.replace(SESSION, **changes)


def test_moved_session_has_headline_hours_and_room() -> None:
    moved = changed(room_name="Hall 2", changes=(ShownChange(kind="room", text="Previous room: Hall"),))
    found = message(moved, News.ROOM)
    assert found["title"] == "New room · Opening"
    lines = found["body"].split("\n")
    assert (len(lines), lines[1:]) == (3, ["Hall 2", "Previous room: Hall"])
    assert "25 October" in lines[0]
    assert (found["language"], found["direction"], found["path"]) == ("en-GB", "ltr", f"en/sessions/{SESSION.id}")


def test_phase_is_the_headline_with_its_reason() -> None:
    found = message(changed(phase="delayed", phase_label="Delayed", until=LATER, reason="Technical"), News.PHASE)
    assert found["title"] == "Delayed · Opening"
    assert "12:00–13:00" in found["body"]
    assert found["body"].endswith("Hall\nTechnical")


def test_time_of_resumption_is_told_if_it_is_known() -> None:
    assert message(changed(phase="suspended"), News.PHASE)["body"] == "Hall"
    until = START + timedelta(hours=1)
    assert "10:00" in message(changed(phase="suspended", until=until), News.PHASE)["body"]


def test_postponed_session_without_time_has_no_hours() -> None:
    assert message(changed(phase="postponed"), News.PHASE)["body"] == "Hall"


def test_each_language_has_its_texts_and_direction() -> None:
    found = {code: message(SESSION, News.TIME, code) for code in LANGUAGES}
    assert len({one["title"] for one in found.values()}) == len(LANGUAGES)
    assert found["ar"]["direction"] == "rtl"


def test_longest_texts_fit_into_a_message() -> None:
    long = changed(title="语" * 900, room_name="言" * 900, reason="文" * 900)
    board = replace(BOARD, sessions=(long,))
    assert len(write_message(long, News.TIME, board=board, code="zh", texts=own_catalogues())) <= MOST_BYTES
