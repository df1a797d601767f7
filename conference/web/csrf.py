"""Protection against cross-site requests: a token in each form or header, and the browser's origin headers.

The token is derived from the secret in a cookie that a foreign page can neither read nor, over https, set
(`__Host-`): that of the login, or of the visitor without a login. Only secrets issued by this site are accepted.
"""

import hashlib
import hmac
from collections.abc import Mapping
from urllib.parse import urlsplit

from aiohttp import web

from conference.errors import ForbiddenError
from conference.web import cookies
from conference.web.context import Site, is_for_programs, read_cookie, site_of, visit_of
from conference.web.form_bodies import CONTENT_TYPES, posted_form

FIELD = "csrf"
PERSON_FIELD = "csrf_person"
"""Field of a form of staff with the id of the person to whom it is shown."""

HEADER = "X-CSRF-Token"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_STALE: web.RequestKey[ForbiddenError] = web.RequestKey("stale", ForbiddenError)
_VISITOR = "visitor"
"""The purpose of a visitor's secret."""


def token_of(request: web.Request) -> str:
    """Return the token of this browser. A visitor without a cookie receives a secret with the response."""
    secret = _cookie_secret(request)
    if secret is None:
        secret = visit_of(request).visitor_secret = site_of(request).issued_secrets.issue(_VISITOR)
    return _derive_token(secret)


def visitor_secret_of(request: web.Request) -> str | None:
    """Return the secret in the visitor's cookie; None unless this site issued it."""
    site = site_of(request)
    given = read_cookie(request, cookies.visitor_name(site)) or ""
    return given if site.issued_secrets.is_issued(_VISITOR, given) else None


def _cookie_secret(request: web.Request) -> str | None:
    visit = visit_of(request)
    return visit.login_secret or visit.visitor_secret


def _derive_token(secret: str) -> str:
    return hmac.new(secret.encode(), b"rostrum csrf", hashlib.sha256).hexdigest()


def same_origin(site: Site, headers: Mapping[str, str]) -> bool:
    """Whether the headers, as set by the browser, show a request of one of our own pages to a host that is served.

    Required for WebSockets too; the headers are looked up in lower case. A request without Origin is not a
    cross-site request of a browser (RFC 6454 §7.3, Fetch standard).
    """
    host = headers.get("host", "")
    if not site.hosts.serve(host):
        return False
    fetch_site = headers.get("sec-fetch-site")
    if fetch_site is not None and fetch_site not in ("same-origin", "none"):
        return False
    origin = headers.get("origin")
    return origin is None or origin in allowed_origins(site, host)


def allowed_origins(site: Site, host: str) -> frozenset[str]:
    """Return the origins of our own pages: the public address, and the address that the request was sent to."""
    public = urlsplit(site.public_url)
    return frozenset({f"{public.scheme}://{public.netloc}", f"{public.scheme}://{host}"})


def require_own_origin(request: web.Request) -> None:
    """Raise ForbiddenError `csrf.foreign` for a cross-site request."""
    if not same_origin(site_of(request), request.headers):
        raise ForbiddenError("csrf.foreign")


async def require_token(request: web.Request) -> None:
    """Raise ForbiddenError `csrf.stale` for a request without this browser's token, in a header or in its form.

    Only requests that a cookie authorises need the token. Handlers marked `for_programs` read no cookie. Raises as
    `posted_form`.
    """
    if is_for_programs(request):
        return
    secret = _cookie_secret(request)
    given = request.headers.get(HEADER)
    if given is None and request.content_type in CONTENT_TYPES:
        value = (await posted_form(request)).get(FIELD)
        given = value if isinstance(value, str) else None
    if secret is None or given is None or not given.isascii() or not hmac.compare_digest(_derive_token(secret), given):
        raise ForbiddenError("csrf.stale")


async def note_stale_token(request: web.Request) -> None:
    """Note the error of a form without this browser's token for its handler, which shows the form again."""
    try:
        await require_token(request)
    except ForbiddenError:
        has_cookie = _cookie_secret(request) is not None
        request[_STALE] = ForbiddenError("csrf.form_expired" if has_cookie else "csrf.cookie_missing")


def stale_error_of(request: web.Request) -> ForbiddenError | None:
    """Return the error of a form that has no valid token and must not be carried out, or None."""
    return request.get(_STALE)
