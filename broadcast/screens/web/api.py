"""Screens in the API. The acts are those of the staff page."""

from aiohttp import web

from broadcast.board.roles import OPERATE_BOARD
from broadcast.screens.actions.approving import Approval, Decided, approve_all, reject_all
from broadcast.screens.actions.changing import (
    ScreenAct,
    ScreenPlan,
    assign_screen,
    list_screens,
    remove_screen,
    unpair_screen,
)
from broadcast.screens.web.api_json import (
    ApprovalIn,
    DecidedListOut,
    DecidedOut,
    RequestsActIn,
    ScreenActIn,
    ScreenActOut,
    ScreenListOut,
    ScreenPlanIn,
    request_out,
    screen_out,
)
from broadcast.screens.web.context import services_of
from conference.api.answers import ROOT, SEEN_HEADERS, describe_act, describe_read
from conference.api.guard import require_token, seen_version
from conference.descriptions import describes
from conference.errors import InvalidError
from conference.texts.typed_text import read_line
from conference.web import json_response, read_json, staff_of

SCREENS = f"{ROOT}/screens"


@describes(describe_read(ScreenListOut))
@require_token(OPERATE_BOARD)
async def list_all(request: web.Request) -> web.Response:
    """List the screens, and the devices that wait to be paired."""
    lists = await list_screens(services_of(request))
    return json_response(
        ScreenListOut([screen_out(one) for one in lists.screens], [request_out(one) for one in lists.waiting])
    )


@describes(describe_act(DecidedListOut, RequestsActIn))
@require_token(OPERATE_BOARD)
async def act_on_requests(request: web.Request) -> web.Response:
    """Approve or reject devices that wait, with a result for each."""
    body = await read_json(request, RequestsActIn)
    services, operator = services_of(request), staff_of(request)
    if body.act == "approve":
        results = await approve_all(services, [_read_approval(one) for one in body.requests], operator=operator)
    else:
        results = await reject_all(services, [one.code for one in body.requests], operator=operator)
    return json_response(DecidedListOut([_decided_out(one) for one in results]))


@describes(describe_act(ScreenActOut, ScreenActIn, headers=SEEN_HEADERS))
@require_token(OPERATE_BOARD)
async def act_on_screen(request: web.Request) -> web.Response:
    """Change what a screen shows and where it hangs, unpair it, or remove it."""
    body = await read_json(request, ScreenActIn)
    services, name = services_of(request), request.match_info["screen"]
    act = ScreenAct(name=name, operator=staff_of(request), expected=seen_version(request, body.version))
    if body.act == "remove":
        await remove_screen(services, act)
        return json_response(ScreenActOut(None))
    if body.act == "unpair":
        return json_response(ScreenActOut(screen_out(await unpair_screen(services, act))))
    if body.plan is None:
        raise InvalidError("field.missing", {"plan": "field.missing"})
    return json_response(ScreenActOut(screen_out(await assign_screen(services, act, _read_plan(body.plan)))))


def _read_approval(given: ApprovalIn) -> Approval:
    plan = None if given.plan is None else _read_plan(given.plan)
    return Approval(code=given.code, name=given.name, takes_over=given.takes_over, plan=plan)


def _read_plan(given: ScreenPlanIn) -> ScreenPlan:
    """Return a plan with its text cleaned. Raises InvalidError with the field `place`."""
    place, problem = read_line(given.place)
    if problem is not None:
        error = InvalidError("http_422", {"place": problem.code})
        error.field_params = {"place": problem.params}
        raise error
    return ScreenPlan(address=given.address, place=place, room=given.room)


def _decided_out(decided: Decided) -> DecidedOut:
    screen = None if decided.screen is None else screen_out(decided.screen)
    error = None if decided.error is None else decided.error.code
    return DecidedOut(code=decided.code, done=error is None, screen=screen, error=error)


def routes() -> list[web.RouteDef]:
    """Return the routes."""
    return [
        web.get(SCREENS, list_all),
        web.post(f"{ROOT}/screen-requests/acts", act_on_requests),
        web.post(f"{SCREENS}/{{screen}}/acts", act_on_screen),
    ]
