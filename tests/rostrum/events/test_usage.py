"""What the installation uses of its event."""

from broadcast.board.actions.programme import load_programme
from broadcast.board.actions.sessions import move_session
from broadcast.board.domain.sessions import Verb
from broadcast.board.event_data import programme_of
from rostrum import roles
from rostrum.events.usage import read_usage
from rostrum.parts.broadcast import assemble_broadcast
from rostrum.runtime import Runtime
from tests.support.application_samples import staff

OPERATOR = staff("an", roles.OPERATOR)


async def test_room_is_in_use_once_a_session_has_begun(runtime: Runtime) -> None:
    board = assemble_broadcast(runtime).board
    await load_programme(board, programme_of(runtime.event), operator=OPERATOR)
    async with runtime.transactions.read() as transaction:
        usage = await read_usage(transaction)
    assert not usage.has_badges
    assert not usage.uses("rooms", "plenary")
    await move_session(board, "opening", Verb.OPEN, operator=OPERATOR)
    async with runtime.transactions.read() as transaction:
        usage = await read_usage(transaction)
    assert usage.uses("rooms", "plenary")
    assert not usage.uses("rooms", "R313")
