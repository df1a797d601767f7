"""Dependencies of the programme's pages and addresses, stored on the application by a typed key."""

from aiohttp import web

from broadcast.programme.actions.changes import ProgrammeServices

PROGRAMME: web.AppKey[ProgrammeServices] = web.AppKey("programme", ProgrammeServices)


def programme_of(request: web.Request) -> ProgrammeServices:
    """Return the dependencies of actions on the programme."""
    return request.config_dict[PROGRAMME]
