"""What a microphone does on the board."""

from broadcast.board.actions.read import read_changes
from broadcast.board.domain.speakers import current_speaker
from broadcast.board.ports import Board
from broadcast.room_systems.actions.floor import Outcome, Result, give_floor_at_seat
from tests.broadcast.board.actions.conftest import loaded
from tests.support.board_moves import open_session, read_speakers
from tests.support.board_samples import OPERATOR

__all__ = ["loaded"]


async def test_microphone_gives_the_floor_to_its_speaker(loaded: Board) -> None:
    assert await give_floor_at_seat(loaded, "hall", "FR (en)", system="CCU") == Outcome(Result.NO_SESSION)
    await open_session(loaded, "debate", operator=OPERATOR)
    assert await give_floor_at_seat(loaded, "hall", "FR (en)", system="CCU") == Outcome(Result.GIVEN)
    current = current_speaker((await read_speakers(loaded, "debate"))[0])
    assert current is not None
    assert current.id == "FR"
    latest = (await read_changes(loaded, limit=1, key="speakers/debate"))[0]
    assert (latest.operator, latest.operator_name) == ("system", "CCU")
    assert await give_floor_at_seat(loaded, "hall", "FR (ar)", system="CCU") == Outcome(Result.HAS_FLOOR)
    assert await give_floor_at_seat(loaded, "hall", "Chair", system="CCU") == Outcome(Result.NOT_LISTED)


async def test_session_without_speakers_is_left_alone(loaded: Board) -> None:
    await open_session(loaded, "opening", operator=OPERATOR)
    assert await give_floor_at_seat(loaded, "hall", "FR (en)", system="CCU") == Outcome(Result.NOT_LISTED)
    await open_session(loaded, "debate", operator=OPERATOR)
    assert await give_floor_at_seat(loaded, "hall", "FR (en)", system="CCU") == Outcome(Result.NO_SESSION)
    assert await give_floor_at_seat(loaded, "hall1", "FR (en)", system="CCU") == Outcome(Result.NO_SESSION)
