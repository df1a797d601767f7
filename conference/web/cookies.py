"""Cookies: unreadable to scripts, not sent by foreign pages, over https only if the public address is https.

On a host of our own their names begin with `__Host-` (RFC 6265bis §4.1.3), which requires the path `/`. On a shared
host they begin with `__Secure-` and are sent to our own path only, so that no other site of the host receives them. A
site below another one has the cookies of that one.
"""

from datetime import datetime

from aiohttp import web

from conference.web.context import Site

YEAR_S = 365 * 24 * 3600


def login_name(site: Site) -> str:
    """Return the name of the cookie with the login's secret."""
    return _name_prefix(site) + "login"


def visitor_name(site: Site) -> str:
    """Return the name of the cookie with the secret from which a visitor's form token is derived."""
    return _name_prefix(site) + "visitor"


def set_login(site: Site, response: web.StreamResponse, secret: str, expires_at: datetime) -> None:
    """Set the cookie of a login until the login's absolute end."""
    seconds = int((expires_at - site.accounts.clock.now()).total_seconds())
    _set_cookie(site, response, login_name(site), value=secret, max_age=seconds)


def clear_login(site: Site, response: web.StreamResponse) -> None:
    """Delete the cookie of the login."""
    _set_cookie(site, response, login_name(site), value="", max_age=0)


def set_visitor(site: Site, response: web.StreamResponse, secret: str) -> None:
    """Set the cookie of a visitor until the browser is closed."""
    _set_cookie(site, response, visitor_name(site), value=secret, max_age=None)


def set_plain(site: Site, response: web.StreamResponse, *, name: str, value: str) -> None:
    """Set a cookie that holds no secret, for a year."""
    _set_cookie(site, response, name, value=value, max_age=YEAR_S)


def _name_prefix(site: Site) -> str:
    if not site.secure:
        return ""
    return "__Secure-" if site.main_prefix else "__Host-"


def _set_cookie(site: Site, response: web.StreamResponse, name: str, *, value: str, max_age: int | None) -> None:
    response.set_cookie(
        name,
        value,
        max_age=max_age,
        path=f"{site.main_prefix}/",
        httponly=True,
        samesite="Lax",
        secure=site.secure,
    )
