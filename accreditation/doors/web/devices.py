"""Enrolment and sign-out of devices: `POST /doors/v1/enrol`, `POST /doors/v1/sign-out` (docs/doors.md)."""

from typing import Annotated

import msgspec
from aiohttp import web

from accreditation.doors.actions.devices import About, enrol_device, is_code_open, sign_out_device
from accreditation.doors.web.device_context import charge, device_of, device_post_of, for_devices
from accreditation.doors.web.device_values import format_moment, keep_printable
from conference.descriptions import Access, Description, describes
from conference.rate_limits import Limit
from conference.web import client_address, for_programs, json_response, read_json


class EnrolIn(msgspec.Struct, frozen=True, kw_only=True):
    """Request of an enrolment."""

    code: Annotated[str, msgspec.Meta(max_length=200)]
    language: Annotated[str, msgspec.Meta(max_length=100)] = ""
    build: Annotated[str, msgspec.Meta(max_length=200)] = ""


class EnrolledOut(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to an enrolment: the device's token and its scope."""

    device: str
    token: str
    name: str
    doors: tuple[str, ...]
    rights: list[str]
    expires_at: str
    at: str


class SignOutIn(msgspec.Struct, frozen=True, kw_only=True):
    """Request of a sign-out: the number of unsent scans, and whether the browser's storage was cleared."""

    unsent: Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)] = 0
    storage_lost: bool = False


ENROLMENTS = Limit("enrolments", burst=60, every_s=1)
"""Wrong codes from one network: more are refused without the database's writer, which the doors' scans need. The
limit of the database, for all nodes together, is lower. Valid codes are not counted: a team enrols at once."""


@describes(Description(answer=EnrolledOut, body=EnrolIn, refusals={401, 429}))
@for_programs
async def take_enrolment(request: web.Request) -> web.Response:
    """Enrol the device that sends a valid code."""
    given = await read_json(request, EnrolIn)
    address = client_address(request)
    if not await is_code_open(device_post_of(request), given.code):
        charge(request, ENROLMENTS, address)
    about = About(keep_printable(given.language, 2), keep_printable(given.build, 64), address)
    enrolled = await enrol_device(device_post_of(request), given.code, about=about)
    device = enrolled.device
    return json_response(
        EnrolledOut(
            device=device.id,
            token=enrolled.token,
            name=device.name,
            doors=device.scope.doors,
            rights=sorted(right.value for right in device.scope.rights),
            expires_at=format_moment(device.scope.expires_at),
            at=format_moment(device_post_of(request).clock.now()),
        )
    )


@describes(Description(answer=None, status=204, body=SignOutIn, access=Access.DEVICE))
@for_devices(locked=True, late=True)
async def take_sign_out(request: web.Request) -> web.Response:
    """End the enrolment of the device that sends the request."""
    given = await read_json(request, SignOutIn)
    services, device = device_post_of(request), device_of(request)
    await sign_out_device(services, device, unsent=given.unsent, storage_lost=given.storage_lost)
    return web.Response(status=204)


def routes() -> list[web.RouteDef]:
    """Return the routes of enrolment."""
    return [
        web.post("/doors/v1/enrol", take_enrolment),
        web.post("/doors/v1/sign-out", take_sign_out),
    ]
