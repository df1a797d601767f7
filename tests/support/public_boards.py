"""Samples of the board as public pages read it."""

from datetime import UTC, date, datetime, timedelta

from broadcast.board.domain.board import Revision
from broadcast.board.domain.shown import ShownEvent, ShownSession
from broadcast.board.ports import Change
from broadcast.feed.public_board import PublicBoard
from broadcast.publish.feeds.entries import EntryMaker
from broadcast.publish.feeds.history import BoardHistory
from conference.texts.catalogues import Catalogues
from tests.support.board_samples import MORNING, session, shown_session

START = datetime(2025, 10, 25, 2, 0, tzinfo=UTC)
LATER = START + timedelta(hours=3)
SESSION = shown_session(
    title="Opening",
    kind_label="Plenary",
    room_name="Hall",
    day=date(2025, 10, 25),
    phase_label="Scheduled",
    starts_at=START,
    ends_at=START + timedelta(hours=1),
    order=1,
)
EVENT = ShownEvent(
    name="Conference",
    short_name="C",
    theme="",
    venue="Centre",
    timezone="Asia/Ho_Chi_Minh",
    days=(date(2025, 10, 25), date(2025, 10, 26)),
    rooms=(),
    language="en",
    fallback=False,
)
BOARD = PublicBoard(
    revision=Revision("ep", 1), at=START, event=EVENT, sessions=(SESSION,), tally=None, announcements=()
)


def entry_maker(shown: ShownSession, catalogues: Catalogues) -> EntryMaker:
    """Return the maker of entries for a board with one session, whose log has one change."""
    history = BoardHistory()
    logged = Change(
        offset=1,
        key="session/opening",
        action="a",
        operator="o",
        operator_name="O",
        at=MORNING,
        state=session(),
        previous=None,
    )
    history.add_changes([logged], until=1)
    board = PublicBoard(
        revision=Revision("e", 1), at=MORNING, event=None, sessions=(shown,), tally=None, announcements=()
    )
    return EntryMaker(board=board, history=history, code="en", catalogues=catalogues)
