"""Sessions that may have scripts, and the rules of the event."""

from dataclasses import replace

from msgspec import structs

from broadcast.scripts.domain.signing import Signer
from conference.event.model import ScriptRules
from rostrum.parts.broadcast import assemble_broadcast
from rostrum.parts.sessions.scripts import ProgrammeSessions, script_services
from rostrum.runtime import Runtime


async def test_private_sessions_have_scripts(runtime: Runtime) -> None:
    sessions = await ProgrammeSessions(assemble_broadcast(runtime).board, runtime.event).list_sessions()
    assert {one.id for one in sessions if one.is_private} == {
        item.id for item in runtime.event.programme if not item.public
    }
    assert [one.starts_at for one in sessions] == sorted(one.starts_at for one in sessions)


def test_event_says_who_signs(runtime: Runtime) -> None:
    board = assemble_broadcast(runtime).board
    assert script_services(runtime, board).required == tuple(Signer)
    few = structs.replace(runtime.event, scripts=ScriptRules(sign_off=("media",), warn="all"))
    services = script_services(replace(runtime, event=few), board)
    assert (services.required, services.warns_without) == ((Signer.MEDIA,), True)
