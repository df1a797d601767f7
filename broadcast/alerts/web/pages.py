"""The staff pages of alerts: what is in force, what waits for a second person, a form, and the record of one."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from aiohttp import web
from msgspec import Struct

from broadcast.alerts.actions.drafting import (
    DraftRequest,
    FollowUp,
    discard_alert,
    draft_alert,
    list_alerts,
    read_alert_record,
)
from broadcast.alerts.actions.publishing import PublishRequest, publish_alert
from broadcast.alerts.domain.cap import Status
from broadcast.alerts.domain.composing import texts_of
from broadcast.alerts.domain.register import SHORTEST_REASON
from broadcast.alerts.ports import AlertServices, ReceiverKind
from broadcast.alerts.web.context import services_of
from broadcast.alerts.web.forms import SHOWN_STATUS, AlertActForm, AlertForm, read_request
from broadcast.alerts.web.view import AlertRow, list_places, view_alert
from broadcast.board.roles import OPERATE_BOARD
from conference.errors import InvalidError
from conference.languages import language
from conference.spreadsheets import csv_table
from conference.texts.catalogues import key_family
from conference.web import (
    FormOutcome,
    Identifier,
    form_on,
    language_of,
    read_form,
    read_query,
    render,
    require,
    shows_refusal_on,
    site_of,
    staff_of,
    typed_values,
)

HOME = "/staff/alerts"

DONE = key_family("alert.done.", ("save", "publish", "publish_alone", "discard", "cancel", "all_clear", "import"))
ACTS = key_family("alert.act.", ("publish", "discard", "cancel", "all_clear", "update"))
KINDS = key_family("alert.place.", ("room", "zone", "door"))
RECEIVERS = key_family("alert.receiver.", (kind.value for kind in ReceiverKind))
TEXT_PARTS = key_family("alert.", ("headline", "instruction"))
CHOICES = key_family("alert.choice.", SHOWN_STATUS)
PROBLEMS = key_family("error.alert.", (
    "text_missing", "text_too_long", "status_not_shown", "type_not_shown", "expiry_missing", "no_language",
))  # fmt: skip
"""Texts of the problems of single fields."""


class AlertsQuery(Struct, frozen=True, kw_only=True):
    """Query of the page: the alert that is updated, and the act just done."""

    follows: Identifier = ""
    did: Identifier = ""


@require(OPERATE_BOARD)
async def show_alerts(request: web.Request) -> web.Response:
    """Show the alerts, with the form of an update for `?follows=`."""
    return await render_alerts(request, read_query(request, AlertsQuery), FormOutcome())


async def _show_outcome(request: web.Request, outcome: FormOutcome) -> web.Response:
    return await render_alerts(request, AlertsQuery(follows=str(outcome.typed.get("follows", ""))), outcome)


@form_on(f"{HOME}?follows={{follows}}", AlertForm)
@require(OPERATE_BOARD)
@shows_refusal_on(_show_outcome, AlertForm)
async def save_alert(request: web.Request) -> web.Response:
    """Save an alert as a draft."""
    form = await read_form(request, AlertForm)
    await draft_alert(services_of(request), read_request(form), operator=staff_of(request))
    raise web.HTTPSeeOther(f"{HOME}?did=save")


@form_on(HOME, AlertActForm)
@require(OPERATE_BOARD)
@shows_refusal_on(_show_outcome, AlertActForm)
async def act_on_alert(request: web.Request) -> web.Response:
    """Publish or discard a draft, or write what cancels or clears an alert.

    The author of an actual alert is asked once more before it is published alone.
    """
    form = await read_form(request, AlertActForm)
    if form.act == "ask_alone":
        return await _ask_alone(request, form)
    await _carry_out(request, form)
    raise web.HTTPSeeOther(f"{HOME}?did={form.act}")


async def _ask_alone(request: web.Request, form: AlertActForm) -> web.Response:
    if len(form.reason.strip()) < SHORTEST_REASON:
        raise InvalidError("alert.reason", {"reason": "alert.reason"})
    outcome = FormOutcome(typed=await typed_values(request, AlertActForm))
    return await render_alerts(request, AlertsQuery(), outcome, asked_alone=form.alert)


async def _carry_out(request: web.Request, form: AlertActForm) -> None:
    services, operator = services_of(request), staff_of(request)
    match form.act:
        case "publish" | "publish_alone":
            reason = form.reason if form.act == "publish_alone" else ""
            asked = PublishRequest(operator=operator, expected=form.expected, reason=reason)
            await publish_alert(services, form.alert, asked)
        case "discard":
            await discard_alert(services, form.alert, operator=operator, expected=form.expected)
        case "cancel" | "all_clear":
            wanted = DraftRequest(status=Status.TEST, follows=form.alert, follow_up=FollowUp(form.act))
            await draft_alert(services, wanted, operator=operator)


async def render_alerts(
    request: web.Request,
    query: AlertsQuery,
    outcome: FormOutcome,
    *,
    asked_alone: str = "",
    elements: Mapping[str, str] = MappingProxyType({}),
) -> web.Response:
    """Render the page.

    `asked_alone`: the alert that is to be published alone; `elements`: wrong element of a file → its problem.
    """
    services, code, now = services_of(request), language_of(request), site_of(request).clock.now()
    lists = await list_alerts(services)
    live = [view_alert(request, one, now) for one in lists.live]
    followed = next((row for row in live if row.registered.id == query.follows and row.can_follow), None)
    return render(
        request,
        "alerts/alerts.html",
        status=outcome.status,
        outcome=outcome,
        asked_alone=asked_alone,
        elements=elements,
        done=DONE.get(query.did),
        live=live,
        drafts=[view_alert(request, one, now) for one in lists.drafts],
        others=[view_alert(request, one, now) for one in lists.others],
        followed=followed,
        values=_values_of(followed, services) | dict(outcome.typed),
        acts=ACTS,
        kinds=KINDS,
        text_parts=TEXT_PARTS,
        choices={"exercise": CHOICES["exercise"]} if services.only_status else CHOICES,
        prepared=[
            (one.id, one.content.texts[code if code in one.content.texts else next(iter(one.content.texts))])
            for one in services.prepared
            if not one.is_all_clear
        ],
        places=list_places(services, code),
        writing=[language(other) for other in services.site.languages],
        face_of=language,
    )


def _values_of(followed: AlertRow | None, services: AlertServices) -> dict[str, Any]:
    if followed is None:
        return {"status": "exercise", "prepared": services.prepared[0].id if services.prepared else ""}
    names = {status: name for name, status in SHOWN_STATUS.items()}
    return {"status": names[followed.registered.alert.status], "follows": followed.registered.id}


@require(OPERATE_BOARD)
async def show_alert(request: web.Request) -> web.Response:
    """Show an alert with its texts in all languages, and who has shown it when."""
    services, now = services_of(request), site_of(request).clock.now()
    record = await read_alert_record(services, request.match_info["alert"])
    texts = texts_of(record.registered.alert, services.site.languages)
    return render(
        request,
        "alerts/alert.html",
        row=view_alert(request, record.registered, now),
        texts=[(language(code), text) for code, text in texts.items()],
        receipts=record.receipts,
        receivers=RECEIVERS,
    )


@require(OPERATE_BOARD)
async def export_receipts(request: web.Request) -> web.Response:
    """Send the record of who has shown an alert as CSV; times in the time zone of the venue."""
    services = services_of(request)
    record = await read_alert_record(services, request.match_info["alert"])
    zone = services.board.zone
    rows = [
        [one.kind.value, one.name, str(one.count), one.at.astimezone(zone).isoformat(timespec="seconds")]
        for one in record.receipts
    ]
    name = f"{record.registered.id}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    body = csv_table(["receiver", "name", "count", "shown_at"], rows)
    return web.Response(body=body, content_type="text/csv", headers=headers)


def routes() -> list[web.RouteDef]:
    """Return the routes."""
    return [
        web.get(HOME, show_alerts),
        web.post(HOME, save_alert),
        web.post(f"{HOME}/acts", act_on_alert),
        web.get(f"{HOME}/{{alert:alt_\\w+}}", show_alert),
        web.get(f"{HOME}/{{alert}}/receipts.csv", export_receipts),
    ]
