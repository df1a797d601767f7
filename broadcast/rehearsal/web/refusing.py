"""Refusals: of a rehearsal's token on the live day, and of every address of a rehearsal when none runs."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from broadcast.rehearsal.access import PARAMETER, PATH, token_in_address
from conference.errors import ForbiddenError, RostrumError

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class NoRehearsalError(RostrumError):
    """No rehearsal runs; the one of this address has ended (RFC 9110 §15.5.11)."""

    status = 410


@web.middleware
async def refuse_token_on_live(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse a request with the token of a rehearsal. Raises ForbiddenError `rehearsal.token_on_live`."""
    if f"{PARAMETER}=" in request.rel_url.raw_query_string and token_in_address(request) and not _is_below(request):
        raise ForbiddenError("rehearsal.token_on_live")
    return await handler(request)


async def refuse_address(_request: web.Request) -> web.StreamResponse:
    """Answer an address of a rehearsal while none runs. Raises NoRehearsalError `rehearsal.over`."""
    raise NoRehearsalError("rehearsal.over")


def routes() -> list[web.RouteDef]:
    """Return the routes, which are asked only while no rehearsal runs."""
    return [web.get(PATH, refuse_address), web.get(f"{PATH}/{{rest:.*}}", refuse_address)]


def _is_below(request: web.Request) -> bool:
    return f"{request.path}/".startswith(f"{PATH}/")
