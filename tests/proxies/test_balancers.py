"""A server with TLS of its own behind balancers of layer 4, which name the client by the PROXY protocol."""

import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import msgspec
import pytest
import pytest_asyncio
from websockets.asyncio.client import connect

from conference.clock import ManualClock
from rostrum.app import make_application
from rostrum.runtime import open_runtime
from rostrum.serving.application import serve_application
from rostrum.serving.runner import bind_addresses
from rostrum.settings import Settings
from tests.conftest import MORNING
from tests.proxies.servers import Certificate, Front, haproxy, make_certificate, nginx_stream
from tests.support.accreditation_pages import hidden
from tests.support.servers import free_port

BALANCER = "127.0.0.1"
SIGN_IN = "/staff/sign-in"

served = pytest.mark.asyncio(loop_scope="module")


@dataclass(frozen=True)
class BalancedSite:
    """A server on two ports, as two nodes would be, and the balancers before it."""

    port: int
    fronts: dict[str, Front]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def site(
    tmp_path_factory: pytest.TempPathFactory, certificate: Certificate, sqlite_template: Path
) -> AsyncIterator[BalancedSite]:
    folder = tmp_path_factory.mktemp("balanced")
    shutil.copy(sqlite_template, folder / "rostrum.db")
    settings = Settings(
        data_dir=folder,
        public_url="https://localhost",
        tls_certificate=certificate.file,
        tls_key=certificate.key,
        proxy_protocol=(BALANCER,),
    )
    ports = free_port(), free_port()
    bound = [opened for port in ports for opened in await bind_addresses(BALANCER, port)]
    nodes = [f"{BALANCER}:{port}" for port in ports]
    async with (
        open_runtime(settings, clock=ManualClock(MORNING)) as runtime,
        serve_application(make_application(runtime), runtime, bound),
    ):
        with (
            nginx_stream(folder / "nginx", certificate, nodes) as nginx_front,
            haproxy(folder / "haproxy", certificate, nodes) as haproxy_front,
        ):
            yield BalancedSite(ports[0], {"nginx": nginx_front, "haproxy": haproxy_front})


@pytest.fixture(params=["nginx", "haproxy"])
def front(request: pytest.FixtureRequest, site: BalancedSite) -> Front:
    return site.fronts[request.param]


async def guess_password(front: Front, address: str) -> int:
    """Try to sign in with a wrong password from an address of this machine; return the status."""
    connector = aiohttp.TCPConnector(local_addr=(address, 0), ssl=front.certificate.trusted())
    async with aiohttp.ClientSession(connector=connector) as browser:
        page = await (await browser.get(front.url + SIGN_IN)).text()
        form = {"csrf": hidden(page, "csrf"), "username": "layla", "password": "wrong " * 4, "next": ""}
        answer = await browser.post(front.url + SIGN_IN, data=form, headers={"Origin": "https://localhost"})
        return answer.status


@served
async def test_pages_and_feed_are_served_through_a_balancer(front: Front) -> None:
    trusted = front.certificate.trusted()
    async with aiohttp.ClientSession() as browser, browser.get(f"{front.url}/en/", ssl=trusted) as answer:
        assert answer.status == 200
        assert answer.headers["Strict-Transport-Security"]
    async with connect(front.ws("en"), ssl=trusted) as socket:
        assert msgspec.json.decode(await socket.recv())["type"] == "snapshot"


@served
async def test_guessing_client_is_limited_by_its_own_address(front: Front) -> None:
    guesser, other = ("127.0.0.41", "127.0.0.42") if "nginx" in front.name else ("127.0.0.51", "127.0.0.52")
    assert [await guess_password(front, guesser) for _ in range(6)] == [422] * 5 + [429]
    assert await guess_password(front, other) == 422


@served
async def test_client_that_is_no_balancer_is_served_without_a_header(site: BalancedSite) -> None:
    direct = Front("none", f"https://localhost:{site.port}", site.fronts["nginx"].certificate)
    assert await guess_password(direct, "127.0.0.61") == 422
