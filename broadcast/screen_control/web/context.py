"""Dependencies of the pages, stored on the application by a typed key."""

from aiohttp import web

from broadcast.screen_control.ports import ControlServices
from conference.errors import NotFoundError

CONTROL: web.AppKey[ControlServices] = web.AppKey("screen_control", ControlServices)


def control_of(request: web.Request) -> ControlServices:
    """Return the dependencies of the actions. Raises NotFoundError in a rehearsal, which has no paired screens."""
    found = request.config_dict.get(CONTROL)
    if found is None:
        raise NotFoundError("http_404")
    return found
