"""Dependencies of the pages and the API of screens, stored on the application by typed keys."""

from aiohttp import web

from broadcast.screens.ports import ScreenServices
from conference.errors import NotFoundError

SCREENS: web.AppKey[ScreenServices] = web.AppKey("screens", ScreenServices)


def services_of(request: web.Request) -> ScreenServices:
    """Return the dependencies of actions on screens. Raises NotFoundError in a rehearsal, which pairs none."""
    found = request.config_dict.get(SCREENS)
    if found is None:
        raise NotFoundError("http_404")
    return found
