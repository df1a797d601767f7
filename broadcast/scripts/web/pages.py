"""The list of scripts, one script with its draft, and the acts on it. Every form works without JavaScript."""

from itertools import groupby
from typing import Any, Literal

from aiohttp import web
from msgspec import Struct

from broadcast.board.domain.timing import local_day
from broadcast.scripts.actions.editing import (
    add_cue,
    change_cue,
    copy_script,
    delete_cue,
    shift_cue,
    undo_edit,
)
from broadcast.scripts.actions.orphans import delete_orphan, reassign_orphan
from broadcast.scripts.actions.reading import list_orphans, list_scripts, read_script
from broadcast.scripts.actions.signing import sign_script, submit_script
from broadcast.scripts.domain.cues import MAX_CUES, Cue
from broadcast.scripts.domain.signing import Signer
from broadcast.scripts.roles import SCRIPT_STAFF, signers_of
from broadcast.scripts.web.context import (
    PATH,
    SCRIPT_PATH,
    plan_script,
    script_services_of,
    shared_values,
)
from broadcast.scripts.web.cue_forms import CueForm, form_values
from conference.errors import ConflictError, InvalidError, NotFoundError, RostrumError, RuleError
from conference.texts.catalogues import key_family
from conference.web import (
    Identifier,
    error_text,
    field_texts,
    fill_refused_form,
    form_on,
    read_form,
    read_query,
    render,
    require,
    staff_of,
    typed_values,
)

ORPHANS = "/staff/script-orphans"
DONE = key_family(
    "script.done.", ("added", "changed", "removed", "moved", "undone", "copied", "submitted", "signed", "imported")
)
REFUSED = (ConflictError, RuleError, InvalidError, NotFoundError)


class ScriptQuery(Struct, frozen=True, kw_only=True):
    """The cue that is edited ("new" for a new one, after `after`), and the act just done."""

    cue: Identifier = ""
    after: Identifier = ""
    did: Identifier = ""


class CueActForm(Struct, frozen=True, kw_only=True):
    """An act on a cue that was shown in this version."""

    act: Literal["up", "down", "delete"]
    version: int


class DraftForm(Struct, frozen=True, kw_only=True):
    """An act on the draft that was shown in this revision; `source` is the session whose script is copied."""

    act: Literal["undo", "submit", "copy"]
    revision: int
    source: Identifier = ""


class SignatureForm(Struct, frozen=True, kw_only=True):
    """A signature on the version that was shown."""

    signer: Signer
    version: int


class OrphanForm(Struct, frozen=True, kw_only=True):
    """What becomes of an orphan."""

    act: Literal["reassign", "delete"]
    target: Identifier = ""


@require(*SCRIPT_STAFF)
async def show_scripts(request: web.Request) -> web.Response:
    """`GET /staff/scripts`: every session with the state of its script."""
    services, staff = script_services_of(request), staff_of(request)
    rows = await list_scripts(services, staff=staff)
    orphans = await list_orphans(services, staff=staff)
    shared = shared_values(services)
    days = groupby(rows, key=lambda row: local_day(row.session.starts_at, services.zone))
    listed = [(day, list(found)) for day, found in days]
    return render(request, "scripts/scripts.html", days=listed, orphans=len(orphans), orphans_path=ORPHANS, **shared)


@require(*SCRIPT_STAFF)
async def show_script(request: web.Request) -> web.Response:
    """`GET /staff/scripts/{session}`: the draft, its versions and signatures."""
    return await _render_script(request)


@form_on(f"{SCRIPT_PATH}?cue={{cue}}&after={{after}}", CueForm)
@require(*SCRIPT_STAFF)
async def submit_new_cue(request: web.Request) -> web.Response:
    """`POST /staff/scripts/{session}/cues` with the fields of `CueForm`: add a cue."""
    try:
        form = await read_form(request, CueForm)
        after = form.after or None if form.after != "first" else ""
        script = await add_cue(
            script_services_of(request), _session_of(request), form.to_cue(), after=after, staff=staff_of(request)
        )
    except REFUSED as error:
        return await _refuse_cue(request, error, "new")
    added = script.cues[-1] if after is None else script.cues[_position_after(script.cues, after)]
    raise web.HTTPSeeOther(f"{_page_of(request)}?did=added#cue-{added.id}")


