"""Metrics and log entries of requests: logged at `debug`, or at `info` when a request failed or was slow.

An entry names the route's template, never the requested address, which may contain a secret or personal data.
"""

import time
from contextvars import ContextVar
from typing import Any

import structlog
from aiohttp import web

from conference.connections.http import CLIENT_CLOSED
from conference.metrics import METRICS, Metrics
from conference.web.context import signed_in_staff, visit_of
from conference.web.middlewares import Handler

SLOW_S = 1.0
"""Seconds after which a response is logged as slow."""

_STARTED: ContextVar[float] = ContextVar("request_started")
_log = structlog.get_logger(__name__)


def seconds_into_request() -> float | None:
    """Return the seconds since the current request began; None outside of a request."""
    started = _STARTED.get(None)
    return None if started is None else time.perf_counter() - started


def route_of(request: web.Request) -> str:
    """Return the template of the request's route, such as `/staff/people/{staff}`; `unknown` without a route."""
    resource = request.match_info.route.resource
    return resource.canonical if resource is not None else "unknown"


@web.middleware
async def observe(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Count and log the request. Entries that are logged meanwhile carry its request id."""
    started = _STARTED.set(time.perf_counter())
    status, streamed = CLIENT_CLOSED, False
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
            _record_answer(request, metrics, status, streamed=streamed)
            _STARTED.reset(started)


def _record_answer(request: web.Request, metrics: Metrics, status: int, *, streamed: bool) -> None:
    seconds, route = seconds_into_request() or 0.0, route_of(request)
    metrics.count_answer(request.method, route, status, seconds=None if streamed else seconds)
    is_notable = status >= 500 or (seconds >= SLOW_S and not streamed)
    staff = signed_in_staff(request)
    entry: dict[str, Any] = {"method": request.method, "route": route, "status": status, "seconds": round(seconds, 4)}
    if staff is not None:
        entry["staff"] = staff.id
    (_log.info if is_notable else _log.debug)("request.answered", **entry)
