"""Dependencies of the pages of alerts, stored on the application by a typed key."""

from aiohttp import web

from broadcast.alerts.ports import AlertServices
from conference.errors import NotFoundError

ALERTS: web.AppKey[AlertServices] = web.AppKey("alerts", AlertServices)


def find_services(request: web.Request) -> AlertServices | None:
    """Return the dependencies of actions on alerts; None on an application without alerts."""
    return request.config_dict.get(ALERTS)


def services_of(request: web.Request) -> AlertServices:
    """Return the dependencies of actions on alerts. Raises NotFoundError on an application without alerts."""
    found = find_services(request)
    if found is None:
        raise NotFoundError("http_404")
    return found
