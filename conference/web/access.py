"""Access checks of pages."""

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
    """A page for staff was requested without a login."""

    status = 401


def require(*permissions: str) -> Callable[[Handler], Handler]:
    """Allow a handler to signed-in staff with one of the permissions; with none given, to all signed-in staff.

    Without a login a page redirects to the sign-in and back, and a program gets 401. Without the permission: 403.
    """

    def decorate(handler: Handler) -> Handler:
        @wraps(handler)
        async def guarded(request: web.Request) -> web.StreamResponse:
            staff = signed_in_staff(request)
            if staff is None:
                return _redirect_to_sign_in(request)
            if permissions and not any(may(staff, permission) for permission in permissions):
                raise ForbiddenError("role.missing")
            return await handler(request)

        guarded.permissions = permissions  # type: ignore[attr-defined]
        return guarded

    return decorate


def permissions_of(handler: object) -> tuple[str, ...] | None:
    """Return the permissions of which a handler needs one; empty for all staff or any token, None without a guard."""
    return getattr(handler, "permissions", None)


def _redirect_to_sign_in(request: web.Request) -> web.Response:
    if wants_json(request) or request.headers.get("Upgrade"):
        raise SignedOutError("signed_out")
    back = str(request.rel_url) if request.method == "GET" else ""
    query = f"?{urlencode({'next': back})}" if back else ""
    raise web.HTTPSeeOther(SIGN_IN + query)


def safe_next(value: object) -> str:
    """Return a path of the staff pages to continue at; `/staff/` for anything else, such as another site's address."""
    text = value if isinstance(value, str) else ""
    is_safe = text.startswith("/staff/") and not any(c in text for c in "\\\r\n\t") and "//" not in text
    return text if is_safe else "/staff/"
