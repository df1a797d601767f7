"""The machine's clock is wrong by a day for 13 seconds: nothing stops, and nothing is dated by it."""

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import select

from conference.auth.logins import sign_in
from conference.auth.people import NewStaff, create_staff
from conference.storage.audit import audit_log
from rostrum import roles
from rostrum.app import make_application
from rostrum.runtime import open_runtime
from rostrum.settings import Settings
from tests.conference.test_clock import Machine
from tests.support.passwords import cheap_passwords

PASSWORD = "correct horse battery"


async def test_day_ahead_for_a_moment_changes_nothing(tmp_path: Path, sqlite_template: Path) -> None:
    shutil.copy(sqlite_template, tmp_path / "rostrum.db")
    machine = Machine()
    async with open_runtime(Settings(data_dir=tmp_path), clock=machine.clock) as opened:
        runtime = replace(opened, accounts=replace(opened.accounts, passwords=cheap_passwords()))
        await create_staff(runtime.accounts, NewStaff("lan", "Lan", frozenset({roles.ADMINISTRATOR}), "en", PASSWORD))
        login = await sign_in(runtime.accounts, username="lan", password=PASSWORD, address="10.0.0.1")
        async with TestClient(TestServer(make_application(runtime))) as client:
            headers = {"Cookie": f"login={login.secret}"}
            began = machine.clock.now()
            machine.set_by(timedelta(days=1))
            for _ in range(13):
                machine.run(1)
                assert (await client.get("/feed/v1/en/board.json")).status == 200
                assert (await client.get("/staff/people", headers=headers, allow_redirects=False)).status == 200
            ready = await client.get("/readyz")
            assert (ready.status, (await ready.json())["parts"]["clock"]) == (503, False)
            assert (await client.get("/readyz/reads")).status == 200
            await sign_in(runtime.accounts, username="lan", password=PASSWORD, address="10.0.0.1")
            machine.set_by(-timedelta(days=1))
            machine.run(1)
            assert (await (await client.get("/readyz")).json())["parts"]["clock"]
        async with runtime.transactions.read() as transaction:
            times = (await transaction.connection.execute(select(audit_log.c.at))).scalars().all()
    assert max(times) <= began + timedelta(seconds=14)
