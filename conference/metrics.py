"""Metrics for Prometheus: the families, one registry for an application, and a separate listener.

Names follow Prometheus' conventions (https://prometheus.io/docs/practices/naming/). No label contains client input:
routes are labelled by template, methods by a fixed set, verdicts by name.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Literal

from aiohttp import web
from msgspec import Struct
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics
from prometheus_client.exposition import choose_encoder
from prometheus_client.gc_collector import GCCollector
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector
from sqlalchemy import event as database_event
from sqlalchemy.engine import ExceptionContext

from conference.clock import Clock
from conference.storage.engine import Database

LAG_EVERY_S = 0.25
"""Seconds between measurements of the event loop's lag."""

ENDED_EVERY_S = 0.02
"""Seconds between checks, while the process stops, whether its requests have ended."""

QUICK = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
"""Buckets in seconds for short operations."""

SLOW = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Buckets in seconds for requests."""


class Family(Struct, frozen=True, kw_only=True):
    """Metric as it is documented: its name, kind, meaning and labels."""

    name: str
    kind: Literal["counter", "gauge", "histogram"]
    help: str
    labels: tuple[str, ...] = ()
    buckets: tuple[float, ...] = ()

    def counter(self, registry: CollectorRegistry) -> Counter:
        """Make a counter of this family."""
        return Counter(self.name, self.help, self.labels, registry=registry)

    def gauge(self, registry: CollectorRegistry) -> Gauge:
        """Make a gauge of this family."""
        return Gauge(self.name, self.help, self.labels, registry=registry)

    def histogram(self, registry: CollectorRegistry) -> Histogram:
        """Make a histogram of this family."""
        return Histogram(self.name, self.help, self.labels, registry=registry, buckets=self.buckets)


INFO = Family(
    name="rostrum_info",
    kind="gauge",
    help="Always 1; the labels name the conference, the parts that this process serves and the kind of database.",
    labels=("conference", "parts", "database"),
)
REQUESTS = Family(
    name="rostrum_http_requests_total",
    kind="counter",
    help="Answered requests, by route template; 499: the client closed the connection.",
    labels=("method", "route", "status"),
)
OPEN_REQUESTS = Family(
    name="rostrum_http_requests_open",
    kind="gauge",
    help="Open requests, including streams of the feed over HTTP.",
)
DURATIONS = Family(
    name="rostrum_http_request_duration_seconds",
    kind="histogram",
    help="Time until an answer was ready to be sent; streams of the feed are not counted.",
    labels=("route",),
    buckets=SLOW,
)
LOOP_LAG = Family(
    name="rostrum_loop_lag_seconds",
    kind="histogram",
    help="Delay of the event loop: how much too late it resumed a sleeping task.",
    buckets=QUICK,
)
SIGN_IN_FAILURES = Family(
    name="rostrum_sign_in_failures_total",
    kind="counter",
    help="Refused sign-ins: wrong name or password, or too many attempts.",
    labels=("reason",),
)
DATABASE_ERRORS = Family(
    name="rostrum_database_errors_total",
    kind="counter",
    help="Statements that the database refused (expected refusals included), and connections lost or not made.",
    labels=("kind",),
)
DATABASE_CONNECTIONS = Family(
    name="rostrum_database_connections",
    kind="gauge",
    help="Connections of the database pool in use.",
)
CLOCK_STEP = Family(
    name="rostrum_clock_step_seconds",
    kind="gauge",
    help="By how much the machine's clock was set and is not followed yet; 0: it agrees with the time that is used.",
)
DRAINING = Family(
    name="rostrum_draining",
    kind="gauge",
    help="1 after the process was told to stop.",
)
FAMILIES = (
    INFO,
    REQUESTS,
    OPEN_REQUESTS,
    DURATIONS,
    LOOP_LAG,
    SIGN_IN_FAILURES,
    DATABASE_ERRORS,
    DATABASE_CONNECTIONS,
    CLOCK_STEP,
    DRAINING,
)
"""Metric families of this package; each feature has more."""

SIGN_IN = ("POST", "/staff/sign-in")
_SIGN_IN_FAILURES = {422: "wrong", 429: "throttled"}
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Metrics:
    """Registry of one application, with the metrics of this package."""

    def __init__(self) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        GCCollector(registry=self.registry)
        self.info = INFO.gauge(self.registry)
        self.loop_lag = LOOP_LAG.histogram(self.registry)
        self.draining = DRAINING.gauge(self.registry)
        self.open_requests = 0
        OPEN_REQUESTS.gauge(self.registry).set_function(lambda: self.open_requests)
        self._requests = REQUESTS.counter(self.registry)
        self._durations = DURATIONS.histogram(self.registry)
        self._sign_in_failures = SIGN_IN_FAILURES.counter(self.registry)
        for reason in _SIGN_IN_FAILURES.values():
            self._sign_in_failures.labels(reason)

    def count_answer(self, method: str, route: str, status: int, *, seconds: float | None) -> None:
        """Count an answered request. `seconds` is None for a stream, whose duration depends on its reader."""
        self._requests.labels(method if method in _METHODS else "other", route, status).inc()
        if seconds is not None:
            self._durations.labels(route).observe(seconds)
        if (method, route) == SIGN_IN and status in _SIGN_IN_FAILURES:
            self._sign_in_failures.labels(_SIGN_IN_FAILURES[status]).inc()

    async def wait_for_requests(self, *, within_s: float) -> None:
        """Wait until no request is open, at most `within_s` seconds."""
        deadline = time.monotonic() + within_s
        while self.open_requests and time.monotonic() < deadline:  # noqa: ASYNC110 - once, while the process stops
            await asyncio.sleep(ENDED_EVERY_S)

    def watch_clock(self, clock: Clock) -> None:
        """Show the step of a clock from now on."""

        def step_s() -> float:
            return clock.step.total_seconds()

        CLOCK_STEP.gauge(self.registry).set_function(step_s)

    def watch_database(self, database: Database) -> None:
        """Count errors of the database from now on."""
        errors = DATABASE_ERRORS.counter(self.registry)
        for kind in ("connection", "statement"):
            errors.labels(kind)
        database.commit_failed = errors.labels("statement").inc

        @database_event.listens_for(database.engine.sync_engine, "handle_error")
        def count(context: ExceptionContext) -> None:
            is_lost = context.is_disconnect or context.connection is None
            errors.labels("connection" if is_lost else "statement").inc()

        database.unreachable = errors.labels("connection").inc
        DATABASE_CONNECTIONS.gauge(self.registry).set_function(database.connections_in_use)

    async def watch_loop(self) -> None:
        """Measure the event loop's lag until cancelled."""
        while True:
            due = time.perf_counter() + LAG_EVERY_S
            await asyncio.sleep(LAG_EVERY_S)
            self.loop_lag.observe(max(0.0, time.perf_counter() - due))


METRICS: web.AppKey[Metrics] = web.AppKey("metrics", Metrics)


@asynccontextmanager
async def serving_metrics(registry: CollectorRegistry, host: str, port: int) -> AsyncIterator[int]:
    """Serve `GET /metrics` on a separate listener and yield its port. Raises OSError when it cannot listen."""
    app = web.Application()

    async def show(request: web.Request) -> web.Response:
        encode, content_type = choose_encoder(request.headers.get("Accept", ""))
        return web.Response(body=encode(registry), headers={"Content-Type": content_type})

    app.router.add_get("/metrics", show)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()
