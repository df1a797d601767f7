"""Log entries: one write each, with the number of their request, and without any input (canaries)."""

import asyncio
import errno
import json
import logging
from collections.abc import AsyncIterator, Iterator
from io import StringIO
from typing import Any

import pytest
import structlog
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import text

from conference import health
from conference.auth.logins import Accounts
from conference.auth.people import NewStaff, create_staff
from conference.auth.roles import ADMINISTRATOR
from conference.logs import configure_logs, log_loop_error
from conference.metrics import METRICS, Metrics
from conference.storage.engine import Database
from conference.web.observed import SLOW_S, observe
from tests.conference.web.conftest import MakeSite, make_app, sign_in

CANARY = "Tsvetomira-Swordfish-4711"
PASSWORD = "correct horse battery"

Client = TestClient[web.Request, web.Application]


class Lines(StringIO):
    """A stream that gives the lines it took, parsed."""

    def parsed(self, event: str = "") -> list[dict[str, Any]]:
        found = [json.loads(line) for line in self.getvalue().splitlines()]
        return [line for line in found if event in ("", line["event"])]


def configured(level: str = "debug", worker: int = 0) -> Lines:
    lines = Lines()
    configure_logs(line_format="json", level=level, worker=worker, stream=lines)
    return lines


@pytest.fixture(autouse=True)
def put_back() -> Iterator[None]:
    root = logging.getLogger()
    before = (list(root.handlers), root.level)
    yield
    structlog.reset_defaults()
    root.handlers[:], root.level = before


@pytest.fixture
async def client(make_site: MakeSite, sqlite_database: Database) -> AsyncIterator[Client]:
    """The web layer with logging, and pages that fail, are slow, or log a warning."""
    app = make_app(make_site())
    app.middlewares.insert(1, observe)
    app[METRICS] = Metrics()
    app.router.add_routes(health.routes())

    async def fail(request: web.Request) -> web.Response:
        try:
            async with sqlite_database.write() as connection:
                values = {"value": request.match_info["value"]}
                await connection.execute(text("INSERT INTO nothing_here VALUES (:value)"), values)
        except Exception as error:
            raise ValueError(f"could not keep {request.match_info['value']}") from error
        return web.Response()

    async def dawdle(_request: web.Request) -> web.Response:
        await asyncio.sleep(SLOW_S)
        return web.Response()

    async def complain(_request: web.Request) -> web.Response:
        logging.getLogger("somebody.else").warning("seven %s", "seals")
        return web.Response()

    routes = [web.get("/try/fail/{value}", fail), web.get("/try/slow", dawdle), web.get("/try/complain", complain)]
    app.router.add_routes(routes)
    async with TestClient(TestServer(app)) as opened:
        yield opened


async def test_usual_request_is_logged_at_debug(client: Client) -> None:
    lines = configured("info")
    await client.get("/healthz")
    assert lines.parsed() == []
    lines = configured("debug")
    answer = await client.get("/healthz?who=me")
    (line,) = lines.parsed("request.answered")
    assert line["level"] == "debug"
    assert line["request_id"] == answer.headers["X-Request-Id"]
    assert (line["method"], line["route"], line["status"]) == ("GET", "/healthz", 200)
    assert 0 <= line["seconds"] < 1


async def test_slow_request_is_logged_at_info(client: Client) -> None:
    lines = configured("info")
    await client.get("/try/slow")
    (line,) = lines.parsed("request.answered")
    assert (line["level"], line["route"]) == ("info", "/try/slow")
    assert line["seconds"] >= SLOW_S


async def test_failed_request_is_logged_without_its_input(client: Client) -> None:
    lines = configured("info")
    answer = await client.get(f"/try/fail/{CANARY}", params={"q": CANARY})
    assert answer.status == 500
    (failure,), (line,) = lines.parsed("request.failed"), lines.parsed("request.answered")
    assert failure["request_id"] == line["request_id"] == answer.headers["X-Request-Id"]
    assert (line["level"], line["route"], line["status"]) == ("info", "/try/fail/{value}", 500)
    assert "builtins.ValueError" in failure["exception"]
    assert "OperationalError SQLITE_ERROR" in failure["exception"]
    assert "test_logs.py" in failure["exception"]
    assert CANARY not in lines.getvalue()


