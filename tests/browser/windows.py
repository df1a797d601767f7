"""One browser for all tests of a module that run on the module's event loop."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from aiohttp.test_utils import TestClient, TestServer
from playwright.async_api import Browser, async_playwright

from conference.clock import ManualClock
from rostrum.app import make_application
from rostrum.runtime import Runtime
from tests.conftest import open_cheap_runtime
from tests.support.accreditation_pages import Client
from tests.support.live import CHROMIUM_ARGUMENTS, chromium_path


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def launched() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_ARGUMENTS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="module")
async def browser(launched: Browser) -> AsyncIterator[Browser]:
    """The module's browser, whose windows are closed after each test."""
    yield launched
    for context in launched.contexts:
        await context.close()


@pytest_asyncio.fixture(loop_scope="module")
async def runtime(tmp_path: Path, sqlite_template: Path, clock: ManualClock) -> AsyncIterator[Runtime]:
    """`tests.conftest.runtime` on the module's loop."""
    async with open_cheap_runtime(tmp_path, sqlite_template, clock) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="module")
async def client(runtime: Runtime) -> AsyncIterator[Client]:
    """`tests.conftest.client` on the module's loop."""
    async with TestClient(TestServer(make_application(runtime))) as opened:
        yield opened
