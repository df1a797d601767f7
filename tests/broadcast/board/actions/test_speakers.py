"""Actions on lists of speakers."""

import pytest

from broadcast.board.actions.read import read_board
from broadcast.board.actions.rolling_list import add_speaker
from broadcast.board.actions.speakers import (
    end_statement,
    give_floor,
    give_floor_to_next,
    reinstate_speaker,
    reorder_speakers,
    skip_speaker,
)
from broadcast.board.domain.speakers import current_speaker
from broadcast.board.domain.speaking.speaker_entries import SpeakerEntry
from broadcast.board.ports import Board
from conference.errors import ConflictError, NotFoundError, RostrumError
from tests.support.board_moves import (
    open_session,
    read_speakers,
)
from tests.support.board_samples import (
    OPERATOR,
    OTHER_OPERATOR,
)


async def test_session_shows_the_speaker_who_has_the_floor(loaded: Board) -> None:
    await open_session(loaded, "debate", operator=OPERATOR)
    await give_floor_to_next(loaded, "debate", operator=OPERATOR)
    await skip_speaker(loaded, "debate", "FR", operator=OPERATOR)
    await add_speaker(loaded, "debate", SpeakerEntry(country="MX"), operator=OPERATOR)
    added = (await read_speakers(loaded, "debate"))[0].speakers[-1]
    await reorder_speakers(loaded, "debate", [added.id, "EG"], operator=OPERATOR)
    await give_floor_to_next(loaded, "debate", operator=OPERATOR)
    speakers, offset = await read_speakers(loaded, "debate")
    current = current_speaker(speakers)
    assert current is not None
    assert (current.country, offset) == ("MX", (await read_board(loaded)).entries["speakers/debate"].offset)
    assert (await read_board(loaded)).entries["session/debate"].offset == offset + 1
    await end_statement(loaded, "debate", operator=OPERATOR)
    await reinstate_speaker(loaded, "debate", "FR", operator=OPERATOR)
    await give_floor(loaded, "debate", "FR", operator=OPERATOR)


async def test_unknown_speaker_is_refused_and_nothing_changes(loaded: Board) -> None:
    await open_session(loaded, "debate", operator=OPERATOR)
    before = await read_board(loaded)
    for refused in (
        give_floor(loaded, "debate", "XX", operator=OPERATOR),
        skip_speaker(loaded, "debate", "", operator=OPERATOR),
        reorder_speakers(loaded, "debate", ["VN", "VN"], operator=OPERATOR),
    ):
        with pytest.raises(RostrumError):
            await refused
    assert await read_board(loaded) == before


async def test_session_without_speakers_has_no_list_to_change(loaded: Board) -> None:
    await open_session(loaded, "opening", operator=OPERATOR)
    with pytest.raises(NotFoundError, match=r"board\.unknown_key"):
        await give_floor_to_next(loaded, "opening", operator=OPERATOR)


async def test_older_list_of_speakers_is_a_conflict(loaded: Board) -> None:
    await open_session(loaded, "debate", operator=OPERATOR)
    _, seen = await read_speakers(loaded, "debate")
    await skip_speaker(loaded, "debate", "FR", operator=OTHER_OPERATOR, expected=seen)
    with pytest.raises(ConflictError):
        await skip_speaker(loaded, "debate", "EG", operator=OPERATOR, expected=seen)
