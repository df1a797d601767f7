"""Which sessions a calendar has."""

import pytest

from broadcast.board.domain.board import Revision
from broadcast.feed.public_board import PublicBoard
from broadcast.publish.feeds.history import BoardHistory
from broadcast.publish.feeds.selection import Scope, Selection
from conference.errors import NotFoundError
from tests.support.board_samples import MORNING, shown_session

BOARD = PublicBoard(
    revision=Revision("e", 1),
    at=MORNING,
    event=None,
    sessions=(shown_session(), shown_session("talks", room="hall1", kind="side_event")),
    tally=None,
    announcements=(),
)


@pytest.mark.parametrize(
    ("selection", "ids"),
    [
        (Selection(), ["opening", "talks"]),
        (Selection(kind="side_event"), ["talks"]),
        (Selection(scope=Scope.DAY, name="2025-10-25"), ["opening", "talks"]),
        (Selection(scope=Scope.DAY, name="2025-10-26"), []),
        (Selection(scope=Scope.ROOM, name="hall"), ["opening"]),
        (Selection(scope=Scope.ROOM, name="hall", kind="side_event"), []),
        (Selection(scope=Scope.SESSION, name="talks"), ["talks"]),
    ],
)
def test_sessions_are_selected_by_scope_and_kind(selection: Selection, ids: list[str]) -> None:
    assert [session.id for session in selection.list_shown(BOARD)] == ids


def test_scope_without_sessions_is_unknown_before_a_programme() -> None:
    with pytest.raises(NotFoundError):
        Selection(scope=Scope.ROOM, name="hall9").check(BOARD, BoardHistory(), MORNING)
    Selection().check(BOARD, BoardHistory(), MORNING)
