"""Devices of the doors come and go: `POST /doors/v1/enrol`, `POST /doors/v1/sign-out` (docs/doors.md)."""

from typing import Annotated

import msgspec
from aiohttp import web

from accreditation.doors.actions.devices import About, enrol_device, sign_out_device
from accreditation.doors.web.device_context import charge, device_of, device_post_of, for_devices
from accreditation.doors.web.device_json import json_response, moment, plain, read_json
from conference.rate_limits import Limit
from conference.web import client_address, for_programs


class EnrolIn(msgspec.Struct, frozen=True, kw_only=True):
    """What a device sends to be enrolled."""

    code: Annotated[str, msgspec.Meta(max_length=200)]
    language: Annotated[str, msgspec.Meta(max_length=100)] = ""
    build: Annotated[str, msgspec.Meta(max_length=200)] = ""


class SignOutIn(msgspec.Struct, frozen=True, kw_only=True):
    """What a device says of its end: how many scans it has not sent, and whether its storage was cleared."""

    unsent: Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)] = 0
    storage_lost: bool = False


ENROLMENTS = Limit("enrolments", burst=60, every_s=1)
"""From one address: a team enrols at once. Whoever tries more is turned away before the database is asked, which has
a limit of its own on wrong codes: the doors' scans wait for the same writer."""


@for_programs
async def take_enrolment(request: web.Request) -> web.Response:
    """Make the device that knows the code one of ours."""
    charge(request, ENROLMENTS, client_address(request))
    given = await read_json(request, EnrolIn)
    about = About(plain(given.language, 2), plain(given.build, 64), client_address(request))
    enrolled = await enrol_device(device_post_of(request), given.code, about=about)
    device = enrolled.device
    return json_response(
        {
            "device": device.id,
            "token": enrolled.token,
            "name": device.name,
            "doors": device.scope.doors,
            "rights": sorted(right.value for right in device.scope.rights),
            "expires_at": moment(device.scope.expires_at),
            "at": moment(device_post_of(request).clock.now()),
        }
    )


@for_devices(locked=True, late=True)
async def take_sign_out(request: web.Request) -> web.Response:
    """End the device that asks."""
    given = await read_json(request, SignOutIn)
    services, device = device_post_of(request), device_of(request)
    await sign_out_device(services, device, unsent=given.unsent, storage_lost=given.storage_lost)
    return web.Response(status=204)


def routes() -> list[web.RouteDef]:
    """The addresses of enrolment."""
    return [
        web.post("/doors/v1/enrol", take_enrolment),
        web.post("/doors/v1/sign-out", take_sign_out),
    ]
