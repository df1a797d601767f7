"""The question before a session opens whose script lacks a signature, to programs and keys of control surfaces."""

from broadcast.scripts.web.context import SCRIPT_SERVICES
from tests.conftest import client
from tests.support.board_program import Program, program
from tests.support.scripts import write_script

__all__ = ["client", "program"]

ASKED = (409, "console.script_unsigned")


async def test_program_confirms_the_opening_without_a_signed_script(program: Program) -> None:
    assert program.client.app is not None
    services = program.client.app[SCRIPT_SERVICES]
    room = next(one for one in (await program.read("rooms"))["rooms"] if one["room"] == "plenary")
    other = "debate-1"
    for session in (room["next_session"], other):
        await write_script(services, "Anthem", session_id=session)
    assert await program.act("rooms/plenary/acts", act="open") == ASKED
    assert await program.act("rooms/plenary/acts", act="open", confirm=True) == (200, True)
    version = next(one["version"] for one in (await program.read("sessions"))["sessions"] if one["id"] == other)
    assert await program.act(f"sessions/{other}/moves", verb="open", version=version) == ASKED
    assert await program.act(f"sessions/{other}/moves", verb="open", version=version, confirm=True) == (200, True)
