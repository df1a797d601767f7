"""HTTP of webhooks: to public addresses alone, without redirections."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import BaseTestServer, TestServer

from conference.webhooks.sender import WebhookSender
from tests.support.resolvers import FixedResolver

DATE = "Fri, 31 Dec 2027 12:00:00 GMT"


@pytest.mark.parametrize(
    "url",
    ["https://127.0.0.1/", "https://[::1]/", "https://2130706433/", "https://0177.0.0.1/", "https://a.example/"],
)
async def test_nothing_is_sent_to_a_private_address(url: str) -> None:
    sender = WebhookSender(resolver=FixedResolver(["127.0.0.1"]))
    attempt = await sender.send(url, b"{}", {})
    await sender.close()
    assert (attempt.status, attempt.is_accepted, attempt.answer) == (None, False, "address not public")


@pytest.fixture
async def server() -> AsyncIterator[BaseTestServer]:
    async def answer(request: web.Request) -> web.Response:
        match request.path:
            case "/away":
                raise web.HTTPFound("/good")
            case "/large":
                return web.Response(text="x" * 1_000_000)
            case "/busy":
                return web.Response(status=429, headers={"Retry-After": request.query_string, "Date": DATE})
            case "/bad":
                raise web.HTTPInternalServerError
        assert request.headers["webhook-id"] == "msg_1"
        assert "Cookie" not in request.headers
        return web.Response(text=(await request.text()))

    app = web.Application()
    app.router.add_post("/{path}", answer)
    async with TestServer(app) as started:
        yield started


async def test_answers_are_accepted_by_their_status(server: BaseTestServer) -> None:
    sender = WebhookSender(allows_private=True)
    paths = ("/good", "/large", "/away", "/bad")
    attempts = [await sender.send(str(server.make_url(path)), b"{}", {"webhook-id": "msg_1"}) for path in paths]
    unreachable = await sender.send("http://127.0.0.1:1/", b"{}", {})
    await sender.close()
    assert [(one.status, one.is_accepted) for one in attempts] == [(200, True), (200, True), (302, False), (500, False)]
    assert unreachable.answer == "ClientConnectorError"


async def test_time_that_a_receiver_asks_to_wait_is_read(server: BaseTestServer) -> None:
    sender = WebhookSender(allows_private=True)
    asked = ("120", DATE.replace(":00 ", ":59 "), DATE.replace("2027", "2026"), "-1", "99999999999", "Fri", "")
    urls = [server.make_url("/busy").with_query(one) for one in asked]
    attempts = [await sender.send(str(url), b"{}", {"webhook-id": "msg_1"}) for url in urls]
    await sender.close()
    assert [one.retry_after_s for one in attempts] == [120, 59, 0, None, None, None, None]
