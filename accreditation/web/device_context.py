"""Which device of the doors asks. It proves itself by its token; no cookie is looked at."""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import overload

from aiohttp import web

from accreditation.actions.devices import DevicePost, UnknownDeviceError, find_device
from accreditation.actions.limits import Limit, Limits
from accreditation.domain.devices import Device, DeviceState
from conference.connections.http import mark_device
from conference.web import for_programs

DEVICE_POST: web.AppKey[DevicePost] = web.AppKey("device_post", DevicePost)
_DEVICE: web.RequestKey[Device] = web.RequestKey("device", Device)

DOOR_LIMITS: web.AppKey[Limits] = web.AppKey("door_limits", Limits)
"""How often devices, and those who are not yet one, may ask for what costs much."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_BEARER = "bearer "
_LONGEST_TOKEN = 200


def device_post_of(request: web.Request) -> DevicePost:
    """Where the devices are kept."""
    return request.config_dict[DEVICE_POST]


def charge(request: web.Request, limit: Limit, whom: str) -> None:
    """Count a request of a device, or from an address. Raises ThrottledError `requests.throttled`."""
    request.config_dict[DOOR_LIMITS].charge(limit, whom, device_post_of(request).clock.now())


def device_of(request: web.Request) -> Device:
    """The device that asks. Only behind `for_devices`."""
    return request[_DEVICE]


@overload
def for_devices(handler: Handler) -> Handler: ...
@overload
def for_devices(*, locked: bool = False, late: bool = False) -> Callable[[Handler], Handler]: ...
def for_devices(
    handler: Handler | None = None, *, locked: bool = False, late: bool = False
) -> Handler | Callable[[Handler], Handler]:
    """Let only enrolled devices in (`Authorization: Bearer {token}`), with `locked=True` those that are locked too,
    with `late=True` those whose enrolment ended less than `LATE_DELIVERY` ago; their state is then one of `ENDED`.

    Others: 401 `device.unknown`, at which a device destroys all it holds; 403 `device.locked`.
    """

    def decorate(handler: Handler) -> Handler:
        @wraps(handler)
        async def guarded(request: web.Request) -> web.StreamResponse:
            device = await find_device(device_post_of(request), bearer_of(request), locked=locked, late=late)
            request[_DEVICE] = device
            if device.state is DeviceState.ACTIVE:
                mark_device(request, device.id)
            return await handler(request)

        return for_programs(guarded)

    return decorate if handler is None else decorate(handler)


def bearer_of(request: web.Request) -> str:
    """The token that the request bears (RFC 6750 §2.1). Raises UnknownDeviceError `device.unknown`."""
    given = request.headers.get("Authorization", "")
    token = given[len(_BEARER) :].strip()
    is_token = 0 < len(token) <= _LONGEST_TOKEN and token.isascii()
    if not given.lower().startswith(_BEARER) or not is_token:
        raise UnknownDeviceError("device.unknown")
    return token
