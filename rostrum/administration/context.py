"""The runtime of the application, for the administrator's pages."""

from aiohttp import web

from rostrum.runtime import Runtime

RUNTIME: web.AppKey[Runtime] = web.AppKey("runtime", Runtime)


def runtime_of(request: web.Request) -> Runtime:
    """Return the runtime of the application."""
    return request.config_dict[RUNTIME]
