"""The floor alone, wired over a real database, with a test client and people who may sign in."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pytest
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web_request import FileField

from conference.auth.letters import StaffMail
from conference.auth.logins import Accounts
from conference.auth.people import NewStaff, create_staff
from conference.auth.roles import ADMINISTER, ADMINISTRATOR, Role, Staff
from conference.bus import Bus
from conference.clock import ManualClock
from conference.errors import ThrottledError
from conference.event import load_event
from conference.hosts import ServedHosts
from conference.ids import RandomIds
from conference.issued_secrets import IssuedSecrets
from conference.resources import event_folder
from conference.storage.engine import Database
from conference.storage.transactions import Transactions
from conference.texts.catalogues import Catalogues
from conference.web import (
    Site,
    accepts,
    before_body,
    install,
    make_environment,
    render,
    require,
)
from conference.web.assets import Assets
from conference.web.context import Tile
from conference.web.form_bodies import posted_form
from rostrum.packages import static_folders, template_folders
from tests.conference.roles import CLERK, INSPECT, INSPECTOR, ROLE_TABLE, SERVE
from tests.support.kept_letters import KeptLetters
from tests.support.passwords import cheap_passwords

PASSWORD = "correct horse battery"
ISSUED = IssuedSecrets(RandomIds(), b"k" * 32)
Client = TestClient[web.Request, web.Application]
MakeClient = Callable[..., Awaitable[Client]]

FILES: web.AppKey[list[IO[bytes]]] = web.AppKey("files", list)
"""The files that `/form` has read."""

CATALOGUES = Catalogues()
ASSETS = Assets(static_folders())
ENVIRONMENT = make_environment(template_folders())
EVENT = load_event(event_folder("hanoi-2025"))


async def _count_seven(_request: web.Request) -> tuple[str, int]:
    return "staff.tile_number.administer", 7


TILES = (
    Tile(SERVE, "/staff/counter", "people", "staff.home.title", "staff.home.title"),
    Tile(INSPECT, "/staff/not-served", "shield", "staff.home.title", "staff.home.title"),
    Tile(ADMINISTER, "/staff/people", "people", "staff.home.title", "staff.home.title", _count_seven),
)
ROLE_TEXTS = {role.name: "role.administrator" for role in ROLE_TABLE}


@pytest.fixture
def letters() -> KeptLetters:
    """The letters to staff."""
    return KeptLetters()


@pytest.fixture
def accounts(sqlite_database: Database, clock: ManualClock, letters: KeptLetters) -> Accounts:
    """Accounts over a real database; the hash is made cheap, the algorithm is the real one."""
    transactions = Transactions(sqlite_database, Bus())
    mail = StaffMail(letters, "http://press.example")
    return Accounts(transactions, clock, RandomIds(), cheap_passwords(), ROLE_TABLE, ISSUED, mail=mail)


MakeSite = Callable[..., Site]


@pytest.fixture
def make_site(accounts: Accounts, clock: ManualClock, tmp_path: Path) -> MakeSite:
    """A floor with settings of choice."""

    def make(public_url: str = "http://press.example", proxies: int = 0) -> Site:
        return Site(
            catalogues=CATALOGUES,
            assets=ASSETS,
            environment=ENVIRONMENT,
            accounts=accounts,
            clock=clock,
            ids=RandomIds(),
            issued_secrets=ISSUED,
            event=EVENT,
            public_url=public_url,
            hosts=ServedHosts.of(public_url),
            font_cache=tmp_path / "fonts",
            tiles=TILES,
            role_texts=ROLE_TEXTS,
            proxies=proxies,
        )

    return make


async def _public(request: web.Request) -> web.Response:
    return render(
        request,
        "error.html",
        error_status=404,
        error_title="error_page.title_404",
        error_key="error.http_404",
        error_params={},
        request_id="",
    )


async def _break(request: web.Request) -> web.Response:
    raise RuntimeError("the password is swordfish")


async def _echo(request: web.Request) -> web.Response:
    form = await posted_form(request)
    return web.json_response({name: str(value)[:40] for name, value in form.items()})


@accepts(8 * 1024 * 1024)
async def _form(request: web.Request) -> web.Response:
    """Tell what was posted: a text as it is, a file by its name, type and size."""
    told: dict[str, object] = {}
    for name, value in (await posted_form(request)).items():
        if isinstance(value, FileField):
            request.app[FILES].append(value.file)
            told[name] = [value.filename, value.content_type, len(value.file.read())]
        elif name != "csrf":
            told[name] = value
    return web.json_response(told)


def _is_closed(request: web.Request) -> None:
    raise ThrottledError("requests.throttled", retry_after_s=7)


@before_body(_is_closed)
async def _closed(request: web.Request) -> web.Response:
    raise AssertionError("the check did not refuse the request")


@accepts(1024 * 1024)
async def _large(request: web.Request) -> web.Response:
    return web.json_response({"bytes": len(await request.read())})


@require(SERVE)
async def _counter(request: web.Request) -> web.Response:
    return web.Response(text="counter")


def make_app(site: Site) -> web.Application:
    """The floor and a few pages to try it with."""
    app = web.Application()
    app[FILES] = []
    install(app, site)
    app.add_routes(
        [
            web.get("/{language}/", _public),
            web.get("/break", _break),
            web.post("/echo", _echo),
            web.post("/form", _form),
            web.post("/closed", _closed),
            web.post("/large", _large),
            web.get("/staff/counter", _counter),
        ]
    )
    return app


@pytest.fixture
async def make_client(make_site: MakeSite) -> AsyncIterator[MakeClient]:
    """A client of an app whose floor has settings of choice."""
    clients: list[Client] = []

    async def make(**settings: object) -> Client:
        client: Client = TestClient(TestServer(make_app(make_site(**settings))))
        await client.start_server()
        clients.append(client)
        return client

    yield make
    for client in clients:
        await client.close()


@pytest.fixture
async def client(make_client: MakeClient) -> Client:
    """A client over plain http."""
    return await make_client()


@dataclass(frozen=True)
class People:
    """Somebody for each role of the tests."""

    officer: Staff
    desk: Staff
    administrator: Staff


@pytest.fixture
async def people(accounts: Accounts) -> People:
    """Three people with one password."""

    async def add(username: str, name: str, role: Role, language: str) -> Staff:
        return await create_staff(accounts, NewStaff(username, name, frozenset({role}), language, PASSWORD))

    return People(
        officer=await add("officer", "Trần Thị Hạnh", INSPECTOR, "vi"),
        desk=await add("desk", "ليلى حداد", CLERK, "ar"),
        administrator=await add("admin", "Ada Byron", ADMINISTRATOR, "en"),
    )


async def token_on(client: Client, path: str) -> str:
    """The form token of a page."""
    html = await (await client.get(path)).text()
    match = re.search(r'name="csrf" (?:value|content)="([0-9a-f]{64})"', html)
    assert match, f"no token on {path}"
    return match[1]


async def sign_in(client: Client, username: str, password: str = PASSWORD, next_: str = "") -> ClientResponse:
    """Sign in through the page, as a person would."""
    form = {
        "csrf": await token_on(client, "/staff/sign-in"),
        "username": username,
        "password": password,
        "next": next_,
    }
    return await client.post("/staff/sign-in", data=form, allow_redirects=False)
