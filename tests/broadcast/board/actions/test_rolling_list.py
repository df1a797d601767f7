"""Actions on the order of speakers."""

import pytest

from broadcast.board.actions.rolling_list import (
    add_speaker,
    close_list,
    enter_reply,
    move_speaker,
    put_last,
    remove_speaker,
    reopen_list,
    set_limits,
    swap_speakers,
)
from broadcast.board.actions.speakers import end_statement, give_floor_to_next
from broadcast.board.domain.speakers import current_speaker, waiting_speakers
from broadcast.board.domain.speaking.speaker_entries import SpeakerEntry
from broadcast.board.ports import Board
from conference.errors import NotFoundError
from tests.support.board_moves import open_session, read_speakers
from tests.support.board_samples import OPERATOR


async def waiting(board: Board) -> list[str]:
    return [one.id for one in waiting_speakers((await read_speakers(board, "debate"))[0])]


async def test_list_may_begin_with_its_first_speaker(loaded: Board) -> None:
    await add_speaker(loaded, "opening", SpeakerEntry(country="VN"), operator=OPERATOR)
    assert [s.country for s in (await read_speakers(loaded, "opening"))[0].speakers] == ["VN"]
    with pytest.raises(NotFoundError):
        await add_speaker(loaded, "nowhere", SpeakerEntry(country="VN"), operator=OPERATOR)


async def test_places_change_and_the_list_closes(loaded: Board) -> None:
    await move_speaker(loaded, "debate", "EG", 1, operator=OPERATOR)
    assert await waiting(loaded) == ["EG", "VN", "FR"]
    await swap_speakers(loaded, "debate", "EG", "FR", operator=OPERATOR)
    await put_last(loaded, "debate", "FR", operator=OPERATOR)
    await remove_speaker(loaded, "debate", "VN", operator=OPERATOR)
    assert await waiting(loaded) == ["EG", "FR"]
    await close_list(loaded, "debate", operator=OPERATOR)
    assert (await read_speakers(loaded, "debate"))[0].is_closed
    await reopen_list(loaded, "debate", operator=OPERATOR)
    assert not (await read_speakers(loaded, "debate"))[0].is_closed


async def test_reply_and_session_limit_set_the_timer(loaded: Board) -> None:
    await open_session(loaded, "debate", operator=OPERATOR)
    await set_limits(loaded, "debate", {"": 180}, operator=OPERATOR)
    await give_floor_to_next(loaded, "debate", operator=OPERATOR)
    first = current_speaker((await read_speakers(loaded, "debate"))[0])
    assert first is not None
    assert first.timer is not None
    assert first.timer.limit_s == 180
    await end_statement(loaded, "debate", operator=OPERATOR)
    await enter_reply(loaded, "debate", first.id, operator=OPERATOR)
    for _ in range(3):
        await give_floor_to_next(loaded, "debate", operator=OPERATOR)
    reply = current_speaker((await read_speakers(loaded, "debate"))[0])
    assert reply is not None
    assert reply.timer is not None
    assert (reply.reply, reply.timer.limit_s) == (1, 600)
