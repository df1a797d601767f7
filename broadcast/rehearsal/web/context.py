"""Dependencies of the pages of rehearsals, stored on the application by typed keys."""

from aiohttp import web

from broadcast.rehearsal.hosting import RehearsalHost
from broadcast.rehearsal.ports import RehearsalServices

REHEARSALS: web.AppKey[RehearsalServices] = web.AppKey("rehearsals", RehearsalServices)
HOST: web.AppKey[RehearsalHost] = web.AppKey("rehearsal_host", RehearsalHost)


def services_of(request: web.Request) -> RehearsalServices:
    """Return the dependencies of the actions on rehearsals."""
    return request.config_dict[REHEARSALS]
