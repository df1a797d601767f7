"""Installation of the API for programs that does not belong to one part: its guard, tokens, the event."""

from aiohttp import web

from conference.api import web as api_web
from conference.api.guard import API_GUARD, ApiGuard, limit_per_token
from conference.web.context import API_PATH
from rostrum.administration import event_api
from rostrum.runtime import Runtime


def install_api(app: web.Application, runtime: Runtime) -> None:
    """Install the guard and the addresses that every node has. The features install their own addresses before."""
    app[API_GUARD] = ApiGuard(limit_per_token(runtime.settings.api_per_minute))
    for module in (api_web, event_api):
        app.router.add_routes(module.routes())
    app.router.add_route("*", f"{API_PATH}{{rest:.*}}", api_web.refuse_unknown)
