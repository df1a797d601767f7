"""Sessions that may have scripts, and the rules of the event."""

from dataclasses import replace
from datetime import timedelta

from msgspec import structs

from broadcast.programme.actions.changes import ProgrammeServices, Request, change_programme
from broadcast.programme.domain.acts import Move
from broadcast.programme.storage import SqlPrivateSessions
from broadcast.scripts.domain.signing import Signer
from conference.event.model import ScriptRules
from conference.resources import event_folder
from rostrum.events.loading import carry_out_load, plan_load
from rostrum.parts.broadcast import assemble_broadcast
from rostrum.parts.sessions.scripts import ProgrammeSessions, script_services
from rostrum.runtime import Runtime
from tests.support.board_moves import delay_session, reinstate_session
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


async def test_session_is_found_with_its_announced_and_actual_start(runtime: Runtime) -> None:
    board = assemble_broadcast(runtime).board
    programme = ProgrammeServices(board=board, private=SqlPrivateSessions())
    await carry_out_load(runtime, await plan_load(runtime, event_folder("hanoi-2025")))
    source = ProgrammeSessions(programme, runtime.event)
    listed = {one.id: one for one in await source.list_sessions(None)}
    secret = next(one for one in listed.values() if one.is_private)
    opening = listed["opening"]
    until = opening.starts_at + timedelta(minutes=25)
    await delay_session(board, "opening", operator=OPERATES, until=until)
    delayed = await source.find_session("opening", OPERATES)
    assert delayed is not None
    assert delayed.late == timedelta(minutes=25)
    await reinstate_session(board, "opening", operator=OPERATES)
    evening = opening.starts_at + timedelta(hours=12)
    await change_programme(programme, Move(session="opening", starts_at=evening), Request(operator=OPERATES))
    found = await source.find_session("opening", OPERATES)
    assert found is not None
    assert (found.announced_at, found.starts_at, found.late) == (opening.starts_at, evening, timedelta())
    assert await source.find_session(secret.id, None) == secret
    assert await source.find_session(secret.id, OPERATES) is None


def test_event_says_who_signs(runtime: Runtime) -> None:
    board = assemble_broadcast(runtime).board
    assert script_services(runtime, board).required == tuple(Signer)
    few = structs.replace(runtime.event, scripts=ScriptRules(sign_off=("media",), warn="all"))
    services = script_services(replace(runtime, event=few), board)
    assert (services.required, services.warns_without) == ((Signer.MEDIA,), True)
