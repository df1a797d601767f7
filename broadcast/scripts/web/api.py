"""Scripts in the API. The acts are those of the pages."""

from dataclasses import replace

from aiohttp import web

from broadcast.scripts.actions.editing import add_cues, copy_script, undo_edit
from broadcast.scripts.actions.reading import list_scripts, read_running
from broadcast.scripts.actions.running import note_deviation, run_script, withdraw_deviation
from broadcast.scripts.actions.signing import sign_script, submit_script
from broadcast.scripts.roles import SCRIPT_STAFF
from broadcast.scripts.web.api_json import (
    CopyIn,
    DeviationIn,
    DraftIn,
    NothingIn,
    RunIn,
    ScriptOut,
    ScriptsOut,
    SignIn,
    SubmitIn,
    read_cues,
    script_out,
    summary_out,
)
from broadcast.scripts.web.context import script_services_of
from conference.api.answers import ROOT, describe_act, describe_read, read_notes
from conference.api.guard import require_token
from conference.descriptions import describes
from conference.web import json_response, read_json, staff_of

SCRIPTS = f"{ROOT}/scripts"
ONE = f"{SCRIPTS}/{{session}}"


@describes(describe_read(ScriptsOut))
@require_token(*SCRIPT_STAFF)
async def list_all(request: web.Request) -> web.Response:
    """List the sessions with the states of their scripts, in the order of their times."""
    rows = await list_scripts(script_services_of(request), staff=staff_of(request))
    return json_response(ScriptsOut([summary_out(row) for row in rows]))


@describes(describe_read(ScriptOut, refusals=(404,)))
@require_token(*SCRIPT_STAFF)
async def read_one(request: web.Request) -> web.Response:
    """Return the script of a session: its draft, the version that runs, its progress and deviations."""
    return await _answer_script(request)


@describes(describe_act(ScriptOut, DraftIn))
@require_token(*SCRIPT_STAFF)
async def replace_draft(request: web.Request) -> web.Response:
    """Replace the cues of a draft."""
    body, services = await read_json(request, DraftIn), script_services_of(request)
    cues = [replace(cue, id=services.ids.new("cue")) for cue in read_cues(body)]
    await add_cues(services, _session_of(request), cues, replaces=True, seen=body.revision, staff=staff_of(request))
    return await _answer_script(request)


@describes(describe_act(ScriptOut, SubmitIn))
@require_token(*SCRIPT_STAFF)
async def submit_draft(request: web.Request) -> web.Response:
    """Make the draft the next version, which needs every signature."""
    body = await read_json(request, SubmitIn)
    await submit_script(script_services_of(request), _session_of(request), seen=body.revision, staff=staff_of(request))
    return await _answer_script(request)


@describes(describe_act(ScriptOut, SignIn))
@require_token(*SCRIPT_STAFF)
async def sign_version(request: web.Request) -> web.Response:
    """Sign the latest version for one of the owner's roles."""
    body = await read_json(request, SignIn)
    services, staff = script_services_of(request), staff_of(request)
    await sign_script(services, _session_of(request), body.signer, version=body.version, staff=staff)
    return await _answer_script(request)


@describes(describe_act(ScriptOut, RunIn))
@require_token(*SCRIPT_STAFF)
async def act_on_script(request: web.Request) -> web.Response:
    """Start the next or a named cue, end one, or reset one that was started by mistake."""
    body = await read_json(request, RunIn)
    services, staff = script_services_of(request), staff_of(request)
    await run_script(services, _session_of(request), body.act, body.cue, seen=body.run, staff=staff)
    return await _answer_script(request)


@describes(describe_act(ScriptOut, DeviationIn))
@require_token(*SCRIPT_STAFF)
async def add_deviation(request: web.Request) -> web.Response:
    """Note what went otherwise than written."""
    body = await read_json(request, DeviationIn)
    text = read_notes(text=body.text)["text"]
    services, staff = script_services_of(request), staff_of(request)
    await note_deviation(services, _session_of(request), body.cue, text, staff=staff)
    return await _answer_script(request)


@describes(describe_act(ScriptOut, NothingIn))
@require_token(*SCRIPT_STAFF)
async def remove_deviation(request: web.Request) -> web.Response:
    """Take a deviation back."""
    await read_json(request, NothingIn)
    services, deviation = script_services_of(request), request.match_info["deviation"]
    await withdraw_deviation(services, _session_of(request), deviation, staff=staff_of(request))
    return await _answer_script(request)


@describes(describe_act(ScriptOut, SubmitIn))
@require_token(*SCRIPT_STAFF)
async def undo_change(request: web.Request) -> web.Response:
    """Restore the cues of a draft before its last change; a second request takes that back."""
    body = await read_json(request, SubmitIn)
    await undo_edit(script_services_of(request), _session_of(request), seen=body.revision, staff=staff_of(request))
    return await _answer_script(request)


@describes(describe_act(ScriptOut, CopyIn))
@require_token(*SCRIPT_STAFF)
async def copy_cues(request: web.Request) -> web.Response:
    """Copy the cues of another session's draft to the end of this one."""
    body = await read_json(request, CopyIn)
    services, staff = script_services_of(request), staff_of(request)
    await copy_script(services, _session_of(request), body.source, seen=body.revision, staff=staff)
    return await _answer_script(request)


async def _answer_script(request: web.Request) -> web.Response:
    running = await read_running(script_services_of(request), _session_of(request), staff=staff_of(request))
    return json_response(script_out(running))


def _session_of(request: web.Request) -> str:
    return request.match_info["session"]


def routes() -> list[web.RouteDef]:
    """Return the routes."""
    return [
        web.get(SCRIPTS, list_all),
        web.get(ONE, read_one),
        web.post(f"{ONE}/draft", replace_draft),
        web.post(f"{ONE}/versions", submit_draft),
        web.post(f"{ONE}/signatures", sign_version),
        web.post(f"{ONE}/run", act_on_script),
        web.post(f"{ONE}/deviations", add_deviation),
        web.post(f"{ONE}/deviations/{{deviation}}/withdrawal", remove_deviation),
        web.post(f"{ONE}/undo", undo_change),
        web.post(f"{ONE}/copies", copy_cues),
    ]
