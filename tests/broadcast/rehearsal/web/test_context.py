"""Keys of the pages of rehearsals on the application."""

from broadcast.feed.service import BOARD, FEED
from broadcast.rehearsal.web.context import HOST, REHEARSALS


def test_keys_are_not_those_of_the_live_board() -> None:
    assert len({HOST, REHEARSALS, BOARD, FEED}) == 4
