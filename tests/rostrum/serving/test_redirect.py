"""Plain HTTP beside HTTPS."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from rostrum.serving.redirect import CHALLENGES, LARGEST_CHALLENGE, serving_redirects
from rostrum.settings import Settings
from tests.support.servers import free_port

ADDRESS = "https://press.example.org/accreditation"
OF_ACME = "/.well-known/acme-challenge"


@pytest.fixture
async def browser(tmp_path: Path) -> AsyncIterator[aiohttp.ClientSession]:
    """A client of the port, whose challenges are in the data folder."""
    (tmp_path / CHALLENGES).mkdir(parents=True)
    settings = Settings(data_dir=tmp_path, tls=True, public_url=ADDRESS, redirect_port=free_port())
    async with (
        serving_redirects(settings),
        aiohttp.ClientSession(f"http://127.0.0.1:{settings.redirect_port}") as opened,
    ):
        yield opened


async def answer_to(browser: aiohttp.ClientSession, request_line: bytes) -> bytes:
    """Send a request line as it is, and return the head of the answer."""
    assert browser._base_url is not None
    reader, writer = await asyncio.open_connection("127.0.0.1", browser._base_url.port)
    writer.write(request_line + b" HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
    head = (await reader.read()).partition(b"\r\n\r\n")[0]
    writer.close()
    return head


@pytest.mark.parametrize(
    ("asked", "path"),
    [
        (b"GET /", b"/"),
        (b"POST /ar/?day=2025-10-25", b"/ar/?day=2025-10-25"),
        (b"GET /accreditation/en/", b"/en/"),
        (b"GET /en/%E2%80%A6", b"/en/%E2%80%A6"),
        (b"GET //evil.example/", b"//evil.example/"),
    ],
)
async def test_every_address_leads_to_the_public_one(browser: aiohttp.ClientSession, asked: bytes, path: bytes) -> None:
    head = await answer_to(browser, asked)
    assert head.startswith(b"HTTP/1.1 308 ")
    assert b"\r\nServer: rostrum\r\n" in head
    assert b"\r\nLocation: " + ADDRESS.encode() + path + b"\r\n" in head


@pytest.mark.parametrize("asked", [b"GET http://evil.example/", b"OPTIONS *", b"CONNECT evil.example:443"])
async def test_what_is_no_path_is_refused(browser: aiohttp.ClientSession, asked: bytes) -> None:
    head = await answer_to(browser, asked)
    assert head.startswith(b"HTTP/1.1 40")
    assert b"Location" not in head


async def test_challenges_are_answered_from_the_data_folder(browser: aiohttp.ClientSession, tmp_path: Path) -> None:
    (tmp_path / CHALLENGES / "token_1-a").write_text("token_1-a.digest")
    (tmp_path / CHALLENGES / "large").write_bytes(bytes(10 * LARGEST_CHALLENGE))
    async with browser.get(f"{OF_ACME}/token_1-a") as answer:
        assert (answer.status, await answer.text()) == (200, "token_1-a.digest")
    async with browser.get(f"{OF_ACME}/large") as answer:
        assert len(await answer.read()) == LARGEST_CHALLENGE


@pytest.mark.parametrize("token", ["missing", "..%2f..%2f..%2fsecret", "%2e%2e", "a.b"])
async def test_nothing_else_of_the_data_folder_is_sent(
    browser: aiohttp.ClientSession, tmp_path: Path, token: str
) -> None:
    (tmp_path / "secret").write_text("secret")
    async with browser.get(f"{OF_ACME}/{token}", allow_redirects=False) as answer:
        assert answer.status in (308, 404)
