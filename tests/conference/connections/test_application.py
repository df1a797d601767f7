"""The whole application: answers to slow forms in the reader's language, connections of enrolled devices."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from prometheus_client import generate_latest

from accreditation.doors.actions.devices import About, enrol_device, offer_enrolment
from accreditation.doors.domain.devices import Right, Scope
from accreditation.doors.web.device_context import DEVICE_SERVICES
from conference.clock import ManualClock
from conference.connections import limits
from conference.metrics import METRICS
from rostrum.app import make_application
from rostrum.runtime import open_runtime
from rostrum.serving.application import serve_application
from rostrum.serving.runner import CONNECTIONS, bind_addresses
from rostrum.settings import Settings
from tests.conference.connections.serving import Client, ManualTime, Site
from tests.conftest import MORNING
from tests.support.badge_office import GATE
from tests.support.door_devices import CHIEF
from tests.support.servers import free_port


@pytest.fixture
async def app(tmp_path: Path, sqlite_template: Path) -> AsyncIterator[tuple[web.Application, Site]]:
    shutil.copy(sqlite_template, tmp_path / "rostrum.db")
    settings = Settings(data_dir=tmp_path, port=free_port())
    async with open_runtime(settings, clock=ManualClock(MORNING)) as runtime:
        app = make_application(runtime)
        async with serve_application(app, runtime, await bind_addresses(settings.host, settings.port)):
            app[CONNECTIONS].clock = time = ManualTime()
            site = Site(settings.port, app[CONNECTIONS], time, asyncio.Event())
            yield app, site
            for client in site.clients:
                client.writer.transport.abort()


async def page(client: Client) -> tuple[bytes, str]:
    head = await client.reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
    return head, (await client.reader.readexactly(length)).decode()


async def test_slow_form_is_answered_in_the_language_of_the_page(app: tuple[web.Application, Site]) -> None:
    served, site = app
    head = "POST /fr/apply HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\nContent-Length: 1000\r\n"
    form = "Content-Type: multipart/form-data; boundary=b\r\n\r\n--b\r\n"
    client = await site.connect((head + form).encode(), body=1)
    for _ in range(int(limits.BODY_GRACE_S / limits.BODY_CHECK_S) + 1):
        site.pass_time(limits.BODY_CHECK_S)
    answer, text = await page(client)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"connection: close" in answer.lower()
    assert "Connexion trop lente" in text
    assert await client.is_closed()
    metrics = generate_latest(served[METRICS].registry).decode()
    assert 'rostrum_connections_ended_total{reason="body"} 1.0' in metrics
    assert 'rostrum_connections{phase="body"} 0.0' in metrics


@pytest.mark.parametrize("path", ["/doors/v1/scans", "/doors/v1/sync", "/doors/v1/enrol"])
async def test_slow_body_of_a_device_is_answered_as_json(app: tuple[web.Application, Site], path: str) -> None:
    served, site = app
    token = await enrolled(served)
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nContent-Length: 1000\r\n\r\n{{"
    client = await site.connect(head.encode(), body=1)
    for _ in range(int(limits.BODY_GRACE_S / limits.BODY_CHECK_S) + 1):
        site.pass_time(limits.BODY_CHECK_S)
    answer, text = await page(client)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert json.loads(text)["code"] == "http_408"
    assert await client.is_closed()


async def test_connection_of_an_enrolled_device_is_known(app: tuple[web.Application, Site]) -> None:
    served, site = app
    token = await enrolled(served)
    for given, phase in ((token, "device_idle"), ("x" * 43, "idle")):
        head = f"GET /doors/v1/list HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {given}\r\n\r\n"
        await site.connect(head.encode())
        await site.until(**{phase: 1})


async def enrolled(app: web.Application) -> str:
    """The token of a device that has just been enrolled."""
    post = app[DEVICE_SERVICES]
    scope = Scope((GATE,), frozenset(Right), MORNING.replace(day=26))
    offer = await offer_enrolment(post, scope, name="gate", staff=CHIEF)
    return (await enrol_device(post, offer.code, about=About())).token