@form_on(f"{SCRIPT_PATH}?cue={{cue}}&after={{after}}", CueForm)
@require(*SCRIPT_STAFF)
async def submit_cue(request: web.Request) -> web.Response:
    """`POST /staff/scripts/{session}/cues/{cue}` with the fields of `CueForm`: change a cue."""
    cue_id = request.match_info["cue"]
    try:
        form = await read_form(request, CueForm)
        await change_cue(
            script_services_of(request),
            _session_of(request),
            form.to_cue(cue_id),
            seen=form.version,
            staff=staff_of(request),
        )
    except REFUSED as error:
        return await _refuse_cue(request, error, cue_id)
    raise web.HTTPSeeOther(f"{_page_of(request)}?did=changed#cue-{cue_id}")


@form_on(SCRIPT_PATH, CueActForm)
@require(*SCRIPT_STAFF)
async def submit_cue_act(request: web.Request) -> web.Response:
    """`POST /staff/scripts/{session}/cues/{cue}/acts` with the fields of `CueActForm`: move or remove a cue."""
    cue_id, services, staff = request.match_info["cue"], script_services_of(request), staff_of(request)
    try:
        form = await read_form(request, CueActForm)
        if form.act == "delete":
            await delete_cue(services, _session_of(request), cue_id, seen=form.version, staff=staff)
            raise web.HTTPSeeOther(f"{_page_of(request)}?did=removed")
        by = -1 if form.act == "up" else 1
        await shift_cue(services, _session_of(request), cue_id, by=by, staff=staff)
    except REFUSED as error:
        return await _render_script(request, problem=error)
    raise web.HTTPSeeOther(f"{_page_of(request)}?did=moved#cue-{cue_id}")


@form_on(SCRIPT_PATH, DraftForm)
@require(*SCRIPT_STAFF)
async def submit_draft_act(request: web.Request) -> web.Response:
    """`POST /staff/scripts/{session}/draft` with the fields of `DraftForm`: undo, submit for signature, copy."""
    services, staff, session_id = script_services_of(request), staff_of(request), _session_of(request)
    try:
        form = await read_form(request, DraftForm)
        match form.act:
            case "undo":
                await undo_edit(services, session_id, seen=form.revision, staff=staff)
                did = "undone"
            case "submit":
                await submit_script(services, session_id, seen=form.revision, staff=staff)
                did = "submitted"
            case "copy":
                await copy_script(services, session_id, form.source, seen=form.revision, staff=staff)
                did = "copied"
    except REFUSED as error:
        return await _render_script(request, problem=error)
    raise web.HTTPSeeOther(f"{_page_of(request)}?did={did}")


@form_on(SCRIPT_PATH, SignatureForm)
@require(*SCRIPT_STAFF)
async def submit_signature(request: web.Request) -> web.Response:
    """`POST /staff/scripts/{session}/signatures` with the fields of `SignatureForm`."""
    try:
        form = await read_form(request, SignatureForm)
        services, staff = script_services_of(request), staff_of(request)
        await sign_script(services, _session_of(request), form.signer, version=form.version, staff=staff)
    except REFUSED as error:
        return await _render_script(request, problem=error)
    raise web.HTTPSeeOther(f"{_page_of(request)}?did=signed")


@require(*SCRIPT_STAFF)
async def show_orphans(request: web.Request) -> web.Response:
    """`GET /staff/script-orphans`: scripts whose sessions are gone."""
    return await _render_orphans(request)


