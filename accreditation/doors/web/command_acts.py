"""Forms of the command post: devices and notices. Each redirects to the page."""

from datetime import timedelta
from typing import Annotated, Literal

from aiohttp import web
from msgspec import Meta, Struct

from accreditation.access.roles import Permission
from accreditation.doors.actions.command_post import find_badge_by_number
from accreditation.doors.actions.devices import lock_device, unlock_device, wipe_device
from accreditation.doors.actions.notices import end_notice, post_notice
from accreditation.doors.web.command_post import LASTS, NOTICE_SERVICES, PATH, command_page, command_post_of
from accreditation.doors.web.device_context import device_post_of
from conference.errors import InvalidError
from conference.web import Identifier, field_texts, form_on, read_form, require, staff_of, typed_values

_ACTS = {"lock": lock_device, "unlock": unlock_device, "wipe": wipe_device}


class DeviceForm(Struct, frozen=True):
    """An act on a device."""

    act: Annotated[Literal["lock", "unlock", "wipe"], Meta(extra={"error": "request.invalid"})]


class NoticeForm(Struct, frozen=True, kw_only=True):
    """A notice. Text and doors are checked by `post_notice`; `lasts` is in minutes."""

    text: str = ""
    badge: Annotated[str, Meta(max_length=100, extra={"error": "notice.badge_unknown"})] = ""
    lasts: Annotated[int, Meta(extra={"error": "device.until_unfit"})] = 0
    doors: tuple[Identifier, ...] = ()


@form_on(PATH, DeviceForm)
@require(Permission.SUPERVISE_DOORS)
async def change_device(request: web.Request) -> web.Response:
    """Lock, unlock or wipe a device."""
    form = await read_form(request, DeviceForm)
    device = await _ACTS[form.act](device_post_of(request), request.match_info["device"], staff=staff_of(request))
    raise web.HTTPSeeOther(f"{PATH}#device-{device.id}")


@form_on(PATH, NoticeForm)
@require(Permission.SUPERVISE_DOORS)
async def take_notice(request: web.Request) -> web.Response:
    """Post a notice to doors, or show the form with its errors and typed values."""
    try:
        await _post_notice(request, await read_form(request, NoticeForm))
    except InvalidError as error:
        values = await typed_values(request, NoticeForm)
        return await command_page(request, values=values, errors=field_texts(request, error))
    raise web.HTTPSeeOther(f"{PATH}#notices")


async def _post_notice(request: web.Request, form: NoticeForm) -> None:
    services, staff = request.config_dict[NOTICE_SERVICES], staff_of(request)
    badge = await find_badge_by_number(command_post_of(request), form.badge, staff=staff) if form.badge else None
    lasts = timedelta(minutes=form.lasts if str(form.lasts) in LASTS else 0)
    await post_notice(services, form.text, doors=form.doors, badge_id=badge, lasts=lasts, staff=staff)


@form_on(PATH)
@require(Permission.SUPERVISE_DOORS)
async def take_notice_down(request: web.Request) -> web.Response:
    """End a notice at every door."""
    await end_notice(request.config_dict[NOTICE_SERVICES], request.match_info["notice"], staff=staff_of(request))
    raise web.HTTPSeeOther(f"{PATH}#notices")


def routes() -> list[web.RouteDef]:
    """Return the routes of the forms."""
    return [
        web.post(f"{PATH}/devices/{{device}}", change_device),
        web.post(f"{PATH}/notices", take_notice),
        web.post(f"{PATH}/notices/{{notice}}/end", take_notice_down),
    ]
