"""Our cookies: out of reach of scripts, not sent by foreign pages, over https only where that is our address.

On a host of our own they are `__Host-` (RFC 6265bis §4.1.3), which demands the path `/`. On a host that we share they
are sent to our own path only, so that neither its other sites nor their logs see them: `__Secure-`.
"""

from datetime import datetime

from aiohttp import web

from conference.web.context import Floor

YEAR_S = 365 * 24 * 3600


def login_name(floor: Floor) -> str:
    """The cookie with the login's secret."""
    return _kind(floor) + "login"


def visitor_name(floor: Floor) -> str:
    """The cookie with the secret that a visitor's form token comes from."""
    return _kind(floor) + "visitor"


def set_login(floor: Floor, response: web.StreamResponse, secret: str, expires_at: datetime) -> None:
    """Hand the login's secret to the browser, for as long as the login can last."""
    seconds = int((expires_at - floor.clock.now()).total_seconds())
    _set(floor, response, login_name(floor), value=secret, max_age=seconds)


def clear_login(floor: Floor, response: web.StreamResponse) -> None:
    """Take the login's secret back from the browser."""
    _set(floor, response, login_name(floor), value="", max_age=0)


def set_visitor(floor: Floor, response: web.StreamResponse, secret: str) -> None:
    """Hand a visitor's secret to the browser until it is closed."""
    _set(floor, response, visitor_name(floor), value=secret, max_age=None)


def set_plain(floor: Floor, response: web.StreamResponse, *, name: str, value: str) -> None:
    """Remember something that is no secret, for a year."""
    _set(floor, response, name, value=value, max_age=YEAR_S)


def _kind(floor: Floor) -> str:
    if not floor.secure:
        return ""
    return "__Secure-" if floor.prefix else "__Host-"


def _set(floor: Floor, response: web.StreamResponse, name: str, *, value: str, max_age: int | None) -> None:
    response.set_cookie(
        name, value, max_age=max_age, path=floor.url("/"), httponly=True, samesite="Lax", secure=floor.secure
    )
