"""Requests that change something must come from our own pages: a token in the form, and the browser's word.

The token is derived from the secret in a cookie that a foreign page can neither read nor, over https, set
(`__Host-`): the login's, or for people who are not signed in a visitor's. Only secrets that this site issued count.
"""

import hashlib
import hmac
from collections.abc import Mapping
from urllib.parse import urlsplit

from aiohttp import web

from conference.errors import ForbiddenError
from conference.web import cookies
from conference.web.context import Site, is_for_programs, read_cookie, site_of, visit_of
from conference.web.forms import CONTENT_TYPES, posted_form

FIELD = "csrf"
HEADER = "X-CSRF-Token"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_VISITOR = "visitor"
"""The purpose of a visitor's secret."""


def token_of(request: web.Request) -> str:
    """The token for this browser; a visitor without a cookie is given a secret with the response."""
    secret = _secret(request)
    if secret is None:
        secret = visit_of(request).visitor_secret = site_of(request).issued_secrets.issue(_VISITOR)
    return _token(secret)


def visitor_secret_of(request: web.Request) -> str | None:
    """The secret in the visitor's cookie, if this site issued it: none that the browser or another site made up."""
    site = site_of(request)
    given = read_cookie(request, cookies.visitor_name(site)) or ""
    return given if site.issued_secrets.is_issued(_VISITOR, given) else None


def _secret(request: web.Request) -> str | None:
    visit = visit_of(request)
    return visit.login_secret or visit.visitor_secret


def _token(secret: str) -> str:
    return hmac.new(secret.encode(), b"rostrum csrf", hashlib.sha256).hexdigest()


def same_origin(site: Site, headers: Mapping[str, str]) -> bool:
    """Whether the browser says that a request with these headers comes from one of our own pages.

    Required for WebSockets too; the headers are looked up in lower case. No Origin at all is not a browser's
    cross-site request (RFC 6454 §7.3, Fetch standard).
    """
    fetch_site = headers.get("sec-fetch-site")
    if fetch_site is not None and fetch_site not in ("same-origin", "none"):
        return False
    origin = headers.get("origin")
    return origin is None or origin in allowed_origins(site, headers.get("host", ""))


def allowed_origins(site: Site, host: str) -> frozenset[str]:
    """The origins of our own pages: the public address, and the address that this very request was sent to."""
    public = urlsplit(site.public_url)
    here = f"{public.scheme}://{host}"
    return frozenset({f"{public.scheme}://{public.netloc}", here, *site.other_origins})


def require_own_origin(request: web.Request) -> None:
    """Raise ForbiddenError `csrf.foreign` for a request that the browser says is another site's."""
    if not same_origin(site_of(request), request.headers):
        raise ForbiddenError("csrf.foreign")


async def require_token(request: web.Request) -> None:
    """Raise ForbiddenError `csrf.stale` for a request without this browser's token, in a header or in its form.

    The token is asked of requests that act by a cookie. Handlers marked `for_programs` look at none. Raises as
    `posted_form`.
    """
    if is_for_programs(request):
        return
    secret = _secret(request)
    given = request.headers.get(HEADER)
    if given is None and request.content_type in CONTENT_TYPES:
        value = (await posted_form(request)).get(FIELD)
        given = value if isinstance(value, str) else None
    if secret is None or given is None or not given.isascii() or not hmac.compare_digest(_token(secret), given):
        raise ForbiddenError("csrf.stale")
