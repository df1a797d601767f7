"""HTTP of webhooks: to public addresses alone, without redirections."""

import socket
from collections.abc import AsyncIterator, Sequence

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.test_utils import BaseTestServer, TestServer

from conference.webhooks.sender import PrivateAddressError, PublicResolver, WebhookSender, is_public

PRIVATE = [
    *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
    *("224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1"),
    *("2002:7f00:1::", "64:ff9b::7f00:1", "64:ff9b:1::a00:1", "ff02::1", "x"),
]


class FixedResolver(AbstractResolver):
    """Resolves every name to these addresses."""

    def __init__(self, addresses: Sequence[str]) -> None:
        self.addresses = addresses

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [
            ResolveResult(hostname=host, host=one, port=port, family=family, proto=0, flags=0) for one in self.addresses
        ]

    async def close(self) -> None:
        """Nothing is open."""


@pytest.mark.parametrize("address", PRIVATE)
def test_addresses_of_networks_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2a00:1450::1", "::ffff:8.8.8.8"])
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(address)


async def test_name_with_one_private_address_is_refused() -> None:
    with pytest.raises(PrivateAddressError):
        await PublicResolver(FixedResolver(["8.8.8.8", "10.0.0.1"])).resolve("a.example")


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
                return web.Response(status=429, headers={"Retry-After": request.query_string})
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
    paths = ("/busy?120", "/busy?Fri,%2031%20Dec%202027%2023:59:59%20GMT", "/busy?-1", "/busy?99999999999", "/good")
    attempts = [await sender.send(str(server.make_url(path)), b"{}", {"webhook-id": "msg_1"}) for path in paths]
    await sender.close()
    assert [one.retry_after_s for one in attempts] == [120, None, None, None, None]
