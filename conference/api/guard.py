"""Guard of the handlers of the API: token, permission, rate limit, idempotency key. Cookies are not read."""

import hashlib
from collections.abc import Awaitable, Callable
from functools import wraps

from aiohttp import web
from msgspec import Struct, field

from conference.api.acting_token import acting_with
from conference.api.once import RequestKey, answer_once, check_key
from conference.api.request_rows import KeptAnswer
from conference.api.token_rows import Token
from conference.api.tokens import TokenError, find_bearer
from conference.audit import AuditEntry
from conference.auth.roles import may
from conference.errors import ForbiddenError, InvalidError, RostrumError
from conference.rate_limits import Limit, Limits
from conference.web.api import read_body
from conference.web.context import client_address, site_of, visit_of
from conference.web.csrf import SAFE_METHODS
from conference.web.errors import error_response
from conference.web.middlewares import for_programs

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

KEY_HEADER = "Idempotency-Key"
REPEATED_HEADER = "Idempotency-Replayed"

FAILURES = Limit("api without a token", burst=30, every_s=2.0)
"""Requests from an address without a valid token."""

_BEARER = "bearer "
_LONGEST_TOKEN = 200


class ApiGuard(Struct, frozen=True):
    """Rate limits of the API: those of each token, and of addresses without one."""

    per_token: Limit
    limits: Limits = field(default_factory=Limits)


API_GUARD: web.AppKey[ApiGuard] = web.AppKey("api_guard", ApiGuard)
_TOKEN: web.RequestKey[Token] = web.RequestKey("api_token", Token)


def limit_per_token(per_minute: int) -> Limit:
    """Return the limit of requests of one token: a quarter of a minute's at once."""
    return Limit("api", burst=max(1, per_minute // 4), every_s=60 / max(1, per_minute))


def token_of(request: web.Request) -> Token:
    """Return the token of the request. Only in handlers of `require_token`."""
    return request[_TOKEN]


def require_token(*permissions: str) -> Callable[[Handler], Handler]:
    """Allow a handler to tokens with one of the permissions; with none given, to all tokens.

    `staff_of` returns the owner, with the permissions of the token alone. A request that is not safe needs a token that
    may act. Refused are: without a valid token 401, without the permission 403, over the limit 429.
    """

    def decorate(handler: Handler) -> Handler:
        @wraps(handler)
        async def guarded(request: web.Request) -> web.StreamResponse:
            token = await _find_token(request)
            request[_TOKEN], visit_of(request).staff = token, token.owner
            if request.method not in SAFE_METHODS and token.reads_only:
                raise ForbiddenError("api.token_reads_only")
            if permissions and not any(may(token.owner, permission) for permission in permissions):
                raise ForbiddenError("role.missing")
            with acting_with(token.id):
                return await _answer_request(request, handler)

        guarded.permissions = permissions  # type: ignore[attr-defined]
        return for_programs(guarded)

    return decorate


async def record_personal_read(request: web.Request, subject: str, **details: object) -> None:
    """Record in the audit log that the token's owner read personal data of the subject."""
    accounts = site_of(request).accounts
    entry = AuditEntry("conference:api:read", token_of(request).owner.id, subject, accounts.clock.now(), details)
    await accounts.transactions.record_read(entry)


def seen_version(request: web.Request, version: int | None) -> int:
    """Return the version that the program saw: that of the body, or of the header `If-Match` (as `"7"`).

    Raises InvalidError `api.version_missing` without one.
    """
    if version is not None:
        return version
    given = request.headers.get("If-Match", "").strip().removeprefix('"').removesuffix('"')
    if not given.isascii() or not given.isdecimal() or len(given) > 9:
        raise InvalidError("api.version_missing", {"version": "api.version_missing"})
    return int(given)


async def _find_token(request: web.Request) -> Token:
    """Return the valid token of the request (RFC 6750 §2.1), and count the request."""
    site, guard = site_of(request), request.config_dict[API_GUARD]
    now = site.clock.now()
    try:
        token = await find_bearer(site.accounts, _bearer_of(request))
    except TokenError:
        guard.limits.charge(FAILURES, client_address(request), now)
        raise
    guard.limits.charge(guard.per_token, token.id, now)
    return token


def _bearer_of(request: web.Request) -> str:
    given = request.headers.get("Authorization", "")
    token = given[len(_BEARER) :].strip()
    if not given.lower().startswith(_BEARER) or not 0 < len(token) <= _LONGEST_TOKEN or not token.isascii():
        raise TokenError("token.missing")
    return token


async def _answer_request(request: web.Request, handler: Handler) -> web.StreamResponse:
    if request.method in SAFE_METHODS or KEY_HEADER not in request.headers:
        return await handler(request)
    site, key = site_of(request), check_key(request.headers[KEY_HEADER])
    is_new = False

    async def answer() -> KeptAnswer:
        nonlocal is_new
        is_new = True
        return await _keep_answer(request, handler)

    request_key = RequestKey(token_of(request).id, key, await _digest_of(request))
    kept = await answer_once(site.accounts.transactions, site.clock, request_key, answer)
    response = web.Response(
        body=kept.body,
        status=kept.status or 500,
        headers={"Cache-Control": "no-store", "Content-Type": kept.content_type},
    )
    if not is_new:
        response.headers[REPEATED_HEADER] = "true"
    return response


async def _keep_answer(request: web.Request, handler: Handler) -> KeptAnswer:
    """Return the answer of a handler; an expected error is an answer, too."""
    try:
        response = await handler(request)
    except RostrumError as error:
        if error.status >= 500:
            raise
        response = error_response(request, error.status, error)
    body = response.body if isinstance(response, web.Response) else None
    content = body if isinstance(body, bytes) else b""
    return KeptAnswer("", site_of(request).clock.now(), response.status, content, response.headers["Content-Type"])


async def _digest_of(request: web.Request) -> str:
    """Return the digest of method, path, precondition and body."""
    head = "\0".join((request.method, request.path_qs, request.headers.get("If-Match", "")))
    return hashlib.sha256(head.encode("utf-8", "replace") + b"\0" + await read_body(request)).hexdigest()
