"""Samples of the board as public pages read it."""

from datetime import UTC, date, datetime, timedelta

from broadcast.board.domain.board import Revision
from broadcast.board.domain.shown import ShownEvent
from broadcast.feed.public_board import PublicBoard
from tests.support.board_samples import shown_session

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
