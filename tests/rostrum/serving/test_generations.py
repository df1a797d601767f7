"""Generations that serve one after another on one listening socket."""

import asyncio
from collections.abc import AsyncIterator
from socket import socket

import pytest
from aiohttp import ClientSession

from broadcast.feed.service import FEED
from rostrum.serving.generations import RECONNECT_WITHIN_S, Generation, open_generation
from rostrum.serving.runner import bind_addresses
from rostrum.settings import Settings

WITHIN_S = 30


@pytest.fixture
async def bound() -> AsyncIterator[list[socket]]:
    """A socket on a free port."""
    sockets = await bind_addresses("127.0.0.1", 0)
    yield sockets
    for opened in sockets:
        opened.close()


@pytest.fixture
async def generation(settings: Settings) -> AsyncIterator[Generation]:
    """An open generation."""
    opened = await open_generation(settings)
    yield opened
    await opened.stop()
    await opened.close()


async def ask(session: ClientSession, bound: list[socket]) -> str:
    async with session.get(f"http://127.0.0.1:{bound[0].getsockname()[1]}/healthz") as answer:
        return await answer.text()


async def test_request_between_two_starts_is_answered(generation: Generation, bound: list[socket]) -> None:
    async with ClientSession() as session:
        await generation.start(bound)
        assert await ask(session, bound) == "alive\n"
        await generation.stop()
        asked = asyncio.create_task(ask(session, bound))
        generation.renew_application()
        await generation.start(bound)
        assert await asyncio.wait_for(asked, WITHIN_S) == "alive\n"


async def test_viewers_return_soon_when_another_generation_follows(generation: Generation) -> None:
    assert generation.app[FEED].drain_s > RECONNECT_WITHIN_S
    generation.shorten_drain()
    assert generation.app[FEED].drain_s == RECONNECT_WITHIN_S
