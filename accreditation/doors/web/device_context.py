"""The device that sends a request, authenticated by its token; cookies are not read."""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import overload

from aiohttp import web

from accreditation.doors.actions.devices import DeviceServices, UnknownDeviceError, digest, find_device
from accreditation.doors.domain.devices import Device, DeviceState
from accreditation.doors.runtime.request_queues import MAX_WEIGHT, RequestQueues
from conference.connections.http import CLIENT_CLOSED, mark_device
from conference.errors import RostrumError
from conference.rate_limits import Limit, Limits
from conference.web import for_programs, read_body
from conference.web.csrf import SAFE_METHODS

DEVICE_SERVICES: web.AppKey[DeviceServices] = web.AppKey("device_post", DeviceServices)
_DEVICE: web.RequestKey[Device] = web.RequestKey("device", Device)

DOOR_LIMITS: web.AppKey[Limits] = web.AppKey("door_limits", Limits)
"""Rate limits of expensive requests, of devices and of enrolments."""

DEVICE_QUEUES: web.AppKey[RequestQueues] = web.AppKey("device_queues", RequestQueues)
"""The queue of each device's requests."""

BYTES_OF_WEIGHT = 4096
"""Bytes of a body for which a request weighs one more: about ten scans."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_BEARER = "bearer "
_LONGEST_TOKEN = 200


def device_post_of(request: web.Request) -> DeviceServices:
    """Return the dependencies of the device actions."""
    return request.config_dict[DEVICE_SERVICES]


def charge(request: web.Request, limit: Limit, whom: str) -> None:
    """Count a request of a device, or from an address. Raises ThrottledError `requests.throttled`."""
    request.config_dict[DOOR_LIMITS].charge(limit, whom, device_post_of(request).clock.now())


def device_of(request: web.Request) -> Device:
    """Return the device that sends the request. Only in handlers of `for_devices`."""
    return request[_DEVICE]


@overload
def for_devices(handler: Handler) -> Handler: ...
@overload
def for_devices(*, locked: bool = False, late: bool = False) -> Callable[[Handler], Handler]: ...
def for_devices(
    handler: Handler | None = None, *, locked: bool = False, late: bool = False
) -> Handler | Callable[[Handler], Handler]:
    """Let a handler serve enrolled devices only (`Authorization: Bearer {token}`).

    `locked`: also locked devices. `late`: also devices whose enrolment ended less than `LATE_DELIVERY` ago; their state
    is one of `ENDED`. Others get 401 `device.unknown`, at which a device destroys its data, or 403 `device.locked`.
    The requests of one device wait for each other (`RequestQueues`): 429 `requests.throttled` when too many wait. A
    request whose connection has closed meanwhile is not handled: the device sends it again.
    """

    def decorate(handler: Handler) -> Handler:
        @wraps(handler)
        async def guarded(request: web.Request) -> web.StreamResponse:
            queues, token = request.config_dict[DEVICE_QUEUES], bearer_of(request)
            async with queues.place(digest(token)):
                await _require_device(request, token, locked=locked, late=late)
                async with queues.turn(digest(token), await _weight_of(request)):
                    if request.transport is None:
                        return web.Response(status=CLIENT_CLOSED)
                    request[_DEVICE] = await find_device(device_post_of(request), token, locked=locked, late=late)
                    return await handler(request)

        return for_programs(guarded)

    return decorate if handler is None else decorate(handler)


async def _require_device(request: web.Request, token: str, *, locked: bool, late: bool) -> None:
    """Refuse other devices before their body is read. A refusal waits for its turn, too."""
    try:
        device = await find_device(device_post_of(request), token, locked=locked, late=late)
    except RostrumError:
        async with request.config_dict[DEVICE_QUEUES].turn(digest(token)):
            raise
    if device.state is DeviceState.ACTIVE:
        mark_device(request, device.id)


async def _weight_of(request: web.Request) -> int:
    """Return the weight of the request by its body, which is read here so that a slow body delays no other device."""
    sends = request.body_exists and request.method not in SAFE_METHODS
    size = len(await read_body(request)) if sends else 0
    return min(MAX_WEIGHT, 1 + size // BYTES_OF_WEIGHT)


def bearer_of(request: web.Request) -> str:
    """Return the bearer token of the request (RFC 6750 §2.1). Raises UnknownDeviceError `device.unknown`."""
    given = request.headers.get("Authorization", "")
    token = given[len(_BEARER) :].strip()
    is_token = 0 < len(token) <= _LONGEST_TOKEN and token.isascii()
    if not given.lower().startswith(_BEARER) or not is_token:
        raise UnknownDeviceError("device.unknown")
    return token
