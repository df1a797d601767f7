"""A crowd of sign-ins beside the doors: they wait for each other, and no scan waits for them (X26)."""

import asyncio
import shutil
import threading
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest
from aiohttp.test_utils import TestClient, TestServer
from argon2 import PasswordHasher
from sqlalchemy import func, select

from conference.auth.logins import Accounts, sign_in
from conference.auth.passwords import MAX_CONCURRENT, MAX_WAITING, Passwords
from conference.auth.storage import throttle_table
from conference.clock import ManualClock
from conference.errors import InvalidError, ThrottledError
from rostrum.app import make_application
from rostrum.runtime import Runtime, open_runtime
from rostrum.settings import Settings
from tests.support.door_devices import bearer, enrol

CROWD = 300
BUCKETS_OF_AN_ATTEMPT = 3


class HeldHasher(PasswordHasher):
    """A hasher that verifies nothing until it is released."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=64, parallelism=1)
        self.released = threading.Event()

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
        """Wait, then verify."""
        assert self.released.wait(60)
        return super().verify(hash, password)


@pytest.fixture
def hasher() -> HeldHasher:
    return HeldHasher()


@pytest.fixture
async def runtime(
    tmp_path: Path, sqlite_template: Path, clock: ManualClock, hasher: HeldHasher
) -> AsyncIterator[Runtime]:
    shutil.copy(sqlite_template, tmp_path / "rostrum.db")
    async with open_runtime(Settings(data_dir=tmp_path), clock=clock) as opened:
        yield replace(opened, accounts=replace(opened.accounts, passwords=Passwords(hasher)))
        hasher.released.set()


async def count_attempts(accounts: Accounts) -> float:
    """Return how many attempts the limits of sign-ins have counted."""
    async with accounts.transactions.read() as transaction:
        rows = await transaction.connection.execute(select(func.count()).select_from(throttle_table))
        return int(rows.scalar_one()) / BUCKETS_OF_AN_ATTEMPT


async def test_scan_precedes_a_crowd_of_sign_ins(runtime: Runtime, hasher: HeldHasher) -> None:
    async with TestClient(TestServer(make_application(runtime))) as client:
        token = (await enrol(client))["token"]
        crowd = [
            asyncio.create_task(
                sign_in(runtime.accounts, username=f"name{n}", password="wrong", address=f"10.{n % 256}.{n // 256}.1")
            )
            for n in range(CROWD)
        ]
        await asyncio.sleep(0)
        answer = await client.post("/doors/v1/scans", json={"items": [scan()]}, headers=bearer(token))
        assert [item["verdict"] for item in (await answer.json())["answers"]] == ["not_a_badge"]
        assert await count_attempts(runtime.accounts) <= MAX_CONCURRENT
        hasher.released.set()
        ends = await asyncio.gather(*crowd, return_exceptions=True)
        assert sum(isinstance(end, InvalidError) for end in ends) == MAX_WAITING
        assert sum(isinstance(end, ThrottledError) for end in ends) == CROWD - MAX_WAITING


def scan() -> dict[str, object]:
    """An online scan of a text that is no badge."""
    return {
        "kind": "scan",
        "key": "key-00000001",
        "door": "gate-a",
        "text": "nothing",
        "method": "camera",
        "direction": "entry",
        "scanned_at": "2025-10-25T09:00:00+07:00",
        "skew_ms": 0,
        "decided": None,
    }
