"""The page of a running script, which follows what others do; and its forms, for htmx and without scripts."""

from typing import Annotated

from aiohttp import web
from msgspec import Meta, Struct

from broadcast.scripts.actions.reading import read_run_tag, read_running
from broadcast.scripts.actions.running import note_deviation, run_script, withdraw_deviation
from broadcast.scripts.domain.running import RunAct
from broadcast.scripts.roles import SCRIPT_STAFF
from broadcast.scripts.web.context import PATH, SCRIPT_PATH, run_views, script_services_of, shared_values
from conference.errors import ConflictError, InvalidError, NotFoundError, RostrumError, RuleError
from conference.web import (
    Identifier,
    error_text,
    field_texts,
    form_on,
    read_form,
    read_query,
    render,
    require,
    staff_of,
)

DEVIATION_LENGTH = 500
RUN_PATH = f"{SCRIPT_PATH}/run"
REFUSED = (ConflictError, RuleError, InvalidError, NotFoundError)


class RunQuery(Struct, frozen=True):
    """The state that the page shows."""

    seen: Identifier = ""


class RunForm(Struct, frozen=True, kw_only=True):
    """An act on the running that was shown as `run`."""

    act: RunAct
    run: int
    cue: Identifier = ""


class DeviationForm(Struct, frozen=True, kw_only=True):
    """A deviation of a cue, or of the whole script without one."""

    text: Annotated[str, Meta(max_length=DEVIATION_LENGTH, extra={"text": "note"})] = ""
    cue: Identifier = ""


@require(*SCRIPT_STAFF)
async def show_run(request: web.Request) -> web.Response:
    """`GET /staff/scripts/{session}/run`: the running script."""
    return await _render_run(request, "scripts/run.html")


@require(*SCRIPT_STAFF)
async def show_run_parts(request: web.Request) -> web.Response:
    """`GET /staff/scripts/{session}/run/parts`: the part that changes; 204 while it is as `seen`."""
    seen = read_query(request, RunQuery).seen
    session_id = request.match_info["session"]
    if seen and seen == await read_run_tag(script_services_of(request), session_id, staff=staff_of(request)):
        return web.Response(status=204, headers={"Cache-Control": "no-store"})
    return await _render_run(request, "scripts/run_part.html")


@form_on(RUN_PATH, RunForm)
@require(*SCRIPT_STAFF)
async def submit_run(request: web.Request) -> web.Response:
    """`POST /staff/scripts/{session}/run` with the fields of `RunForm`."""
    services, session_id = script_services_of(request), request.match_info["session"]
    try:
        form = await read_form(request, RunForm)
        await run_script(services, session_id, form.act, form.cue, seen=form.run, staff=staff_of(request))
    except REFUSED as error:
        return await _answer_act(request, error)
    return await _answer_act(request)


@form_on(RUN_PATH, DeviationForm)
@require(*SCRIPT_STAFF)
async def submit_deviation(request: web.Request) -> web.Response:
    """`POST /staff/scripts/{session}/deviations` with the fields of `DeviationForm`."""
    services, session_id = script_services_of(request), request.match_info["session"]
    try:
        form = await read_form(request, DeviationForm)
        await note_deviation(services, session_id, form.cue, form.text, staff=staff_of(request))
    except REFUSED as error:
        return await _answer_act(request, error)
    return await _answer_act(request)


@form_on(RUN_PATH)
@require(*SCRIPT_STAFF)
async def submit_withdrawal(request: web.Request) -> web.Response:
    """`POST /staff/scripts/{session}/deviations/{deviation}/withdrawal`."""
    services, deviation = script_services_of(request), request.match_info["deviation"]
    try:
        await withdraw_deviation(services, request.match_info["session"], deviation, staff=staff_of(request))
    except REFUSED as error:
        return await _answer_act(request, error)
    return await _answer_act(request)


async def _answer_act(request: web.Request, problem: RostrumError | None = None) -> web.Response:
    """Answer htmx with the part that changes; a plain form with the page, by redirection unless it was refused."""
    if request.headers.get("HX-Request") == "true":
        return await _render_run(request, "scripts/run_part.html", problem)
    if problem is None:
        raise web.HTTPSeeOther(f"{PATH}/{request.match_info['session']}/run")
    return await _render_run(request, "scripts/run.html", problem)


async def _render_run(request: web.Request, template: str, problem: RostrumError | None = None) -> web.Response:
    services = script_services_of(request)
    running = await read_running(services, request.match_info["session"], staff=staff_of(request))
    views, view = run_views(services, running)
    errors = field_texts(request, problem) if isinstance(problem, InvalidError) else {}
    numbers = {one.planned.cue.id: one.planned.number for one in views}
    response = render(
        request,
        template,
        status=problem.status if problem else 200,
        whole=running.whole,
        views=views,
        view=view,
        deviations=[(one, numbers.get(one.cue_id)) for one in reversed(running.deviations)],
        run=running.number,
        tag=running.tag,
        late_minutes=round(view.late.total_seconds() / 60) if view.late is not None else 0,
        errors=errors,
        problem=error_text(request, problem) if problem and not errors else "",
        page=f"{PATH}/{running.whole.session.id}",
        scopes=None,
        is_crew=False,
        most_note=DEVIATION_LENGTH,
        **shared_values(services),
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def routes() -> list[web.RouteDef]:
    """Return the routes of the running script."""
    return [
        web.get(RUN_PATH, show_run),
        web.get(f"{RUN_PATH}/parts", show_run_parts),
        web.post(RUN_PATH, submit_run),
        web.post(f"{SCRIPT_PATH}/deviations", submit_deviation),
        web.post(f"{SCRIPT_PATH}/deviations/{{deviation}}/withdrawal", submit_withdrawal),
    ]
