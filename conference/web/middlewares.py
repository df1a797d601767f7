"""Middlewares of every request: request id, host, size limit, login, origin and token, errors, headers."""

import re
from collections.abc import Awaitable, Callable, Sequence
from http import HTTPStatus
from typing import TypeVar

from aiohttp import web

from conference.auth.logins import find_staff
from conference.connections.http import CLIENT_CLOSED, RETRY_AFTER_S, BodyEndedError, status_of_broken_request
from conference.errors import ForbiddenError, RostrumError
from conference.health import PROBES
from conference.ids import Ids
from conference.languages import LANGUAGES
from conference.web import cookies, csrf
from conference.web.context import (
    LANGUAGE_COOKIE,
    VISIT,
    Visit,
    is_for_programs,
    path_language,
    read_cookie,
    site_of,
    visit_of,
)
from conference.web.errors import error_response, unexpected_response
from conference.web.form_bodies import MAX_TEXT_BYTES, close_files
from conference.web.switcher import redirect_to_meant_page
from conference.web.unsent.showing import answer_stale_form

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Check = Callable[[web.Request], None]
AnyHandler = TypeVar("AnyHandler", bound=Callable[..., Awaitable[web.StreamResponse]])

MAX_BODY = MAX_TEXT_BYTES
"""Bytes of a request's body unless its handler says otherwise by `@accepts`: a form of text, no file."""

CSP = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "media-src 'self' blob:",
        "connect-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "manifest-src 'self'",
        "worker-src 'self'",
    )
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=(), payment=(), usb=()",
}
STATIC_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""Headers of static files, of which a page loads thirty: the others are for pages. The policy is that of workers."""

HSTS = "max-age=31536000"

_MEDIA_DIRECTIVES = {"media-src 'self' blob:": "data:", "connect-src 'self'": ""}
"""Directives that origins of media are added to, and what the player needs besides: empty tracks of captions."""

_NO_FRAMES, _ALL_FRAMES = "frame-ancestors 'none'", "frame-ancestors *"

_STATIC_PATHS = ("/static/", "/fonts/")
"""Static files, which do not depend on the person: no login is looked up."""

_KEPT_HEADERS = ("Allow", "Retry-After", "Sec-WebSocket-Version", "Upgrade")
"""Headers of aiohttp's errors that their responses keep."""

_REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")


def accepts(max_bytes: int) -> Callable[[AnyHandler], AnyHandler]:
    """Let a handler accept a larger body, for example a photo: `@accepts(8 * 1024 * 1024)`."""

    def mark(handler: AnyHandler) -> AnyHandler:
        handler.max_bytes = max_bytes  # type: ignore[attr-defined]
        return handler

    return mark


def accepts_long_text(max_bytes: int) -> Callable[[AnyHandler], AnyHandler]:
    """Let a form have longer texts, such as a pasted table; `@accepts` takes a body as large."""

    def mark(handler: AnyHandler) -> AnyHandler:
        handler.max_text_bytes = max_bytes  # type: ignore[attr-defined]
        return handler

    return mark


def before_body(check: Check) -> Callable[[AnyHandler], AnyHandler]:
    """Let a check refuse the requests of a handler before their body is read: `@before_body(charge_submission)`."""

    def mark(handler: AnyHandler) -> AnyHandler:
        handler.before_body = check  # type: ignore[attr-defined]
        return handler

    return mark


def for_programs(handler: AnyHandler) -> AnyHandler:
    """Mark a handler for programs instead of browsers: no cookie is read, and errors are answered as JSON.

    Clients authenticate by the content of the request, which no foreign page can make a browser send.
    """
    handler.for_programs = True  # type: ignore[attr-defined]
    return handler


def shows_stale_form(handler: AnyHandler) -> AnyHandler:
    """Let a handler read a form without a valid token, to show it again: `csrf.stale_error_of` says so to it."""
    handler.shows_stale_form = True  # type: ignore[attr-defined]
    return handler


def allow_media(response: web.StreamResponse, origins: Sequence[str]) -> None:
    """Let the scripts of a page load sound and pictures from other sites, named by their origins."""
    if not origins:
        return
    policy = CSP
    for directive, more in _MEDIA_DIRECTIVES.items():
        policy = policy.replace(directive, " ".join(filter(None, (directive, more, *origins))))
    response.headers["Content-Security-Policy"] = policy


def allow_frames(response: web.StreamResponse) -> None:
    """Let pages of any other site show this one in a frame. It must have no forms and nothing personal."""
    policy = response.headers.get("Content-Security-Policy", CSP)
    response.headers["Content-Security-Policy"] = policy.replace(_NO_FRAMES, _ALL_FRAMES)
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"


