"""The whole application with the programme on its board, and operators who sign in."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html import unescape

import pytest
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer

from broadcast.board.actions.programme import load_programme
from broadcast.board.event_data import programme_of
from broadcast.board.ports import Board
from broadcast.feed.service import BOARD, FEED, Feed
from conference.auth.people import NewStaff, create_staff
from conference.auth.roles import Staff
from rostrum import roles
from rostrum.app import make_application
from rostrum.runtime import Runtime
from tests.support.direct_logins import log_in

Client = TestClient[web.Request, web.Application]
PASSWORD = "correct horse battery"


def hidden(html: str, name: str) -> str:
    """The value of a hidden field."""
    match = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert match, f"no hidden field {name}"
    return unescape(match[1])


@dataclass
class Served:
    """The application with its programme loaded, and a client of it."""

    client: Client
    runtime: Runtime
    board: Board
    feed: Feed
    operator: Staff

    async def page(self, path: str, status: int = 200) -> str:
        """The text of a page."""
        response = await self.client.get(path)
        text = await response.text()
        assert response.status == status, text
        return text

    async def sign_in(self, username: str = "operator") -> None:
        """Sign in with an existing account, in place of an earlier sign-in."""
        await log_in(self.client, username, PASSWORD)

    async def send(self, path: str, seen: str, **fields: str) -> ClientResponse:
        """Send a form of the console as it stood on the page that was `seen`."""
        form = {"csrf": hidden(seen, "csrf"), "expected": hidden(seen, "expected"), **fields}
        return await self.client.post(f"/staff/console/{path}", data=form, allow_redirects=False)

    async def heard(self) -> None:
        """Let the node hear of what was committed."""
        await self.feed.hub.refresh()


@pytest.fixture
async def served(runtime: Runtime) -> AsyncIterator[Served]:
    """The programme is loaded, an operator works in English and one in Arabic; nobody is signed in."""
    async with serve_board(runtime) as served:
        yield served


@asynccontextmanager
async def serve_board(runtime: Runtime) -> AsyncIterator[Served]:
    """Serve the board of the runtime's event, to the people of `served`."""
    people = {}
    for username, role, code in (
        ("operator", roles.OPERATOR, "en"),
        ("layla", roles.OPERATOR, "ar"),
        ("door", roles.DOOR, "en"),
    ):
        new = NewStaff(username, username.title(), frozenset({role}), code, PASSWORD)
        people[username] = await create_staff(runtime.accounts, new)
    app = make_application(runtime)
    await load_programme(app[BOARD], programme_of(runtime.event), operator=people["operator"])
    async with TestClient(TestServer(app)) as client:
        yield Served(client, runtime, app[BOARD], app[FEED], people["operator"])