@form_on(ORPHANS, OrphanForm)
@require(*SCRIPT_STAFF)
async def submit_orphan(request: web.Request) -> web.Response:
    """`POST /staff/script-orphans/{session}` with the fields of `OrphanForm`."""
    services, staff = script_services_of(request), staff_of(request)
    try:
        form = await read_form(request, OrphanForm)
        if form.act == "delete":
            await delete_orphan(services, _session_of(request), staff=staff)
        else:
            await reassign_orphan(services, _session_of(request), form.target, staff=staff)
    except REFUSED as error:
        return await _render_orphans(request, error)
    raise web.HTTPSeeOther(ORPHANS)


async def _refuse_cue(request: web.Request, error: RostrumError, editing: str) -> web.Response:
    typed = await typed_values(request, CueForm)
    response = await _render_script(request, problem=error, editing=editing, after=typed.get("after", ""))
    return await fill_refused_form(request, response, CueForm)


async def _render_script(
    request: web.Request, *, problem: RostrumError | None = None, editing: str | None = None, after: str | None = None
) -> web.Response:
    services, staff, query = script_services_of(request), staff_of(request), read_query(request, ScriptQuery)
    whole = await read_script(services, _session_of(request), staff=staff)
    script = whole.script
    cues = script.cues if script else ()
    edited = query.cue if editing is None else editing
    sources = [row.session for row in await list_scripts(services, staff=staff) if row.script and row.script.cues]
    signed = {one.signer for one in whole.signatures_of(script.version if script else 0)}
    found = next((cue for cue in cues if cue.id == edited), None)
    return render(
        request,
        "scripts/script.html",
        status=problem.status if problem else 200,
        whole=whole,
        planned=plan_script(services, whole.session, cues),
        revision=script.revision if script else 0,
        can_undo=bool(script and script.previous is not None),
        can_submit=bool(cues) and whole.standing.has_changes,
        signed=signed,
        required=services.required,
        may_sign=[one for one in signers_of(staff) if one in whole.standing.missing and whole.latest],
        edited=edited if found or edited == "new" else "",
        after=query.after if after is None else after,
        edited_cue=found,
        values=form_values(found),
        errors=field_texts(request, problem) if isinstance(problem, InvalidError) else {},
        problem=error_text(request, problem) if problem else "",
        sources=[one for one in sources if one.id != whole.session.id],
        done=None if problem else DONE.get(query.did),
        most_cues=MAX_CUES,
        **shared_values(services),
    )


async def _render_orphans(request: web.Request, problem: RostrumError | None = None) -> web.Response:
    services, staff = script_services_of(request), staff_of(request)
    rows = await list_scripts(services, staff=staff)
    context: dict[str, Any] = {
        "orphans": await list_orphans(services, staff=staff),
        "sessions": [row.session for row in rows],
        "orphans_path": ORPHANS,
        "problem": error_text(request, problem) if problem else "",
    }
    status = problem.status if problem else 200
    return render(request, "scripts/orphans.html", status=status, **context, **shared_values(services))


def _position_after(cues: tuple[Cue, ...], after: str) -> int:
    return next((number for number, cue in enumerate(cues, 1) if cue.id == after), 0)


def _session_of(request: web.Request) -> str:
    return request.match_info["session"]


def _page_of(request: web.Request) -> str:
    return f"{PATH}/{_session_of(request)}"


def routes() -> list[web.RouteDef]:
    """Return the routes of the pages."""
    return [
        web.get(PATH, show_scripts),
        web.get(ORPHANS, show_orphans),
        web.post(f"{ORPHANS}/{{session}}", submit_orphan),
        web.get(SCRIPT_PATH, show_script),
        web.post(f"{SCRIPT_PATH}/cues", submit_new_cue),
        web.post(f"{SCRIPT_PATH}/cues/{{cue}}", submit_cue),
        web.post(f"{SCRIPT_PATH}/cues/{{cue}}/acts", submit_cue_act),
        web.post(f"{SCRIPT_PATH}/draft", submit_draft_act),
        web.post(f"{SCRIPT_PATH}/signatures", submit_signature),
    ]
