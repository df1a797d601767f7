"""The daily deletion of the served application."""

import asyncio
from datetime import timedelta

import pytest
from aiohttp.test_utils import TestClient, TestServer

from accreditation.retention.storage.runs import SqlRetention
from conference.clock import ManualClock
from conference.retention.ages import event_end
from rostrum.app import make_application
from rostrum.parts import retention
from rostrum.parts.accreditation import signing_keys
from rostrum.runtime import Runtime
from tests.support.marked_rows import add_marked_rows, find_mark

PATIENCE_S = 20


async def test_served_application_deletes_what_is_due(
    runtime: Runtime, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "FIRST_AFTER_S", 0.0)
    services = retention.retention_services(runtime, signing_keys(runtime))
    erasers = [eraser for eraser in services.erasers if eraser.name in {"letters", "letter_files"}]
    await add_marked_rows(runtime.transactions, erasers, count=2, at=clock.now())
    clock.at = event_end(runtime.event) + timedelta(days=31)
    async with TestClient(TestServer(make_application(runtime))), asyncio.timeout(PATIENCE_S):
        while True:
            async with runtime.transactions.read() as transaction:
                runs = await SqlRetention().list_runs(transaction, limit=5)
            if runs and runs[0].finished_at:
                break
            await asyncio.sleep(0.02)
    assert await find_mark(runtime.transactions) == []


async def test_server_does_not_delete_in_its_first_minutes(runtime: Runtime, clock: ManualClock) -> None:
    """A clock that is wrong at the start of a machine would delete everything."""
    clock.at = event_end(runtime.event) + timedelta(days=31)
    services = retention.retention_services(runtime, signing_keys(runtime))
    erasers = [eraser for eraser in services.erasers if eraser.name in {"letters", "letter_files"}]
    await add_marked_rows(runtime.transactions, erasers, count=2, at=clock.now())
    async with TestClient(TestServer(make_application(runtime))):
        await asyncio.sleep(0)
    assert "letters" in await find_mark(runtime.transactions)