@web.middleware
async def number_requests(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Give the request an id, that of our proxy if it sent one, and set the cookies of the response."""
    given = request.headers.get("X-Request-Id", "")
    ids: Ids = site_of(request).ids
    is_trusted = site_of(request).proxies > 0 and _REQUEST_ID.fullmatch(given)
    visit = request[VISIT] = Visit(given if is_trusted else ids.new("req"))
    try:
        response = await handler(request)
    except web.HTTPException as answer:
        _set_cookies(request, answer, visit)
        raise
    if not response.prepared:
        _set_cookies(request, response, visit)
    return response


@web.middleware
async def answer_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn every error into a response in the reader's language."""
    try:
        return await handler(request)
    except RostrumError as error:
        return error_response(request, error.status, error)
    except BodyEndedError as error:
        response = error_response(request, error.status)
        if error.status is not HTTPStatus.REQUEST_TIMEOUT:
            response.headers["Retry-After"] = str(RETRY_AFTER_S)
        response.force_close()
        return response
    except web.HTTPException as answer:
        if answer.status < 400:
            raise
        meant = redirect_to_meant_page(request, answer)
        if meant is not None:
            return meant
        response = error_response(request, answer.status)
        for name in _KEPT_HEADERS:
            if name in answer.headers:
                response.headers[name] = answer.headers[name]
        return response
    except Exception as error:
        return _broken_response(request, error) or unexpected_response(request)


def _broken_response(request: web.Request, error: Exception) -> web.Response | None:
    """Return the response to a request that the client broke off or garbled, None if the error is none of these."""
    status = status_of_broken_request(request, error)
    if status is None:
        return None
    response = error_response(request, status) if status != CLIENT_CLOSED else web.Response(status=status)
    response.force_close()
    return response


class ForeignHostError(RostrumError):
    """The request was sent to a host that is not served, such as the name of another site that leads here."""

    status = 421


@web.middleware
async def check_host(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse a request for a host that is not served.

    Probes of the process's health may name any, and static files are served to the page that names the right address.
    """
    site, path = site_of(request), request.path
    is_for_any = path in PROBES or path.startswith(_STATIC_PATHS)
    if not is_for_any and not site.hosts.serve(request.headers.get("Host", "")):
        raise ForeignHostError("host.foreign", address=site.public_url)
    return await handler(request)


@web.middleware
async def limit_bodies(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse a body larger than its handler accepts, before it is read, and a path with U+0000."""
    if "\x00" in request.path:
        raise web.HTTPNotFound
    limit = getattr(request.match_info.handler, "max_bytes", MAX_BODY)
    if request.content_length is not None and request.content_length > limit:
        raise web.HTTPRequestEntityTooLarge(max_size=limit, actual_size=request.content_length)
    is_read = request.method not in csrf.SAFE_METHODS and request.client_max_size != limit
    return await handler(request.clone(client_max_size=limit) if is_read else request)


@web.middleware
async def find_person(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Find the signed-in person and the visitor's secret, and note them on the visit."""
    if request.path.startswith(_STATIC_PATHS) or is_for_programs(request):
        return await handler(request)
    site, visit = site_of(request), visit_of(request)
    secret = read_cookie(request, cookies.login_name(site))
    if secret:
        visit.staff = await find_staff(site.accounts, secret)
        visit.login_secret = secret if visit.staff else None
    if visit.staff is None:
        visit.visitor_secret = csrf.visitor_secret_of(request)
    return await handler(request)


@web.middleware
async def check_origin(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse a change that does not come from our own pages, and one that its handler's `before_body` check refuses.

    Raises as `csrf.require_own_origin`, `answer_stale_form` and the handler's check; before them HTTPNotFound and
    HTTPMethodNotAllowed where no handler answers.
    """
    if request.match_info.http_exception is not None:
        raise request.match_info.http_exception
    if request.method in csrf.SAFE_METHODS:
        return await handler(request)
    csrf.require_own_origin(request)
    check: Check | None = getattr(request.match_info.handler, "before_body", None)
    if check is not None:
        check(request)
    try:
        return await _handle_with_token(request, handler)
    finally:
        close_files(request)


async def _handle_with_token(request: web.Request, handler: Handler) -> web.StreamResponse:
    if getattr(request.match_info.handler, "shows_stale_form", False):
        await csrf.note_stale_token(request)
        return await handler(request)
    try:
        await csrf.require_token(request)
    except ForbiddenError as error:
        return await answer_stale_form(request, error)
    return await handler(request)


async def put_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Set security headers, caching and the request id before a response is sent."""
    is_static = request.path.startswith(_STATIC_PATHS)
    for name, value in (STATIC_HEADERS if is_static else HEADERS).items():
        response.headers.setdefault(name, value)
    if _ALL_FRAMES in response.headers["Content-Security-Policy"]:
        response.headers.popall("X-Frame-Options")
    response.headers["Server"] = "rostrum"
    if response.headers.get("Location", "").startswith("/"):
        response.headers["Location"] = site_of(request).url(response.headers["Location"])
    if site_of(request).secure and site_of(request).strict:
        response.headers.setdefault("Strict-Transport-Security", HSTS)
    visit = request.get(VISIT)
    if visit is None:
        return
    response.headers["X-Request-Id"] = visit.request_id
    private = visit.staff is not None or visit.visitor_secret is not None
    response.headers.setdefault("Cache-Control", "no-store" if private else "no-cache")


def _set_cookies(request: web.Request, response: web.StreamResponse, visit: Visit) -> None:
    site = site_of(request)
    sent_secret = read_cookie(request, cookies.visitor_name(site))
    if visit.visitor_secret and visit.visitor_secret != sent_secret:
        cookies.set_visitor(site, response, visit.visitor_secret)
    chosen = request.query.get("language")
    if chosen in LANGUAGES and path_language(request) is None:
        cookies.set_plain(site, response, name=LANGUAGE_COOKIE, value=chosen)


MIDDLEWARES = (number_requests, answer_errors, check_host, limit_bodies, find_person, check_origin)
