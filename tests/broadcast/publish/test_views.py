"""What public pages show of the board."""

from dataclasses import replace as replace_board

from msgspec.structs import replace

from broadcast.board.domain.shown import ShownRoom
from broadcast.publish.views import find_room, find_session
from tests.support.public_boards import BOARD, EVENT, LATER, SESSION, START

ELSEWHERE = replace(SESSION, id="elsewhere", room="foyer", room_name="Foyer")
NEXT = replace(SESSION, id="next", starts_at=LATER)
FULL = replace_board(BOARD, sessions=(SESSION, ELSEWHERE, NEXT))


def test_session_has_its_neighbours_in_the_same_room() -> None:
    first, last = find_session(FULL, "opening"), find_session(FULL, "next")
    assert first is not None
    assert last is not None
    assert (first.previous, first.following) == (None, NEXT)
    assert (last.previous, last.following) == (SESSION, None)
    assert find_session(FULL, "unknown") is None


def test_room_has_its_sessions_and_one_without_sessions_its_name() -> None:
    hall = find_room(FULL, "hall", START)
    assert hall is not None
    assert (hall.name, [one.id for one in hall.sessions]) == ("Hall", ["opening", "next"])
    empty = replace_board(FULL, event=replace(EVENT, rooms=(ShownRoom(id="attic", name="Attic"),)))
    attic = find_room(empty, "attic", START)
    assert attic is not None
    assert (attic.name, list(attic.sessions)) == ("Attic", [])
    assert find_room(FULL, "attic", START) is None


def test_moved_session_has_the_name_of_its_former_room() -> None:
    event = replace(EVENT, rooms=(ShownRoom(id="attic", name="Attic"),))
    for former, name in (("attic", "Attic"), ("cellar", "cellar"), (None, "")):
        board = replace_board(FULL, event=event, sessions=(replace(SESSION, previous_room=former),))
        found = find_session(board, "opening")
        assert found is not None
        assert found.former_room == name
