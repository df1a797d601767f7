"""Our cookies: out of reach of scripts, not sent by foreign pages, over https only where that is our address.

On a host of our own they are `__Host-` (RFC 6265bis §4.1.3), which demands the path `/`. On a host that we share they
are sent to our own path only, so that neither its other sites nor their logs see them: `__Secure-`.
"""

from datetime import datetime

from aiohttp import web

from conference.web.context import Site

YEAR_S = 365 * 24 * 3600


def login_name(site: Site) -> str:
    """The cookie with the login's secret."""
    return _kind(site) + "login"


def visitor_name(site: Site) -> str:
    """The cookie with the secret that a visitor's form token comes from."""
    return _kind(site) + "visitor"


def set_login(site: Site, response: web.StreamResponse, secret: str, expires_at: datetime) -> None:
    """Hand the login's secret to the browser, for as long as the login can last."""
    seconds = int((expires_at - site.clock.now()).total_seconds())
    _set(site, response, login_name(site), value=secret, max_age=seconds)


def clear_login(site: Site, response: web.StreamResponse) -> None:
    """Take the login's secret back from the browser."""
    _set(site, response, login_name(site), value="", max_age=0)


def set_visitor(site: Site, response: web.StreamResponse, secret: str) -> None:
    """Hand a visitor's secret to the browser until it is closed."""
    _set(site, response, visitor_name(site), value=secret, max_age=None)


def set_plain(site: Site, response: web.StreamResponse, *, name: str, value: str) -> None:
    """Remember something that is no secret, for a year."""
    _set(site, response, name, value=value, max_age=YEAR_S)


def _kind(site: Site) -> str:
    if not site.secure:
        return ""
    return "__Secure-" if site.prefix else "__Host-"


def _set(site: Site, response: web.StreamResponse, name: str, *, value: str, max_age: int | None) -> None:
    response.set_cookie(
        name, value, max_age=max_age, path=site.url("/"), httponly=True, samesite="Lax", secure=site.secure
    )
