"""Liveness and readiness: failing, slow and missing checks, and a process that stops."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from structlog.testing import capture_logs

from conference import health as module
from conference.health import HEALTH, Health, routes

Client = TestClient[web.Request, web.Application]


async def healthy() -> bool:
    return True


async def unhealthy() -> bool:
    return False


async def broken() -> bool:
    raise ConnectionRefusedError("no such server")


@pytest.fixture
def health() -> Health:
    return Health()


@pytest.fixture
async def client(health: Health) -> AsyncIterator[Client]:
    """A client of an application that has only the two routes."""
    app = web.Application()
    app[HEALTH] = health
    app.add_routes(routes())
    async with TestClient(TestServer(app)) as opened:
        yield opened


async def test_process_without_checks_is_serving(health: Health) -> None:
    assert await health.parts() == {"serving": True}


async def test_parts_are_reported_in_order_of_registration(health: Health) -> None:
    health.watch("database", healthy)
    health.watch("board", unhealthy)
    assert list((await health.parts()).items()) == [("database", True), ("board", False), ("serving", True)]


async def test_check_that_raises_is_unhealthy_and_logged(health: Health) -> None:
    health.watch("database", broken)
    with capture_logs() as logged:
        assert await health.parts() == {"database": False, "serving": True}
    assert [(line["part"], line["error"]) for line in logged] == [("database", "ConnectionRefusedError")]


async def test_check_that_hangs_is_unhealthy(health: Health, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ANSWER_WITHIN_S", 0.0)

    async def hang() -> bool:
        await asyncio.Event().wait()
        return True

    health.watch("database", hang)
    assert await health.parts() == {"database": False, "serving": True}


async def test_results_of_checks_are_not_cached(health: Health) -> None:
    answers = iter((True, False, True))

    async def check() -> bool:
        return next(answers)

    health.watch("database", check)
    assert [(await health.parts())["database"] for _ in range(3)] == [True, False, True]


async def test_readiness_fails_with_a_part_and_is_not_stored(client: Client, health: Health) -> None:
    health.watch("database", healthy)
    answer = await client.get("/readyz")
    assert (answer.status, answer.headers["Cache-Control"]) == (200, "no-store")
    health.watch("database", broken)
    answer = await client.get("/readyz")
    assert (answer.status, answer.headers["Cache-Control"]) == (503, "no-store")
    assert await answer.json() == {"ready": False, "parts": {"database": False, "serving": True}}


async def test_reads_are_ready_without_writes(client: Client, health: Health) -> None:
    health.watch("database", healthy)
    health.watch("writes", broken, needed_by_reads=False)
    statuses = [(await client.get(path)).status for path in ("/readyz", "/readyz/reads")]
    health.watch("database", broken)
    assert (statuses, (await client.get("/readyz/reads")).status) == ([503, 200], 503)


async def test_stopping_process_is_alive_and_not_ready(client: Client, health: Health) -> None:
    health.draining = True
    assert (await client.get("/readyz")).status == 503
    assert (await client.get("/healthz")).status == 200


async def test_liveness_runs_no_check(client: Client, health: Health) -> None:
    asked: list[str] = []

    async def check() -> bool:
        asked.append("database")
        return False

    health.watch("database", check)
    assert (await client.get("/healthz")).status == 200
    assert asked == []
