"""Alerts in the API. The acts are those of the staff page."""

from aiohttp import web

from broadcast.alerts.actions.drafting import DraftRequest, FollowUp, discard_alert, draft_alert, list_alerts
from broadcast.alerts.actions.publishing import PublishRequest, publish_alert
from broadcast.alerts.domain.cap import Status
from broadcast.alerts.domain.register import RegisteredAlert
from broadcast.alerts.web.api_json import AlertActIn, AlertIn, AlertListOut, AlertOut, alert_out
from broadcast.alerts.web.context import services_of
from broadcast.alerts.web.forms import LONGEST_REASON, AlertForm, read_request
from broadcast.board.roles import OPERATE_BOARD
from conference.api.answers import ROOT, SEEN_HEADERS, describe_act, describe_read
from conference.api.guard import require_token, seen_version
from conference.descriptions import describes
from conference.errors import InvalidError
from conference.texts.typed_text import read_line
from conference.web import json_response, read_json, staff_of

ALERTS_PATH = f"{ROOT}/alerts"


@describes(describe_read(AlertListOut))
@require_token(OPERATE_BOARD)
async def list_api_alerts(request: web.Request) -> web.Response:
    """List the alerts: those in force, drafts, then the latest others."""
    lists = await list_alerts(services_of(request))
    listed = [*lists.live, *lists.drafts, *lists.others]
    return json_response(AlertListOut([_make_answer(request, one) for one in listed]))


@describes(describe_act(AlertOut, AlertIn))
@require_token(OPERATE_BOARD)
async def add_alert(request: web.Request) -> web.Response:
    """Save an alert as a draft."""
    body = await read_json(request, AlertIn)
    form = AlertForm(
        status=body.status,
        prepared=body.prepared,
        places=tuple(body.places),
        minutes=body.minutes,
        headlines={code: text.headline for code, text in body.texts.items()},
        instructions={code: text.instruction for code, text in body.texts.items()},
    )
    draft = await draft_alert(services_of(request), read_request(form), operator=staff_of(request))
    return json_response(_make_answer(request, draft))


@describes(describe_act(AlertOut, AlertActIn, headers=SEEN_HEADERS))
@require_token(OPERATE_BOARD)
async def act_on_api_alert(request: web.Request) -> web.Response:
    """Publish or discard a draft, or write the message that cancels or clears an alert."""
    body = await read_json(request, AlertActIn)
    services, operator, alert_id = services_of(request), staff_of(request), request.match_info["alert"]
    expected = seen_version(request, body.version)
    match body.act:
        case "publish":
            asked = PublishRequest(operator=operator, expected=expected, reason=_read_reason(body.reason))
            done = await publish_alert(services, alert_id, asked)
        case "discard":
            done = await discard_alert(services, alert_id, operator=operator, expected=expected)
        case "cancel" | "all_clear":
            wanted = DraftRequest(status=Status.TEST, follows=alert_id, follow_up=FollowUp(body.act))
            done = await draft_alert(services, wanted, operator=operator)
    return json_response(_make_answer(request, done))


def _read_reason(text: str) -> str:
    reason, problem = read_line(text, most=LONGEST_REASON)
    if problem is not None:
        raise InvalidError(problem.code, {"reason": problem.code}, **problem.params)
    return reason


def _make_answer(request: web.Request, registered: RegisteredAlert) -> AlertOut:
    services = services_of(request)
    return alert_out(registered, tuple(services.site.languages), services.board.clock.now())


def routes() -> list[web.RouteDef]:
    """Return the routes."""
    return [
        web.get(ALERTS_PATH, list_api_alerts),
        web.post(ALERTS_PATH, add_alert),
        web.post(f"{ALERTS_PATH}/{{alert}}/acts", act_on_api_alert),
    ]