async def test_log_entries_of_libraries_carry_the_request_id(client: Client) -> None:
    lines = configured("info")
    answer = await client.get("/try/complain")
    (line,) = lines.parsed("seven seals")
    assert line["request_id"] == answer.headers["X-Request-Id"]
    assert (line["logger"], line["level"]) == ("somebody.else", "warning")
    logging.getLogger("somebody.else").warning("later")
    assert "request_id" not in lines.parsed("later")[0]


async def test_log_has_the_staff_id_and_no_input(client: Client, accounts: Accounts) -> None:
    new = NewStaff("canary.user", CANARY, frozenset({ADMINISTRATOR}), "en", PASSWORD)
    staff = await create_staff(accounts, new)
    lines = configured("debug")
    await sign_in(client, "canary.user", "wrong " + PASSWORD)
    await sign_in(client, "canary.user", PASSWORD)
    await client.get("/staff/people", params={"q": CANARY})
    await client.get(f"/en/applications/{CANARY}{CANARY}")
    await client.get(f"/{CANARY}", headers={"User-Agent": CANARY, "Referer": f"http://x/{CANARY}"})
    told = [line for line in lines.parsed("request.answered") if line["route"] == "/staff/people"]
    assert [line["staff"] for line in told] == [staff.id]
    for canary in (CANARY, "canary.user", PASSWORD, "Referer"):
        assert canary not in lines.getvalue()


async def test_background_error_is_logged_by_type_and_location() -> None:
    lines = configured("info")
    asyncio.get_running_loop().set_exception_handler(log_loop_error)

    async def fail() -> None:
        raise KeyError(CANARY)

    task = asyncio.create_task(fail(), name=CANARY)
    await asyncio.wait([task])
    del task
    asyncio.get_running_loop().call_soon(_raise, CANARY)
    await asyncio.sleep(0.01)
    first, second = lines.parsed("loop.failed")
    assert {first["what"], second["what"]} == {"Task exception was never retrieved", "Exception in callback"}
    assert CANARY not in lines.getvalue()


def _raise(value: str) -> None:
    raise ValueError(value)


def test_worker_is_named_in_each_line() -> None:
    lines = configured("info", worker=3)
    structlog.get_logger().info("hello")
    logging.getLogger("aiohttp.server").error("hello")
    assert [line["worker"] for line in lines.parsed("hello")] == [3, 3]


def test_log_entry_is_one_write_so_that_workers_do_not_mix() -> None:
    written: list[str] = []

    class Stream(StringIO):
        def write(self, text: str) -> int:
            written.append(text)
            return len(text)

    configure_logs(line_format="json", stream=Stream())
    structlog.get_logger().info("one")
    assert [text.endswith("}\n") for text in written] == [True]


def test_full_disk_does_not_fail_the_program() -> None:
    class FullDisk(StringIO):
        def write(self, text: str) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

        def flush(self) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

    configure_logs(stream=FullDisk())
    structlog.get_logger().error("mine")
    logging.getLogger("other").error("theirs")


def test_refused_connection_is_logged_with_its_address() -> None:
    lines = configured("info")
    try:
        raise ConnectionRefusedError(111, "Connect call failed ('127.0.0.1', 5432)")
    except OSError:
        structlog.get_logger().exception("no")
    assert "Connect call failed ('127.0.0.1', 5432)" in lines.parsed("no")[0]["exception"]


def test_text_entries_of_libraries_look_the_same() -> None:
    lines = StringIO()
    configure_logs(stream=lines)
    structlog.get_logger().warning("mine", a=1)
    logging.getLogger("other").warning("theirs")
    first, second = lines.getvalue().splitlines()
    assert "[warning  ] mine" in first
    assert "[warning  ] theirs" in second
