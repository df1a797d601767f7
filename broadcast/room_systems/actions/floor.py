"""A microphone gives the floor: on the session that is in session in its room, to the speaker who sits at its seat."""

from enum import StrEnum

from msgspec import Struct

from broadcast.board.actions.read import BoardState, read_board
from broadcast.board.actions.speakers import give_floor
from broadcast.board.domain.board import speakers_key
from broadcast.board.domain.sessions import Phase, Session
from broadcast.board.domain.speakers import SpeakersList, Turn
from broadcast.board.ports import Board
from broadcast.board.roles import OPERATOR
from broadcast.room_systems.domain.seating import find_seated_speaker
from conference.audit import SYSTEM
from conference.auth.roles import Staff
from conference.errors import RostrumError
from conference.languages import FALLBACK


class Result(StrEnum):
    """What became of a microphone that was turned on."""

    GIVEN = "given"
    HAS_FLOOR = "has_floor"
    NO_SESSION = "no_session"
    NOT_LISTED = "not_listed"
    REFUSED = "refused"
    SWITCHED_OFF = "switched_off"


class Outcome(Struct, frozen=True):
    """The result, and the code of the error of a refused act."""

    result: Result
    code: str = ""


async def give_floor_at_seat(board: Board, room: str, label: str, *, system: str) -> Outcome:
    """Give the floor to the waiting speaker whose name is that of the seat. `system` is the author in the log.

    Expected errors are an outcome, since no person waits for an answer. After a conflict the board is read once more:
    each node is connected to the room system, and another one may have been first.
    """
    outcome = await _try_to_give(board, room, label, system=system)
    return await _try_to_give(board, room, label, system=system) if outcome.code == "board.changed" else outcome


async def _try_to_give(board: Board, room: str, label: str, *, system: str) -> Outcome:
    state = await read_board(board)
    session = _session_in(state, room)
    if session is None:
        return Outcome(Result.NO_SESSION)
    entry = state.entries.get(speakers_key(session.id))
    if entry is None or not isinstance(entry.state, SpeakersList):
        return Outcome(Result.NOT_LISTED)
    speaker = find_seated_speaker(entry.state, label)
    if speaker is None:
        return Outcome(Result.NOT_LISTED)
    if speaker.turn is Turn.SPEAKING:
        return Outcome(Result.HAS_FLOOR)
    author = Staff(SYSTEM, SYSTEM, system, frozenset({OPERATOR}), FALLBACK)
    try:
        await give_floor(board, session.id, speaker.id, operator=author, expected=entry.version)
    except RostrumError as error:
        return Outcome(Result.REFUSED, error.code)
    return Outcome(Result.GIVEN)


def _session_in(state: BoardState, room: str) -> Session | None:
    """Return the session that is in session in a room; None for several, which the operator must tell apart."""
    states = (entry.state for entry in state.entries.values())
    found = [one for one in states if isinstance(one, Session) and one.room == room and one.phase is Phase.IN_SESSION]
    return found[0] if len(found) == 1 else None
