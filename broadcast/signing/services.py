"""The services of the signing on an application, so that a rehearsal can have its own."""

from aiohttp import web

from broadcast.signing.ports import SigningServices
from broadcast.signing.presence import HallWatch

SIGNING: web.AppKey[SigningServices] = web.AppKey("signing", SigningServices)
HALL_WATCH: web.AppKey[HallWatch] = web.AppKey("hall_watch", HallWatch)


def signing_of(request: web.Request) -> SigningServices:
    """Return the services of the signing of the request's application."""
    return request.config_dict[SIGNING]


def hall_watch_of(request: web.Request) -> HallWatch:
    """Return the watch of the hall of the request's application."""
    return request.config_dict[HALL_WATCH]
