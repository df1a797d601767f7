"""Error responses in the reader's language: a page for people, problem details (RFC 9457) for programs."""

from collections.abc import Mapping
from http import HTTPStatus

import structlog
from aiohttp import web

from conference.errors import InvalidError, RostrumError, ThrottledError, UnavailableError
from conference.texts.catalogues import key_family
from conference.web.api import FieldProblem, Problem, problem_response
from conference.web.context import is_for_programs, language_of, site_of, visit_of
from conference.web.templating import render

_log = structlog.get_logger(__name__)

STATUSES = ("400", "401", "403", "404", "405", "408", "409", "413", "421", "422", "429", "500", "503")
_STATUS_TEXTS = key_family("error.http_", STATUSES)
TITLES = key_family("error_page.title_", STATUSES)


def wants_json(request: web.Request) -> bool:
    """Whether the client prefers JSON to a page."""
    if is_for_programs(request):
        return True
    accept = request.headers.get("Accept", "")
    if "text/html" in accept:
        return False
    return "json" in accept or request.content_type == "application/json"


def known_status(status: int) -> str:
    """Return the status whose text is used: itself if it has one, else the general one of its class."""
    if str(status) in STATUSES:
        return str(status)
    return "500" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else "400"


def error_response(request: web.Request, status: int, error: RostrumError | None = None) -> web.Response:
    """Return the response for an error, with the error's own text if it has one, else that of its status."""
    key = _message_key(request, status, error)
    params: Mapping[str, object] = error.params if error else {}
    if wants_json(request):
        text = site_of(request).catalogues.text(language_of(request), key, **params)
        response = problem_response(_create_problem(request, status, text, error))
    else:
        response = render(
            request,
            "error.html",
            status=status,
            error_status=status,
            error_title=TITLES[known_status(status)],
            error_key=key,
            error_params=params,
            request_id=visit_of(request).request_id,
        )
    response.headers["Cache-Control"] = "no-store"
    if isinstance(error, ThrottledError | UnavailableError):
        response.headers["Retry-After"] = str(error.retry_after_s)
    challenge = getattr(error, "challenge", "")
    if challenge:
        response.headers["WWW-Authenticate"] = challenge
    return response


def _message_key(request: web.Request, status: int, error: RostrumError | None) -> str:
    if error and site_of(request).catalogues.has(language_of(request), f"error.{error.code}"):
        return f"error.{error.code}"
    return _STATUS_TEXTS[known_status(status)]


def error_text(request: web.Request, error: RostrumError) -> str:
    """Return the text of an expected error in the reader's language."""
    key = _message_key(request, error.status, error)
    return site_of(request).catalogues.text(language_of(request), key, **error.params)


def field_texts(request: web.Request, error: InvalidError) -> dict[str, str]:
    """Return field → text of its error in the reader's language, for the macros of `forms.html`."""
    catalogues, code = site_of(request).catalogues, language_of(request)
    return {
        name: catalogues.text(code, f"error.{error_code}", **error.field_params.get(name, error.params))
        for name, error_code in error.fields.items()
    }


def problem_of(request: web.Request, error: RostrumError, *, text: str = "") -> Problem:
    """Return the problem details of an expected error; `text` replaces its own text."""
    return _create_problem(request, error.status, text or error_text(request, error), error)


def _create_problem(request: web.Request, status: int, text: str, error: RostrumError | None) -> Problem:
    code = error.code if error else f"http_{status}"
    fields = error.fields if isinstance(error, InvalidError) else {}
    texts = field_texts(request, error) if isinstance(error, InvalidError) else {}
    return Problem(
        status=status,
        title=site_of(request).catalogues.text(language_of(request), TITLES[known_status(status)]),
        detail=text,
        code=code,
        request_id=visit_of(request).request_id,
        errors={name: FieldProblem(fields[name], texts[name]) for name in fields},
        error={"code": code} if is_for_programs(request) else {},
    )


def unexpected_response(request: web.Request) -> web.Response:
    """Return the response for an unexpected error. The log has the traceback, the page only the request id."""
    _log.error("request.failed", request_id=visit_of(request).request_id, method=request.method, exc_info=True)
    return error_response(request, HTTPStatus.INTERNAL_SERVER_ERROR)
