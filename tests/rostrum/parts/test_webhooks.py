"""Webhooks of the whole application: an act of an officer reaches a receiver."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from accreditation.applications.domain.applications import State
from conference.clock import ManualClock
from conference.ids import RandomIds
from conference.webhooks.acts import NewWebhook, add_webhook
from conference.webhooks.pages import WEBHOOKS
from rostrum.app import make_application
from rostrum.roles import ACCREDITATION_OFFICER
from rostrum.runtime import Runtime
from tests.support.api_tokens import make_header
from tests.support.badge_office import make_office


@pytest.fixture
async def received() -> AsyncIterator[tuple[str, "asyncio.Queue[bytes]"]]:
    """The address of a receiver, and what it has received."""
    bodies: asyncio.Queue[bytes] = asyncio.Queue()

    async def take(request: web.Request) -> web.Response:
        bodies.put_nowait(await request.read())
        return web.Response(status=204)

    app = web.Application()
    app.router.add_post("/", take)
    async with TestServer(app) as server:
        yield str(server.make_url("/")), bodies


async def test_act_by_the_api_is_told_to_a_webhook(
    runtime: Runtime, clock: ManualClock, tmp_path: Path, received: tuple[str, "asyncio.Queue[bytes]"]
) -> None:
    url, bodies = received
    local = replace(runtime, settings=replace(runtime.settings, webhooks_private=True))
    office = await make_office(runtime.transactions, clock, RandomIds(), tmp_path)
    await office.apply(state=State.SUBMITTED, decision=None)
    header = await make_header(runtime, ACCREDITATION_OFFICER)
    async with TestClient(TestServer(make_application(local))) as client:
        assert client.app is not None
        new = NewWebhook("Newsroom", url, frozenset({"application.held"}))
        await add_webhook(client.app[WEBHOOKS], new, by="staff_1")
        one = (await (await client.get("/api/v1/applications", headers=header)).json())["applications"][0]
        held = f"/api/v1/applications/{one['id']}/hold"
        assert (await client.post(held, json={"version": one["version"]}, headers=header)).status == 200
        message = json.loads(await asyncio.wait_for(bodies.get(), 20))
    assert message["type"] == "application.held"
    assert message["data"] == {"application": one["id"], "state": "on_hold"}
