"""The command post: one page of all doors, which its script refreshes. It works without JavaScript."""

from collections.abc import Mapping
from typing import Annotated

from aiohttp import web
from msgspec import Meta, Struct

from accreditation.access.roles import Permission
from accreditation.badge_desk.web.badge_context import event_of
from accreditation.doors.actions.command_post import (
    CommandPostServices,
    read_conflict_photo,
    read_overview,
    settle_conflict,
)
from accreditation.doors.actions.notices import DoorAlertServices, NoticeServices, list_active_notices, list_door_alerts
from accreditation.doors.domain.conflicts import ConflictKind, Settlement
from accreditation.doors.domain.devices import DeviceState
from accreditation.doors.domain.doors import Verdict
from accreditation.doors.web.command_view import command_view
from conference.languages import pick
from conference.texts.catalogues import key_family
from conference.web import form_on, language_of, read_form, record_list_read, render, require, site_of, staff_of

PATH = "/staff/command"
VERDICTS = key_family("door.verdict.", [verdict.value for verdict in Verdict])
KINDS = key_family("command.conflict.", [kind.value for kind in ConflictKind])
SETTLEMENTS = key_family("command.settlement.", [settlement.value for settlement in Settlement])
STATES = key_family("command.device.", [state.value for state in DeviceState])
WORRIES = key_family("command.worry.", ("silent", "stale", "battery", "clock", "queue", "old_build"))
PROBLEMS = key_family("error.", ("conflict.settled", "notice.badge_unknown"))
LASTS = key_family("command.lasts.", ("15", "60", "240", "720"))
"""Minutes for which a notice may be shown."""

COMMAND_POST_SERVICES: web.AppKey[CommandPostServices] = web.AppKey("command_post", CommandPostServices)

DOOR_ALERTS: web.AppKey[DoorAlertServices] = web.AppKey("door_alerts", DoorAlertServices)
NOTICE_SERVICES: web.AppKey[NoticeServices] = web.AppKey("notice_post", NoticeServices)


class SettlementForm(Struct, frozen=True):
    """How a conflict is settled."""

    settlement: Annotated[Settlement, Meta(extra={"error": "request.invalid"})]


def command_post_of(request: web.Request) -> CommandPostServices:
    """Return the dependencies of the command post."""
    return request.config_dict[COMMAND_POST_SERVICES]


@require(Permission.SUPERVISE_DOORS)
async def show_command(request: web.Request) -> web.Response:
    """All doors at once; the page's script fetches it again every few seconds."""
    return await command_page(request)


async def command_page(
    request: web.Request, *, values: Mapping[str, object] | None = None, errors: Mapping[str, str] | None = None
) -> web.Response:
    """Render the page. `values` and `errors` are those of a notice that was refused."""
    overview = await read_overview(command_post_of(request), staff=staff_of(request))
    shown = [one.badge_id for one in overview.conflicts if one.badge_id]
    await record_list_read(request, "command", shown)
    event, text = event_of(request), site_of(request).catalogues.text
    view = command_view(overview, event, language_of(request), build=site_of(request).assets.build)
    return render(
        request,
        "doors/command.html",
        overview=overview,
        view=view,
        doors={door.id: door for door in event.doors},
        zones={zone.code: zone for zone in event.zones},
        verdicts=VERDICTS,
        kinds=KINDS,
        settlements=SETTLEMENTS,
        states=STATES,
        worries=WORRIES,
        alerts=await list_door_alerts(request.config_dict[DOOR_ALERTS]),
        notices=await list_active_notices(request.config_dict[NOTICE_SERVICES]),
        lasts=[(minutes, text(language_of(request), key)) for minutes, key in LASTS.items()],
        door_names=[(door.id, pick(door.name, language_of(request))[0]) for door in event.doors],
        values=values or {"lasts": "60"},
        errors=errors or {},
        status=422 if errors else 200,
    )


@form_on(PATH, SettlementForm)
@require(Permission.SUPERVISE_DOORS)
async def take_settlement(request: web.Request) -> web.Response:
    """Settle a conflict."""
    form = await read_form(request, SettlementForm)
    scan, staff = request.match_info["scan"], staff_of(request)
    await settle_conflict(command_post_of(request), scan, form.settlement, staff=staff)
    raise web.HTTPSeeOther(f"{PATH}#conflicts")


@require(Permission.SUPERVISE_DOORS)
async def show_photo(request: web.Request) -> web.Response:
    """Return the photo of a person in an open conflict."""
    jpeg = await read_conflict_photo(command_post_of(request), request.match_info["photo"], staff=staff_of(request))
    return web.Response(body=jpeg, content_type="image/jpeg", headers={"Cache-Control": "no-store"})


def routes() -> list[web.RouteDef]:
    """Return the routes of the command post."""
    return [
        web.get(PATH, show_command),
        web.post(f"{PATH}/conflicts/{{scan}}", take_settlement),
        web.get(f"{PATH}/photos/{{photo}}.jpg", show_photo),
    ]
