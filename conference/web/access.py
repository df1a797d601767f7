"""Who may open a page."""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import TypeVar
from urllib.parse import urlencode

from aiohttp import web

from conference.auth.roles import may
from conference.errors import ForbiddenError, RostrumError
from conference.web.context import signed_in_staff
from conference.web.errors import wants_json

SIGN_IN = "/staff/sign-in"

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
AnyResponse = TypeVar("AnyResponse", bound=web.StreamResponse)


class SignedOutError(RostrumError):
    """Nobody is signed in, and the page is for staff."""

    status = 401


def require(*permissions: str) -> Callable[[Handler], Handler]:
    """Let only staff with one of the permissions in; without any named, everybody who is signed in.

    Others: a page leads to the sign-in and back again, a program gets 401; the wrong role gets 403.
    """

    def decorate(handler: Handler) -> Handler:
        @wraps(handler)
        async def guarded(request: web.Request) -> web.StreamResponse:
            staff = signed_in_staff(request)
            if staff is None:
                return _to_sign_in(request)
            if permissions and not any(may(staff, permission) for permission in permissions):
                raise ForbiddenError("role.missing")
            return await handler(request)

        return guarded

    return decorate


def _to_sign_in(request: web.Request) -> web.Response:
    if wants_json(request) or request.headers.get("Upgrade"):
        raise SignedOutError("signed_out")
    back = str(request.rel_url) if request.method == "GET" else ""
    query = f"?{urlencode({'next': back})}" if back else ""
    raise web.HTTPSeeOther(SIGN_IN + query)


def safe_next(value: object) -> str:
    """A place of ours to go on to: a path on this site, never another site's address."""
    text = value if isinstance(value, str) else ""
    harmless = text.startswith("/staff/") and not any(c in text for c in "\\\r\n\t") and "//" not in text
    return text if harmless else "/staff/"
