"""What a supervisor does from the command post: with devices and notices. Each form leads back to the page."""

from datetime import timedelta
from typing import Any

from aiohttp import web

from accreditation.access.roles import Permission
from accreditation.doors.actions.command_post import badge_of_number
from accreditation.doors.actions.devices import lock_device, unlock_device, wipe_device
from accreditation.doors.actions.notices import end_notice, post_notice
from accreditation.doors.web.command_post import LASTS, NOTICE_SERVICES, PATH, command_page, command_post_of
from accreditation.doors.web.device_context import device_post_of
from conference.errors import InvalidError
from conference.web import posted_form, require, staff_of
from conference.web.errors import field_texts

_ACTS = {"lock": lock_device, "unlock": unlock_device, "wipe": wipe_device}


@require(Permission.SUPERVISE_DOORS)
async def change_device(request: web.Request) -> web.Response:
    """Lock, unlock or wipe a device."""
    act = _ACTS.get(str((await posted_form(request)).get("act", "")))
    if act is None:
        raise InvalidError("request.invalid")
    device = await act(device_post_of(request), request.match_info["device"], staff=staff_of(request))
    raise web.HTTPSeeOther(f"{PATH}#device-{device.id}")


@require(Permission.SUPERVISE_DOORS)
async def take_notice(request: web.Request) -> web.Response:
    """Ask the doors to look out for something; what does not fit is said beside its field, and nothing is lost."""
    form = await posted_form(request)
    values: dict[str, Any] = {name: str(form.get(name, "")) for name in ("text", "badge", "lasts")}
    values["doors"] = [str(door) for door in form.getall("doors", [])]
    try:
        await _post_notice(request, values)
    except InvalidError as error:
        return await command_page(request, values=values, errors=field_texts(request, error))
    raise web.HTTPSeeOther(f"{PATH}#notices")


async def _post_notice(request: web.Request, values: dict[str, Any]) -> None:
    staff, minutes = staff_of(request), values["lasts"]
    badge = await badge_of_number(command_post_of(request), values["badge"], staff=staff) if values["badge"] else None
    lasts = timedelta(minutes=int(minutes) if minutes in LASTS else 0)
    services = request.config_dict[NOTICE_SERVICES]
    await post_notice(services, values["text"], doors=values["doors"], badge_id=badge, lasts=lasts, staff=staff)


@require(Permission.SUPERVISE_DOORS)
async def take_notice_down(request: web.Request) -> web.Response:
    """Take a notice off every door."""
    await end_notice(request.config_dict[NOTICE_SERVICES], request.match_info["notice"], staff=staff_of(request))
    raise web.HTTPSeeOther(f"{PATH}#notices")


def routes() -> list[web.RouteDef]:
    """The addresses of those forms."""
    return [
        web.post(f"{PATH}/devices/{{device}}", change_device),
        web.post(f"{PATH}/notices", take_notice),
        web.post(f"{PATH}/notices/{{notice}}/end", take_notice_down),
    ]
