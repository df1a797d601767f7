"""The application by parts: the pages of each, its background work, its readiness."""

import shutil
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer, make_mocked_request

from accreditation.doors.web.roster import ROSTER_PAGES
from broadcast.feed.service import FEED
from conference.auth.people import NewStaff, create_staff
from conference.clock import ManualClock
from conference.errors import RuleError
from conference.health import HEALTH
from conference.web import SITE
from rostrum import roles
from rostrum.app import make_application, try_first
from rostrum.runtime import open_runtime
from rostrum.settings import PARTS, Settings
from tests.conference.web.conftest import sign_in
from tests.conftest import MORNING
from tests.support.servers import create_database, drop_database

Client = TestClient[web.Request, web.Application]

ADDRESSES = {
    "board": ("/en/", "/en/screens/lobby", "/feed/v1/en/board.json", "/feed/v1/en/events", "/staff/console"),
    "desk": (
        "/en/apply",
        "/staff/vetting/security",
        "/staff/badges",
        "/staff/photos/x",
        f"/en/applications/{'x' * 22}",
    ),
    "doors": ("/staff/doors", "/doors/", "/doors/v1/list", "/staff/command"),
}
one_node = pytest.mark.asyncio(loop_scope="module")
EVERYWHERE = ("/staff/sign-in", "/staff/people", "/staff/", "/healthz", "/readyz")


@asynccontextmanager
async def serving(settings: Settings, clock: ManualClock) -> AsyncIterator[Client]:
    async with (
        open_runtime(settings, clock=clock) as runtime,
        TestClient(TestServer(make_application(runtime))) as client,
    ):
        yield client


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=PARTS)
async def part(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path
) -> AsyncIterator[tuple[str, Client, Path]]:
    """A node of one part alone, its client, its data folder."""
    folder = tmp_path_factory.mktemp(request.param)
    shutil.copy(sqlite_template, folder / "rostrum.db")
    async with serving(Settings(data_dir=folder, only=(request.param,)), ManualClock(MORNING)) as client:
        yield request.param, client, folder


async def is_routed(client: Client, address: str) -> bool:
    """Whether the address leads somewhere: to a page, or to the sign-in before it."""
    async with client.get(address, headers={"Accept-Language": "ru"}, allow_redirects=False) as answer:
        if answer.status != 404:
            return True
        body = await answer.text() if "html" in answer.headers["Content-Type"] else ""
        return "<title>Страница не найдена</title>" not in body and "<title>Page not found</title>" not in body


@one_node
async def test_node_of_one_part_serves_that_part_and_the_floor(part: tuple[str, Client, Path]) -> None:
    name, client, _ = part
    served = {a for addresses in ADDRESSES.values() for a in addresses if await is_routed(client, a)}
    secret_page = f"/en/applications/{'x' * 22}"  # its own 404 is told in the same words
    assert served - {secret_page} == set(ADDRESSES[name]) - {secret_page}
    for address in EVERYWHERE:
        assert await is_routed(client, address), address


@one_node
async def test_missing_page_is_in_the_language_of_its_path(
    part: tuple[str, Client, Path],
) -> None:
    name, client, _ = part
    address = "/ar/" if name != "board" else "/ar/apply"
    answer = await client.get(address, headers={"Accept": "text/html"})
    assert answer.status == 404
    assert "<title>الصفحة غير موجودة</title>" in await answer.text()


@one_node
async def test_front_page_is_one_that_the_node_serves(part: tuple[str, Client, Path]) -> None:
    name, client, _ = part
    answer = await client.get("/", headers={"Accept-Language": "fr"}, allow_redirects=False)
    assert answer.headers["Location"] == {"board": "/fr/", "desk": "/fr/apply", "doors": "/staff/"}[name]


@one_node
async def test_private_key_is_only_on_the_node_that_issues(part: tuple[str, Client, Path]) -> None:
    name, client, folder = part
    keys = list((folder / "keys").glob("*.pem")) if (folder / "keys").exists() else []
    assert len(keys) == (1 if name == "desk" else 0)
    app = client.server.app  # type: ignore[attr-defined]
    if name == "doors":
        services = app[ROSTER_PAGES].services
        async with services.transactions.read() as transaction:
            with pytest.raises(RuleError, match=r"badge\.no_signing_key"):
                await services.keys.get_signer(transaction)


@one_node
async def test_readiness_asks_what_the_part_needs(part: tuple[str, Client, Path]) -> None:
    name, client, _ = part
    answer = await client.get("/readyz")
    assert answer.status == 200
    expected = {"database": True, "clock": True, "writes": True, "serving": True} | (
        {"board": True} if name == "board" else {}
    )
    assert await answer.json() == {"ready": True, "parts": expected}
    assert (FEED in client.server.app) == (name == "board")  # type: ignore[attr-defined]


async def test_several_parts_go_together(tmp_path: Path, sqlite_template: Path, clock: ManualClock) -> None:
    shutil.copy(sqlite_template, tmp_path / "rostrum.db")
    async with serving(Settings(data_dir=tmp_path, only=("board", "doors")), clock) as client:
        assert await is_routed(client, "/en/screens/lobby")
        assert await is_routed(client, "/staff/doors")
        assert not await is_routed(client, "/en/apply")


@pytest.mark.parametrize(("public_url", "offered"), [("", False), ("http://press.example", True)])
async def test_staff_see_tiles_of_other_nodes_at_the_same_address(
    tmp_path: Path, sqlite_template: Path, clock: ManualClock, public_url: str, offered: bool
) -> None:
    shutil.copy(sqlite_template, tmp_path / "rostrum.db")
    settings = Settings(data_dir=tmp_path, only=("doors",), public_url=public_url)
    async with serving(settings, clock) as client:
        site = client.server.app[SITE]  # type: ignore[attr-defined]
        new = NewStaff("operator", "Operator", frozenset({roles.OPERATOR}), "en", "correct horse battery")
        await create_staff(site.accounts, new)
        client.session.headers["Host"] = "press.example" if public_url else "localhost"
        await sign_in(client, "operator")
        page = await (await client.get("/staff/")).text()
        assert ("/staff/console" in page) == offered


async def test_node_that_drains_is_not_ready_and_alive(client: TestClient[web.Request, web.Application]) -> None:
    client.server.app[HEALTH].draining = True  # type: ignore[attr-defined]
    answer = await client.get("/readyz")
    assert (answer.status, (await answer.json())["parts"]["serving"]) == (503, False)
    assert (await client.get("/healthz")).status == 200


async def test_node_whose_database_is_gone_is_not_ready(
    postgres_url: str, postgres_template: str, tmp_path: Path, clock: ManualClock
) -> None:
    name = f"test_{uuid.uuid4().hex}"
    url = await create_database(postgres_url, name, postgres_template)
    async with serving(Settings(data_dir=tmp_path, database_url=url), clock) as client:
        assert (await client.get("/readyz")).status == 200
        await drop_database(postgres_url, name)
        answer = await client.get("/readyz")
        assert (answer.status, (await answer.json())["parts"]["database"]) == (503, False)


async def test_chosen_paths_are_compared_before_others() -> None:
    async def answer(_request: web.Request) -> web.Response:
        return web.Response()

    app = web.Application()
    app.router.add_get("/{language}/{secret}", answer, name="any")
    app.router.add_get("/{language}/programme", answer, name="programme")
    request = make_mocked_request("GET", "/en/programme")
    before = await app.router.resolve(request)
    try_first(app.router, ["/{language}/programme"])
    after = await app.router.resolve(request)
    assert [one.route.resource.name for one in (before, after) if one.route.resource] == ["any", "programme"]
