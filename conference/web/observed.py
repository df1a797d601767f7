"""Every request is counted, and told in the log: at `debug`, or at `info` when it failed or was slow.

A line names the route's template, never the address asked for: that may hold a secret or what somebody typed.
"""

import time
from contextvars import ContextVar
from typing import Any

import structlog
from aiohttp import web

from conference.metrics import METRICS
from conference.web.context import signed_in_staff, visit_of
from conference.web.middlewares import Handler

SLOW_S = 1.0
"""Seconds after which an answer is slow enough to be told."""

GONE = 499
"""The status told of a request whose sender went away, as nginx does."""

_STARTED: ContextVar[float] = ContextVar("request_started")
_log = structlog.get_logger(__name__)


def seconds_into_request() -> float | None:
    """How long the request under way has taken so far; None outside of any."""
    started = _STARTED.get(None)
    return None if started is None else time.perf_counter() - started


def route_of(request: web.Request) -> str:
    """The template of the request's route, such as `/staff/people/{staff}`; `unknown` for an address of nothing."""
    resource = request.match_info.route.resource
    return resource.canonical if resource is not None else "unknown"


@web.middleware
async def observe(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Count and tell the request; every line that is logged meanwhile carries its number."""
    started = _STARTED.set(time.perf_counter())
    status, streamed = GONE, False
    metrics = request.config_dict[METRICS]
    metrics.open_requests += 1
    with structlog.contextvars.bound_contextvars(request_id=visit_of(request).request_id):
        try:
            response = await handler(request)
            status, streamed = response.status, response.prepared or "Upgrade" in request.headers
            return response
        except web.HTTPException as answer:
            status = answer.status
            raise
        finally:
            metrics.open_requests -= 1
            _tell(request, status, streamed=streamed)
            _STARTED.reset(started)


def _tell(request: web.Request, status: int, *, streamed: bool) -> None:
    seconds, route = seconds_into_request() or 0.0, route_of(request)
    request.config_dict[METRICS].answered(request.method, route, status, seconds=None if streamed else seconds)
    unusual = status >= 500 or (seconds >= SLOW_S and not streamed)
    staff = signed_in_staff(request)
    line: dict[str, Any] = {"method": request.method, "route": route, "status": status, "seconds": round(seconds, 4)}
    if staff is not None:
        line["staff"] = staff.id
    (_log.info if unusual else _log.debug)("request.answered", **line)
