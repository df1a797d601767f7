"""A refused form is answered by its page, with the problem, the wrong fields and what was typed."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from msgspec import Struct

from conference.errors import ConflictError, RostrumError, UnavailableError
from conference.web import FormOutcome, Line, Password, install, read_form, shows_refusal_on
from tests.conference.web.conftest import Client, MakeSite, token_on


class NamedForm(Struct, frozen=True, kw_only=True):
    """A form with a required text, and a secret that is never shown again."""

    name: Line
    secret: Password = ""


async def _show_outcome(_request: web.Request, outcome: FormOutcome) -> web.Response:
    shown = {"problem": outcome.problem, "errors": dict(outcome.errors), "typed": dict(outcome.typed)}
    return web.json_response(shown, status=outcome.status)


@shows_refusal_on(_show_outcome, NamedForm)
async def _read_name(request: web.Request) -> web.Response:
    return web.Response(text=(await read_form(request, NamedForm)).name)


def _raise_error(error: RostrumError) -> web.RouteDef:
    @shows_refusal_on(_show_outcome)
    async def refuse(_request: web.Request) -> web.Response:
        raise error

    return web.post(f"/{error.code}", refuse)


@pytest.fixture
async def client(make_site: MakeSite) -> AsyncIterator[Client]:
    """A client of pages whose forms are read, or refused with an error."""
    app = web.Application()
    install(app, make_site())
    app.add_routes([web.post("/name", _read_name), _raise_error(ConflictError("http_409"))])
    app.add_routes([_raise_error(UnavailableError("http_503"))])
    async with TestClient(TestServer(app)) as made:
        yield made


async def test_accepted_form_is_answered_by_its_handler(client: Client) -> None:
    typed = {"csrf": await token_on(client, "/staff/sign-in"), "name": " Ada "}
    answer = await client.post("/name", data=typed)
    assert (answer.status, await answer.text()) == (200, "Ada")


async def test_wrong_field_is_shown_with_what_was_typed(client: Client) -> None:
    typed = {"csrf": await token_on(client, "/staff/sign-in"), "name": "", "secret": "swordfish"}
    answer = await client.post("/name", data=typed)
    shown = await answer.json()
    assert answer.status == 422
    assert shown["errors"] == {"name": shown["problem"]}
    assert shown["typed"] == {"name": ""}


async def test_other_refusal_is_shown_with_its_status(client: Client) -> None:
    answer = await client.post("/http_409", data={"csrf": await token_on(client, "/staff/sign-in"), "name": "Ada"})
    shown = await answer.json()
    assert answer.status == 409
    assert shown["problem"]
    assert (shown["errors"], shown["typed"]) == ({}, {})


async def test_unavailable_database_is_not_answered_by_page(client: Client) -> None:
    answer = await client.post("/http_503", data={"csrf": await token_on(client, "/staff/sign-in")})
    assert answer.status == 503
    assert answer.content_type == "text/html"
