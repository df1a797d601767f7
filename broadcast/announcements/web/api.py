"""Planned announcements in the API. The acts are those of the staff page."""

from aiohttp import web

from broadcast.announcements.actions.planning import (
    PlanRequest,
    approve_planned,
    cancel_planned,
    change_planned,
    list_planned,
    plan_announcement,
)
from broadcast.announcements.actions.publishing import publish_planned
from broadcast.announcements.domain.planned import Planned, Timing
from broadcast.announcements.web.api_json import PlannedActIn, PlannedIn, PlannedListOut, PlannedOut, planned_out
from broadcast.announcements.web.context import services_of
from broadcast.announcements.web.forms import PlannedForm, change_announcement, read_announcement
from broadcast.board.domain.announcements import Announcement
from broadcast.board.roles import OPERATE_BOARD
from conference.api.answers import ROOT, SEEN_HEADERS, describe_act, describe_read
from conference.api.guard import require_token, seen_version
from conference.descriptions import describes
from conference.errors import InvalidError
from conference.web import json_response, read_json, site_of, staff_of

PLANNED = f"{ROOT}/planned-announcements"


@describes(describe_read(PlannedListOut))
@require_token(OPERATE_BOARD)
async def list_announcements(request: web.Request) -> web.Response:
    """List the planned announcements: those that wait, by time, then the latest that wait no more."""
    lists = await list_planned(services_of(request))
    return json_response(PlannedListOut([planned_out(one) for one in [*lists.waiting, *lists.decided]]))


@describes(describe_act(PlannedOut, PlannedIn))
@require_token(OPERATE_BOARD)
async def add_announcement(request: web.Request) -> web.Response:
    """Save an announcement as a draft, or with `publish_at` for its time."""
    body = await read_json(request, PlannedIn)
    services = services_of(request)
    timing = _read_timing(request, body)
    announcement = read_announcement(_to_form(body), services.board, services.board.ids.new("ann"))
    planned = await plan_announcement(services, announcement, timing, PlanRequest(operator=staff_of(request)))
    return json_response(planned_out(planned))


@describes(describe_act(PlannedOut, PlannedActIn, headers=SEEN_HEADERS))
@require_token(OPERATE_BOARD)
async def act_on_announcement(request: web.Request) -> web.Response:
    """Change, approve, publish or cancel a planned announcement."""
    body = await read_json(request, PlannedActIn)
    services, planned_id = services_of(request), request.match_info["planned"]
    asked = PlanRequest(operator=staff_of(request), expected=seen_version(request, body.version))
    match body.act:
        case "change":
            wanted = body.content
            if wanted is None:
                raise InvalidError("field.missing", {"content": "field.missing"})
            timing = _read_timing(request, wanted)

            def change(found: Planned) -> tuple[Announcement, Timing]:
                return change_announcement(_to_form(wanted), services.board, found), timing

            done = await change_planned(services, planned_id, change, asked)
        case "approve":
            done = await approve_planned(services, planned_id, asked)
        case "publish":
            done = await publish_planned(services, planned_id, asked)
        case "cancel":
            done = await cancel_planned(services, planned_id, asked)
    return json_response(planned_out(done))


def _read_timing(request: web.Request, body: PlannedIn) -> Timing:
    """Return the times of a body. Raises InvalidError `field.not_date` for one that is more than a year away."""
    now = site_of(request).clock.now()
    for name, at in (("publish_at", body.publish_at), ("expires_at", body.expires_at)):
        if at is not None and abs(at - now).days > 366:
            raise InvalidError("field.not_date", {name: "field.not_date"})
    return Timing(
        publish_at=body.publish_at,
        expires_at=body.expires_at,
        shown_for_min=body.shown_for_min,
        is_listed=body.is_listed,
    )


def _to_form(body: PlannedIn) -> PlannedForm:
    return PlannedForm(
        texts=dict(body.text),
        subjects=dict(body.subject),
        level=body.level,
        rooms=tuple(body.rooms or ()),
        destinations=tuple(body.destinations or ()),
    )


def routes() -> list[web.RouteDef]:
    """Return the routes."""
    return [
        web.get(PLANNED, list_announcements),
        web.post(PLANNED, add_announcement),
        web.post(f"{PLANNED}/{{planned}}/acts", act_on_announcement),
    ]
