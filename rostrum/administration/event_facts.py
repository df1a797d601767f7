"""The event as this node has loaded it."""

from aiohttp import web

from conference.auth.roles import ADMINISTER
from conference.texts.catalogues import key_family
from conference.web import render, require
from rostrum.administration.context import runtime_of

WAYS = key_family("admin.way.", ("choose", "entry", "exit", "either"))


@require(ADMINISTER)
async def show_event(request: web.Request) -> web.Response:
    """`GET /staff/event`."""
    event = runtime_of(request).event
    return render(
        request,
        "administration/event.html",
        facts=event,
        zones={zone.code: zone for zone in event.zones},
        ways=WAYS,
    )
