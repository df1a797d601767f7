"""Interruptions on the board: announced by the program in the running session, and taken back by it."""

import pytest

from broadcast.board.actions.interpretation import lose_language, restore_language, set_channels
from broadcast.board.actions.read import read_board, read_changes
from broadcast.board.domain.board import interpretation_key
from broadcast.board.domain.interpretation import Channel, Interpretation
from broadcast.board.ports import Board
from broadcast.media.actions.interruptions import announce_interruptions
from broadcast.media.domain.states import StreamRecord, TrackState
from broadcast.media.ports import StreamServices
from tests.support.board_moves import open_session
from tests.support.board_samples import MORNING, OPERATOR

KEY = interpretation_key("debate")
DOWN = {"fr": StreamRecord(stream="fr", state=TrackState.STOPPED, since=MORNING)}


async def prepare_session(board: Board) -> None:
    channels = (Channel(number=1, language="fr"), Channel(number=2, language="en"))
    await set_channels(board, "debate", channels, operator=OPERATOR)
    await open_session(board, "debate", operator=OPERATOR)


async def lost_languages(board: Board) -> tuple[str, ...]:
    state = (await read_board(board)).entries[KEY].state
    assert isinstance(state, Interpretation)
    return state.lost


@pytest.mark.usefixtures("each_database")
async def test_program_announces_and_takes_back(services: StreamServices) -> None:
    board = services.board
    await prepare_session(board)
    (record,) = await announce_interruptions(services, services.event.streams, DOWN)
    assert (record.session, record.is_ours, await lost_languages(board)) == ("debate", True, ("fr",))
    assert (await read_changes(board, limit=1, key=KEY))[0].operator == "system"
    assert await announce_interruptions(services, services.event.streams, {"fr": record}) == []
    playing = StreamRecord(stream="fr", state=TrackState.PLAYING, since=MORNING, session="debate", is_ours=True)
    (cleared,) = await announce_interruptions(services, services.event.streams, {"fr": playing})
    assert (cleared.session, cleared.is_ours, await lost_languages(board)) == ("", False, ())
    assert await announce_interruptions(services, services.event.streams, {"fr": cleared}) == []


async def test_word_of_an_operator_is_kept(services: StreamServices) -> None:
    board = services.board
    await prepare_session(board)
    (record,) = await announce_interruptions(services, services.event.streams, DOWN)
    await restore_language(board, "debate", "fr", operator=OPERATOR)
    (record,) = await announce_interruptions(services, services.event.streams, {"fr": record})
    assert (record.is_ours, await lost_languages(board)) == (False, ())
    await lose_language(board, "debate", "fr", operator=OPERATOR)
    playing = StreamRecord(stream="fr", state=TrackState.PLAYING, since=MORNING, session="debate")
    await announce_interruptions(services, services.event.streams, {"fr": playing})
    assert await lost_languages(board) == ("fr",)


async def test_session_without_the_language_is_left_alone(services: StreamServices) -> None:
    await set_channels(services.board, "debate", (Channel(number=1, language="en"),), operator=OPERATOR)
    await open_session(services.board, "debate", operator=OPERATOR)
    assert await announce_interruptions(services, services.event.streams, DOWN) == []
    assert await lost_languages(services.board) == ()
