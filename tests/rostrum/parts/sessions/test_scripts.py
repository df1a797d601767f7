"""Sessions that may have scripts, and the rules of the event."""

from dataclasses import replace

from msgspec import structs

from broadcast.programme.actions.changes import ProgrammeServices
from broadcast.programme.storage import SqlPrivateSessions
from broadcast.scripts.domain.signing import Signer
from conference.event.model import ScriptRules
from conference.resources import event_folder
from rostrum.events.loading import carry_out_load, plan_load
from rostrum.parts.broadcast import assemble_broadcast
from rostrum.parts.sessions.scripts import ProgrammeSessions, script_services
from rostrum.runtime import Runtime
from tests.support.scripts import OPERATES


async def test_private_sessions_have_scripts(runtime: Runtime) -> None:
    board = assemble_broadcast(runtime).board
    programme = ProgrammeServices(board=board, private=SqlPrivateSessions())
    await carry_out_load(runtime, await plan_load(runtime, event_folder("hanoi-2025")))
    source = ProgrammeSessions(programme, runtime.event)
    sessions = await source.list_sessions(None)
    assert {one.id for one in sessions if one.is_private} == {
        item.id for item in runtime.event.programme if not item.public
    }
    assert [one.starts_at for one in sessions] == sorted(one.starts_at for one in sessions)
    assert not any(one.is_private for one in await source.list_sessions(OPERATES))


def test_event_says_who_signs(runtime: Runtime) -> None:
    board = assemble_broadcast(runtime).board
    assert script_services(runtime, board).required == tuple(Signer)
    few = structs.replace(runtime.event, scripts=ScriptRules(sign_off=("media",), warn="all"))
    services = script_services(replace(runtime, event=few), board)
    assert (services.required, services.warns_without) == ((Signer.MEDIA,), True)
