"""What a supervisor does from the command post: with devices. Each form leads back to the page."""

from aiohttp import web

from accreditation.actions.devices import lock_device, unlock_device, wipe_device
from accreditation.web.command import PATH
from accreditation.web.device_context import device_post_of
from conference.auth.roles import Permission
from conference.errors import InvalidError
from conference.web import require, staff_of

_ACTS = {"lock": lock_device, "unlock": unlock_device, "wipe": wipe_device}


@require(Permission.SUPERVISE_DOORS)
async def change_device(request: web.Request) -> web.Response:
    """Lock, unlock or wipe a device."""
    act = _ACTS.get(str((await request.post()).get("act", "")))
    if act is None:
        raise InvalidError("request.invalid")
    device = await act(device_post_of(request), request.match_info["device"], staff=staff_of(request))
    raise web.HTTPSeeOther(f"{PATH}#device-{device.id}")


def routes() -> list[web.RouteDef]:
    """The addresses of those forms."""
    return [web.post(f"{PATH}/devices/{{device}}", change_device)]
