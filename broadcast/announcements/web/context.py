"""Dependencies of the pages of planned announcements, stored on the application by typed keys."""

from aiohttp import web

from broadcast.announcements.ports import AnnouncementServices
from broadcast.announcements.runtime import PlannedWatch
from conference.errors import NotFoundError

ANNOUNCEMENTS: web.AppKey[AnnouncementServices] = web.AppKey("announcements", AnnouncementServices)
PLANNED_WATCH: web.AppKey[PlannedWatch] = web.AppKey("planned_watch", PlannedWatch)


def find_services(request: web.Request) -> AnnouncementServices | None:
    """Return the dependencies of actions on planned announcements; None in a rehearsal, which plans none."""
    return request.config_dict.get(ANNOUNCEMENTS)


def services_of(request: web.Request) -> AnnouncementServices:
    """Return the dependencies of actions on planned announcements. Raises NotFoundError in a rehearsal."""
    found = find_services(request)
    if found is None:
        raise NotFoundError("http_404")
    return found
