"""Devices of the doors come and go: `POST /doors/v1/enrol`, `POST /doors/v1/sign-out` (docs/doors.md)."""

import asyncio
from datetime import UTC, datetime
from typing import TypeVar

import msgspec
from aiohttp import web

from accreditation.actions.devices import About, enrol_device, sign_out_device
from accreditation.web.device_context import charge, device_of, device_post_of, for_devices
from accreditation.web.limits import Limit
from conference.errors import InvalidError
from conference.web import client_address, for_programs

Body = TypeVar("Body")

BODY_WITHIN_S = 30.0
"""More than a telephone's poor network needs for a message of scans."""

NOT_OURS = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
"""What decoding raises for JSON that is none, or not as expected, or nested without end."""


class EnrolIn(msgspec.Struct, frozen=True, kw_only=True):
    """What a device sends to be enrolled."""

    code: str
    language: str = ""
    build: str = ""


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


@for_devices(locked=True)
async def take_sign_out(request: web.Request) -> web.Response:
    """End the device that asks."""
    await sign_out_device(device_post_of(request), device_of(request))
    return web.Response(status=204)


async def read_body(request: web.Request) -> bytes:
    """The whole body. Raises HTTPRequestTimeout for one that does not come: whoever sends so holds no place here."""
    try:
        async with asyncio.timeout(BODY_WITHIN_S):
            return await request.read()
    except TimeoutError as error:
        raise web.HTTPRequestTimeout from error


async def read_json(request: web.Request, expected: type[Body]) -> Body:
    """The JSON body as `expected`. Raises InvalidError `request.invalid`."""
    try:
        return msgspec.json.decode(await read_body(request), type=expected)
    except NOT_OURS as error:
        raise InvalidError("request.invalid") from error


def json_response(value: object) -> web.Response:
    """The value as JSON that nobody keeps."""
    headers = {"Cache-Control": "no-store"}
    return web.Response(body=msgspec.json.encode(value), content_type="application/json", headers=headers)


def plain(text: str, most: int) -> str:
    """The visible ASCII characters among the first `most`: what a program says of itself needs no others."""
    return "".join(c for c in text[:most] if "!" <= c <= "~")


def in_utc(at: datetime) -> datetime:
    """A device's moment in UTC. One so near to an end of the calendar that it has none there is that end."""
    try:
        return at.astimezone(UTC)
    except OverflowError:
        return datetime.min.replace(tzinfo=UTC) if at.year == 1 else datetime.max.replace(tzinfo=UTC)


def moment(at: datetime) -> str:
    """A moment as devices read it: UTC with milliseconds, `2025-10-25T02:00:00.000Z`."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def routes() -> list[web.RouteDef]:
    """The addresses of enrolment."""
    return [
        web.post("/doors/v1/enrol", take_enrolment),
        web.post("/doors/v1/sign-out", take_sign_out),
    ]
