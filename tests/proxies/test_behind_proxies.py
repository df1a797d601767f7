"""The whole program behind real proxies: TLS, a path prefix, forwarded addresses, time-outs, a cache."""

import asyncio
import os
import re
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import aiohttp
import msgspec
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from broadcast.feed import wire
from tests.browser.board import PASSWORD
from tests.proxies.conftest import SILENCE_S, Behind
from tests.proxies.servers import PATH, Certificate, Front, caddy, nginx
from tests.support.accreditation_pages import hidden

WITHIN_S = 15
SIGN_IN = f"{PATH}/staff/sign-in"


@pytest.fixture
async def browser() -> AsyncIterator[aiohttp.ClientSession]:
    """A client that keeps cookies."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=WITHIN_S)) as session:
        yield session


async def get(browser: aiohttp.ClientSession, front: Front, path: str, **options: Any) -> aiohttp.ClientResponse:
    response = await browser.get(front.origin + path, ssl=front.certificate.trusted(), allow_redirects=False, **options)
    await response.read()
    return response


async def try_to_sign_in(
    browser: aiohttp.ClientSession,
    front: Front,
    *,
    username: str = "operator",
    password: str = PASSWORD,
    **headers: str,
) -> aiohttp.ClientResponse:
    page = await (await get(browser, front, SIGN_IN)).text()
    form = {"csrf": hidden(page, "csrf"), "username": username, "password": password, "next": ""}
    sent = {"Origin": front.origin, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return await browser.post(
        front.origin + SIGN_IN, data=form, headers=sent, ssl=front.certificate.trusted(), allow_redirects=False
    )


async def test_every_redirect_stays_below_the_path(browser: aiohttp.ClientSession, front: Front) -> None:
    for path, status, location in (
        (PATH, 308, f"{PATH}/"),
        (f"{PATH}/", 302, f"{PATH}/en/"),
        (f"{PATH}/staff", 301, f"{PATH}/staff/"),
        (f"{PATH}/staff/console", 303, f"{SIGN_IN}?next=/staff/console"),
    ):
        response = await get(browser, front, path)
        assert (response.status, response.headers["Location"].removeprefix(front.origin)) == (status, location)
    response = await get(browser, front, f"{PATH}/en/")
    assert response.status == 200
    assert response.headers["Strict-Transport-Security"]
    assert re.fullmatch(r"[0-9a-f-]{32,36}", response.headers["X-Request-Id"])
    assert (await get(browser, front, "/en/")).status in (200, 404)  # not ours: whatever else the host serves
    assert (await get(browser, front, f"{PATH}/staff/sign-in")).cookies["__Secure-visitor"]["path"] == f"{PATH}/"


async def test_staff_sign_in_from_our_pages_and_from_no_others(browser: aiohttp.ClientSession, front: Front) -> None:
    for origin in ("https://evil.example", "null", front.origin.replace("https", "http"), "https://localhost:1"):
        assert (await try_to_sign_in(browser, front, Origin=origin)).status == 403
    response = await try_to_sign_in(browser, front)
    assert (response.status, response.headers["Location"]) == (303, f"{PATH}/staff/")
    assert (response.cookies["__Secure-login"]["path"], response.cookies["__Secure-login"]["secure"]) == (
        f"{PATH}/",
        True,
    )
    assert (await get(browser, front, f"{PATH}/staff/console")).status == 200


async def test_proxy_passes_websockets_of_own_pages_only(front: Front) -> None:
    tls = front.certificate.trusted()
    async with connect(front.ws("ar"), ssl=tls, origin=front.origin) as socket, asyncio.timeout(WITHIN_S):  # type: ignore[arg-type]
        snapshot = wire.decode_message(await socket.recv())
        assert isinstance(snapshot, wire.Snapshot)
        assert isinstance(wire.decode_message(await socket.recv()), wire.Tick)
    with pytest.raises(InvalidStatus) as refused:
        async with connect(front.ws("ar"), ssl=tls, origin="https://evil.example"):  # type: ignore[arg-type]
            pass
    assert refused.value.response.status_code == 403


def test_rostrum_watch_takes_the_address_that_people_use(front: Front) -> None:
    environment = {**os.environ, "SSL_CERT_FILE": str(front.certificate.file), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "rostrum", "watch", f"{front.url}/", "--language", "fr"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as watching:
        assert watching.stdout is not None
        try:
            assert "whole board" in watching.stdout.readline()
        finally:
            watching.kill()


async def test_proxy_does_not_buffer_event_streams(behind: Behind) -> None:
    for kinds in await asyncio.gather(*map(first_events, behind.fronts.values())):
        assert kinds == ["snapshot", "tick", "tick"]  # of a stream that does not end


async def first_events(front: Front) -> list[str]:
    """The kinds of the first events."""
    address = f"{front.url}/feed/v1/zh/events"
    async with (
        asyncio.timeout(WITHIN_S),
        aiohttp.ClientSession() as browser,
        browser.get(address, ssl=front.certificate.trusted(), headers={"Origin": front.origin}) as response,
    ):
        kinds: list[str] = []
        async for line in response.content:
            if line.startswith(b"event: "):
                kinds.append(line[7:-1].decode())
            if len(kinds) == 3:
                break
    return kinds


async def test_ticking_connection_outlives_the_idle_timeout(behind: Behind) -> None:
    """SIGSTOP makes the silence: the connection is there, and nothing is said on it."""

    async def follow(front: Front, ticked: asyncio.Event) -> float:
        """Until it is cut; gives the seconds of silence before that."""
        loop = asyncio.get_running_loop()
        began = last = loop.time()
        async with connect(front.ws("en"), ssl=front.certificate.trusted(), ping_interval=None) as socket:
            try:
                while True:
                    wire.decode_message(await socket.recv())
                    last = loop.time()
                    if last - began > 1.5 * SILENCE_S:
                        ticked.set()
            except ConnectionClosed:
                return loop.time() - last

    ticking = [asyncio.Event() for _ in behind.fronts]
    async with asyncio.timeout(WITHIN_S):
        lines = [
            asyncio.create_task(follow(front, ticked))
            for front, ticked in zip(behind.fronts.values(), ticking, strict=True)
        ]
        for ticked in ticking:
            await ticked.wait()
        behind.server.process.send_signal(signal.SIGSTOP)
        try:
            silences = await asyncio.gather(*lines)
        finally:
            behind.server.process.send_signal(signal.SIGCONT)
    assert all(silence > 0.9 * SILENCE_S for silence in silences)


async def test_snapshot_has_an_etag_through_the_proxy(browser: aiohttp.ClientSession, front: Front) -> None:
    path = f"{PATH}/feed/v1/ru/board.json"
    whole = await get(browser, front, path)
    assert (whole.status, whole.content_type) == (200, "application/json")
    snapshot = wire.decode_message(await whole.read())
    assert isinstance(snapshot, wire.Snapshot)
    again = await get(browser, front, path, headers={"If-None-Match": whole.headers["ETag"]})
    assert (again.status, await again.read()) == (304, b"")
    assert parsedate_to_datetime(whole.headers["Date"]) - snapshot.at < timedelta(seconds=5)  # Rostrum's own clock


async def test_nginx_caches_the_live_page_and_no_staff_page(browser: aiohttp.ClientSession, behind: Behind) -> None:
    front = behind.fronts["nginx"]
    crowd = await asyncio.gather(*(get(browser, front, f"{PATH}/es/?day=2025-10-26") for _ in range(20)))
    asked = [response.headers["X-Cache-Status"] for response in crowd]
    assert (asked.count("MISS"), asked.count("HIT")) == (1, 19)
    assert {len(response.cookies) for response in crowd} == {0}
    await try_to_sign_in(browser, front, username="amelie")
    own = [await get(browser, front, f"{PATH}/es/?day=2025-10-26") for _ in range(2)]
    assert [(page.headers["X-Cache-Status"], page.headers["Cache-Control"]) for page in own] == [
        ("MISS", "no-store")
    ] * 2
    assert "Amelie" not in await crowd[0].text()


async def test_nginx_asks_once_for_a_crowd_and_tells_the_age(browser: aiohttp.ClientSession, behind: Behind) -> None:
    front = behind.fronts["nginx"]
    path = f"{PATH}/feed/v1/es/board.json"
    crowd = await asyncio.gather(*(get(browser, front, path) for _ in range(20)))
    asked = [response.headers["X-Cache-Status"] for response in crowd]
    assert asked.count("HIT") >= 15
    bodies = {(response.headers["Date"], await response.read()) for response in crowd}
    assert len(bodies) <= 2  # the second may have come between
    headers = {"If-None-Match": crowd[0].headers["ETag"]}
    crowd = await asyncio.gather(*(get(browser, front, path, headers=headers) for _ in range(5)))
    assert {response.status for response in crowd} == {304}


async def test_guessing_client_is_limited_by_its_own_address(front: Front) -> None:
    """Two people behind one proxy: the one who guesses is stopped, whatever they say of themselves."""

    async def guess(address: str, forged: str) -> int:
        connector = aiohttp.TCPConnector(local_addr=(address, 0))
        async with aiohttp.ClientSession(connector=connector) as browser:
            headers = {"X_Forwarded_For": forged, "Forwarded": f"for={forged}", "X_Real_Ip": forged}
            answer = await try_to_sign_in(browser, front, username="layla", password="wrong " * 4, **headers)
            return answer.status

    guesser, other = ("127.0.0.21", "127.0.0.22") if front.name == "nginx" else ("127.0.0.31", "127.0.0.32")
    assert [await guess(guesser, f"203.0.113.{n}") for n in range(6)] == [422] * 5 + [429]
    assert await guess(other, guesser) == 422


@pytest.mark.parametrize("name", ["nginx", "caddy"])
async def test_proxy_may_strip_the_path(
    browser: aiohttp.ClientSession, behind: Behind, certificate: Certificate, tmp_path: Path, name: str
) -> None:
    if name == "nginx":
        change = {"location /accreditation/ {\n        proxy_pass http://rostrum;": (
            "location /accreditation/ {\n        proxy_pass http://rostrum/;")}  # fmt: skip
        running = nginx(tmp_path / "strips", certificate, behind.upstream, change)
    else:
        change = {"reverse_proxy /accreditation/*": "uri strip_prefix /accreditation\n\treverse_proxy"}
        running = caddy(tmp_path / "strips", certificate, behind.upstream, change)
    with running as front:
        response = await get(browser, front, f"{PATH}/staff/console")
        assert (response.status, response.headers["Location"]) == (303, f"{SIGN_IN}?next=/staff/console")
        assert (await get(browser, front, f"{PATH}/feed/v1/en/board.json")).status == 200
        async with connect(front.ws("en"), ssl=certificate.trusted(), origin=front.origin) as socket:  # type: ignore[arg-type]
            assert msgspec.json.decode(await socket.recv())["type"] == "snapshot"
