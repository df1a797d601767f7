"""Actions on the interpretation of a session."""

import pytest

from broadcast.board.actions.interpretation import agree_end, lose_language, restore_language, set_channels
from broadcast.board.actions.read import read_board
from broadcast.board.actions.undo import undo_last
from broadcast.board.domain.board import interpretation_key
from broadcast.board.domain.interpretation import Channel, Interpretation
from broadcast.board.ports import Board
from conference.errors import ConflictError, ForbiddenError, NotFoundError
from tests.support.board_samples import DOOR_STAFF, NOON, OPERATOR, OTHER_OPERATOR

CHANNELS = (Channel(number=1, language="en"), Channel(number=2, language="fr"))


@pytest.mark.usefixtures("each_database")
async def test_language_is_lost_restored_and_undone(loaded: Board) -> None:
    await set_channels(loaded, "opening", CHANNELS, operator=OPERATOR)
    await lose_language(loaded, "opening", "fr", operator=OPERATOR)
    await restore_language(loaded, "opening", "fr", operator=OPERATOR)
    await undo_last(loaded, interpretation_key("opening"), operator=OPERATOR)
    done = await agree_end(loaded, "opening", NOON, operator=OPERATOR)
    assert isinstance(done.state, Interpretation)
    assert (done.state.lost, done.state.until, done.state.channels) == (("fr",), NOON, CHANNELS)


async def test_only_operators_change_sessions_that_exist(loaded: Board) -> None:
    with pytest.raises(NotFoundError, match=r"board\.unknown_key"):
        await set_channels(loaded, "bilateral", CHANNELS, operator=OPERATOR)
    with pytest.raises(ForbiddenError):
        await set_channels(loaded, "opening", CHANNELS, operator=DOOR_STAFF)
    seen = (await read_board(loaded)).revision.offset
    await set_channels(loaded, "opening", CHANNELS, operator=OTHER_OPERATOR, expected=seen)
    with pytest.raises(ConflictError):
        await set_channels(loaded, "opening", CHANNELS[:1], operator=OPERATOR, expected=seen)
