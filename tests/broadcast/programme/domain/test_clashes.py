"""Which sessions need the same room or person at the same time."""

from datetime import datetime, timedelta

import pytest

from broadcast.board.domain.board import State
from broadcast.board.domain.sessions import Phase
from broadcast.board.domain.speakers import SpeakersList, Turn
from broadcast.programme.domain.clashes import (
    Booking,
    ClashKind,
    bookings_of,
    find_clashes,
    must_be_confirmed,
    new_clashes,
)
from conference.errors import RuleError
from tests.support.board_samples import CANARY, MORNING, NOON, session, speaker

HOUR = timedelta(hours=1)


def booking(name: str, room: str = "hall", start: datetime = MORNING, hours: int = 1, **more: object) -> Booking:
    return Booking(id=name, room=room, starts_at=start, ends_at=start + hours * HOUR, **more)  # type: ignore[arg-type]


def test_sessions_that_overlap_in_a_room_clash_and_others_do_not() -> None:
    found = find_clashes([booking("a", hours=2), booking("b", start=MORNING + HOUR), booking("c", "other")])
    assert [clash.code for clash in found] == ["room:a:b"]
    assert find_clashes([booking("a"), booking("b", start=MORNING + HOUR)]) == ()


def test_person_in_two_sessions_at_once_clashes() -> None:
    board: dict[str, State] = {
        "session/a": session("a"),
        "session/b": session("b", room="other"),
        "speakers/a": SpeakersList(session_id="a", speakers=(speaker("VN"), speaker("FR"))),
        "speakers/b": SpeakersList(session_id="b", speakers=(speaker("VN"),)),
    }
    (clash,) = find_clashes(bookings_of(board))
    assert (clash.kind, clash.person) == (ClashKind.PERSON, speaker("VN").name)


def test_who_has_spoken_is_free() -> None:
    spoken = speaker("VN")
    lists = [SpeakersList(session_id=name, speakers=(spoken,)) for name in ("a", "b")]
    lists[0] = SpeakersList(
        session_id="a", speakers=(type(spoken)(id="VN", name=spoken.name, role=spoken.role, turn=Turn.SPOKEN),)
    )
    board: dict[str, State] = {"session/a": session("a"), "session/b": session("b", room="other")}
    board |= {f"speakers/{one.session_id}": one for one in lists}
    assert find_clashes(bookings_of(board)) == ()


@pytest.mark.parametrize(
    ("changes", "is_booked"),
    [
        ({"phase": Phase.CANCELLED}, False),
        ({"phase": Phase.ADJOURNED}, False),
        ({"phase": Phase.POSTPONED}, False),
        ({"phase": Phase.POSTPONED, "until": NOON}, True),
        ({"phase": Phase.DELAYED, "until": NOON}, True),
    ],
)
def test_room_is_taken_at_the_expected_time(changes: dict[str, object], is_booked: bool) -> None:
    bookings = bookings_of({"session/a": session("a", **changes)})
    assert [one.starts_at for one in bookings] == ([NOON] if is_booked else [])


def test_clashes_that_were_there_need_no_answer() -> None:
    before = [booking("a"), booking("b")]
    assert new_clashes(before, before) == ()
    assert [clash.code for clash in new_clashes(before, [*before, booking("c")])] == ["room:a:c", "room:b:c"]


def test_exactly_the_clashes_that_were_found_must_be_confirmed() -> None:
    found = find_clashes([booking("a"), booking("b")])
    must_be_confirmed(found, ["room:a:b"])
    must_be_confirmed((), ["room:a:b"])
    for answer in ([], ["room:a:c"], ["room:a:b", "room:a:c"]):
        with pytest.raises(RuleError, match=r"programme\.clashes"):
            must_be_confirmed(found, answer)


def test_private_session_is_not_named() -> None:
    (clash,) = find_clashes([booking("a"), booking(CANARY, is_private=True)])
    assert CANARY not in clash.code
    assert clash.code.startswith("room:")
