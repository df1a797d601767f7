"""Metrics of one application: labels without client input, database errors, and the separate listener."""

import asyncio
import sqlite3
import time
from pathlib import Path

import aiohttp
import pytest
from prometheus_client import CollectorRegistry
from sqlalchemy import text

from conference import metrics as module
from conference.clock import SystemClock
from conference.errors import UnavailableError
from conference.metrics import FAMILIES, Family, Metrics, serving_metrics
from conference.storage.engine import Database, open_database
from conference.storage.one_trip_sqlite import OneTripConnection

ROUTE = "/{language}/apply"


def value(metrics: Metrics, name: str, **labels: str) -> float | None:
    """The value of a sample, None if it does not exist."""
    return metrics.registry.get_sample_value(name, labels)


def test_answer_is_counted_by_method_route_and_status() -> None:
    metrics = Metrics()
    for status in (200, 200, 422):
        metrics.count_answer("POST", ROUTE, status, seconds=0.02)
    assert value(metrics, "rostrum_http_requests_total", method="POST", route=ROUTE, status="200") == 2
    assert value(metrics, "rostrum_http_requests_total", method="POST", route=ROUTE, status="422") == 1
    assert value(metrics, "rostrum_http_request_duration_seconds_count", route=ROUTE) == 3
    assert value(metrics, "rostrum_http_request_duration_seconds_bucket", route=ROUTE, le="0.01") == 0


def test_methods_of_clients_share_one_label() -> None:
    metrics = Metrics()
    for method in ("PROPFIND", "get", "X" * 1000, "\udcff"):
        metrics.count_answer(method, "unknown", 405, seconds=0.0)
    assert value(metrics, "rostrum_http_requests_total", method="other", route="unknown", status="405") == 4


def test_stream_is_counted_without_a_duration() -> None:
    metrics = Metrics()
    metrics.count_answer("GET", ROUTE, 200, seconds=None)
    assert value(metrics, "rostrum_http_requests_total", method="GET", route=ROUTE, status="200") == 1
    assert value(metrics, "rostrum_http_request_duration_seconds_count", route=ROUTE) is None


@pytest.mark.parametrize(
    ("method", "route", "status", "reasons"),
    [
        ("POST", "/staff/sign-in", 422, {"wrong": 1.0, "throttled": 0.0}),
        ("POST", "/staff/sign-in", 429, {"wrong": 0.0, "throttled": 1.0}),
        ("POST", "/staff/sign-in", 303, {"wrong": 0.0, "throttled": 0.0}),
        ("GET", "/staff/sign-in", 429, {"wrong": 0.0, "throttled": 0.0}),
        ("POST", ROUTE, 422, {"wrong": 0.0, "throttled": 0.0}),
    ],
)
def test_sign_in_failure_is_counted_by_reason(method: str, route: str, status: int, reasons: dict[str, float]) -> None:
    metrics = Metrics()
    metrics.count_answer(method, route, status, seconds=0.1)
    assert {reason: value(metrics, "rostrum_sign_in_failures_total", reason=reason) for reason in reasons} == reasons


async def test_open_requests_are_waited_for() -> None:
    metrics = Metrics()
    metrics.open_requests = 2
    waiting = asyncio.create_task(metrics.wait_for_requests(within_s=60))
    await asyncio.sleep(0)
    assert (waiting.done(), value(metrics, "rostrum_http_requests_open")) == (False, 2)
    metrics.open_requests = 0
    async with asyncio.timeout(5):
        await waiting


async def test_open_requests_are_waited_for_until_the_deadline() -> None:
    metrics = Metrics()
    metrics.open_requests = 1
    async with asyncio.timeout(5):
        await metrics.wait_for_requests(within_s=0)
    assert metrics.open_requests == 1


async def test_refused_statement_and_open_connections_are_counted(sqlite_database: Database) -> None:
    metrics = Metrics()
    metrics.watch_database(sqlite_database)
    async with sqlite_database.read() as connection:
        assert value(metrics, "rostrum_database_connections") == 1
        with pytest.raises(Exception, match="nothing_here"):
            await connection.execute(text("SELECT * FROM nothing_here"))
    assert value(metrics, "rostrum_database_errors_total", kind="statement") == 1
    assert value(metrics, "rostrum_database_errors_total", kind="connection") == 0
    assert value(metrics, "rostrum_database_connections") == 0


async def test_failed_commit_is_counted(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail_to_commit(_connection: object) -> None:
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    metrics = Metrics()
    metrics.watch_database(sqlite_database)
    monkeypatch.setattr(OneTripConnection, "commit", fail_to_commit)
    with pytest.raises(UnavailableError):
        async with sqlite_database.write():
            pass
    assert value(metrics, "rostrum_database_errors_total", kind="statement") == 1


async def test_unreachable_database_is_counted(tmp_path: Path) -> None:
    database, metrics = open_database(f"sqlite:///{tmp_path}/missing/rostrum.db"), Metrics()
    metrics.watch_database(database)
    with pytest.raises(Exception, match=r"database\.unavailable"):
        async with database.read():
            pass
    await database.close()
    assert (value(metrics, "rostrum_database_errors_total", kind="connection") or 0) >= 1


async def test_lag_of_a_blocked_event_loop_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LAG_EVERY_S", 0.001)
    metrics = Metrics()
    watching = asyncio.create_task(metrics.watch_loop())
    await asyncio.sleep(0)
    time.sleep(0.03)  # noqa: ASYNC251 - blocks the event loop on purpose
    async with asyncio.timeout(5):
        while not value(metrics, "rostrum_loop_lag_seconds_count"):  # noqa: ASYNC110
            await asyncio.sleep(0.001)
    watching.cancel()
    assert (value(metrics, "rostrum_loop_lag_seconds_sum") or 0) >= 0.025


async def test_listener_serves_its_registry_and_nothing_else() -> None:
    registry = CollectorRegistry()
    Family(name="rostrum_test_total", kind="counter", help="Of this test.").counter(registry).inc(3)
    async with serving_metrics(registry, "127.0.0.1", 0) as port, aiohttp.ClientSession() as session:
        answer = await session.get(f"http://127.0.0.1:{port}/metrics")
        assert "rostrum_test_total 3.0" in await answer.text()
        assert (await session.get(f"http://127.0.0.1:{port}/")).status == 404
        with pytest.raises(OSError, match="address already in use"):
            async with serving_metrics(registry, "127.0.0.1", port):
                pass


def test_registries_of_two_applications_are_separate() -> None:
    one, other = Metrics(), Metrics()
    one.count_answer("GET", ROUTE, 200, seconds=0.1)
    assert value(other, "rostrum_http_requests_total", method="GET", route=ROUTE, status="200") is None


def test_registry_has_each_family_except_database_ones() -> None:
    metrics = Metrics()
    metrics.watch_clock(SystemClock())
    names = {family.name for family in metrics.registry.collect()}
    own = {family.name.removesuffix("_total") for family in FAMILIES if not family.name.startswith("rostrum_database")}
    assert own <= names
