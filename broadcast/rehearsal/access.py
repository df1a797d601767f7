"""Who may see a rehearsal: staff, and screens that were opened with its token."""

import hmac
from collections.abc import Awaitable, Callable
from typing import Annotated

from aiohttp import web
from aiohttp.typedefs import Middleware
from msgspec import Meta, Struct

from broadcast.rehearsal.actions.control import digest_of
from broadcast.rehearsal.domain.rehearsals import Rehearsal
from conference.errors import ForbiddenError
from conference.web import read_query, signed_in_staff, site_of
from conference.web.context import read_cookie

PARAMETER = "rehearsal"
"""Parameter of an address, and name of the cookie, with the token."""

PATH = "/rehearsal"
"""Path below which a rehearsal is served."""

REMEMBER_S = 3 * 24 * 3600

_FREE = ("/static/", "/fonts/", "/staff/sign-in", "/api/")
"""Files without content of the rehearsal, the sign-in page, and the API, which has tokens of its own."""


class TokenQuery(Struct, frozen=True):
    """Query of an address with the token."""

    rehearsal: Annotated[str, Meta(max_length=200)] = ""


_WORKER = "/screen-worker.mjs"
"""The service worker that keeps screens on their devices: nothing of a rehearsal is kept, which ends."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def guard_rehearsal(find_rehearsal: Callable[[], Rehearsal]) -> Middleware:
    """Return the middleware of a rehearsal's application: it admits staff and holders of the token.

    A page that is opened with the token in its address is sent back to the address without it, with a cookie. Raises
    ForbiddenError `rehearsal.token_missing` and `rehearsal.token_unknown`. No answer may be kept by caches.
    """

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path == _WORKER:
            raise web.HTTPNotFound
        if request.path.startswith(_FREE):
            return await handler(request)
        given = token_in_address(request)
        token = given or read_cookie(request, _cookie_name(request)) or None
        is_known = token is not None and is_token_of(find_rehearsal(), token)
        if given and is_known and request.method == "GET" and not request.path.startswith("/feed/"):
            return _keep_token(request, given)
        if not is_known and signed_in_staff(request) is None and not request.path.startswith("/staff"):
            raise ForbiddenError("rehearsal.token_unknown" if token else "rehearsal.token_missing")
        response = await handler(request)
        if not response.prepared:
            response.headers["Cache-Control"] = "no-store"
            response.headers["X-Robots-Tag"] = "noindex"
        return response

    return guard


def token_in_address(request: web.Request) -> str:
    """Return the token in the address of the request, "" without one."""
    return read_query(request, TokenQuery).rehearsal


def is_token_of(rehearsal: Rehearsal, token: str) -> bool:
    """Return whether the token is that of the rehearsal, which has not ended."""
    digest = digest_of(token)
    return rehearsal.is_running and hmac.compare_digest(digest, rehearsal.token_digest)


def _cookie_name(request: web.Request) -> str:
    return f"__Secure-{PARAMETER}" if site_of(request).secure else PARAMETER


def _keep_token(request: web.Request, token: str) -> web.Response:
    site, query = site_of(request), request.rel_url.query.copy()
    del query[PARAMETER]
    response = web.Response(status=303, headers={"Location": str(request.rel_url.with_query(query))})
    response.set_cookie(
        _cookie_name(request),
        token,
        max_age=REMEMBER_S,
        path=site.url("/"),
        httponly=True,
        samesite="Lax",
        secure=site.secure,
    )
    return response
