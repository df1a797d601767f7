"""One served programme, with both proxies before it."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.board import SETTINGS, prepare
from tests.proxies.servers import Certificate, Front, caddy, make_certificate, nginx
from tests.support.live import BROWSER_TIMEOUT_MS, LiveServer, live_server

expect.set_options(timeout=BROWSER_TIMEOUT_MS)

SILENCE_S = 2
"""The idle time-out of both proxies here, instead of a minute: as much longer than a tick as there."""

NGINX_TIMEOUT = {"proxy_read_timeout 60s;": f"proxy_read_timeout {SILENCE_S}s;"}
CADDY_TIMEOUT = {"keepalive off": f"keepalive off\n\t\t\tread_timeout {SILENCE_S}s"}


@dataclass(frozen=True)
class Behind:
    """A server behind proxies."""

    server: LiveServer
    fronts: dict[str, Front]

    @property
    def upstream(self) -> str:
        """Where a proxy finds it."""
        return self.server.url.removeprefix("http://")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """A certificate of this run."""
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="module")
def behind(
    tmp_path_factory: pytest.TempPathFactory, certificate: Certificate, sqlite_template: Path
) -> Iterator[Behind]:
    """The programme, below a path, behind nginx and Caddy."""
    folder: Path = tmp_path_factory.mktemp("site")
    prepare(folder, sqlite_template)
    settings = {**SETTINGS, "ROSTRUM_PUBLIC_URL": "https://localhost/accreditation", "ROSTRUM_PROXIES": "1"}
    with live_server(folder, settings) as server, ExitStack() as stack:
        upstream = server.url.removeprefix("http://")
        fronts = {
            "nginx": stack.enter_context(nginx(folder / "nginx", certificate, upstream, NGINX_TIMEOUT)),
            "caddy": stack.enter_context(caddy(folder / "caddy", certificate, upstream, CADDY_TIMEOUT)),
        }
        yield Behind(server, fronts)


@pytest.fixture(params=["nginx", "caddy"])
def front(request: pytest.FixtureRequest, behind: Behind) -> Front:
    """Each proxy in turn."""
    return behind.fronts[request.param]
