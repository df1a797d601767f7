"""Device sync over HTTP: what ends its wait, on this node and on another, and what it answers."""

import asyncio
import shutil
import sqlite3
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import insert, select

from accreditation.badges.actions.badges import suspend_badge
from accreditation.doors.actions.devices import flush_reports, get_device, lock_device, unlock_device, wipe_device
from accreditation.doors.actions.notices import NoticeServices, end_notice, post_notice
from accreditation.doors.domain.devices import Report
from accreditation.doors.runtime import device_sync
from accreditation.doors.runtime.device_sync import ALL_PRESENCES
from accreditation.doors.storage.devices import DEVICE_COLUMNS, DEVICES_AND_LOGINS, report_of
from accreditation.doors.storage.notices import SqlNotices
from accreditation.doors.storage.tables import presences, scans
from accreditation.doors.web import sync
from conference.clock import ManualClock
from conference.ids import RandomIds
from rostrum.app import make_application
from rostrum.runtime import Runtime, open_runtime
from rostrum.settings import Settings
from tests.conftest import MORNING
from tests.support.badge_office import DESK_CLERK, Office, make_office
from tests.support.door_devices import CHIEF, ENROL, Client, bearer, device_services_of, enrol, offered
from tests.support.servers import create_database, drop_database

WAIT_S = 3600
"""The wait of a sync request: every answer is caused by a change, because no test lasts as long."""
WITHIN_S = 60
"""After these seconds a test gives up waiting."""


once = pytest.mark.parametrize("server", ["sqlite"], indirect=True)


@dataclass
class SyncingDevice:
    """A device that syncs with a node."""

    client: Client
    enrolment: dict[str, str]
    have: dict[str, Any] = field(default_factory=lambda: {"revision": 0, "plan": "", "moved": ""})

    async def status(self, **report: Any) -> tuple[int, dict[str, Any]]:
        """One request: its status and its answer."""
        body = {"door": "gate-a", "wait_s": WAIT_S, **self.have, **report}
        response = await self.client.post("/doors/v1/sync", json=body, headers=bearer(self.enrolment["token"]))
        return response.status, await response.json()

    async def ask(self, **report: Any) -> dict[str, Any]:
        """One request that is answered; the device then has what it was told."""
        status, answer = await self.status(**report)
        assert status == 200, answer
        self.have = {key: answer[key] for key in ("revision", "plan", "moved")}
        return answer


@dataclass
class Nodes:
    """Two nodes on one database, and a device that is up to date with the second."""

    worlds: tuple[Runtime, Runtime]
    clients: tuple[Client, Client]
    office: Office
    badges: tuple[str, str]
    device: SyncingDevice
    token: str

    async def waiting(self, **report: Any) -> "asyncio.Task[tuple[int, dict[str, Any]]]":
        """A request that waits."""
        task = asyncio.create_task(self.device.status(**report))
        await asyncio.sleep(0.4)
        assert not task.done(), task
        return task

    def notices(self, node: int = 0) -> NoticeServices:
        """Where notices are posted."""
        runtime = self.worlds[node]
        doors = frozenset({"gate-a", "gate-b"})
        return NoticeServices(
            transactions=runtime.transactions, notices=SqlNotices(), doors=doors, clock=runtime.clock, ids=RandomIds()
        )


@pytest.fixture(params=["sqlite", "postgresql"])
def server(request: pytest.FixtureRequest) -> tuple[str, str] | None:
    """PostgreSQL and the name of a migrated database there; None for SQLite."""
    if request.param == "sqlite":
        return None
    return request.getfixturevalue("postgres_url"), request.getfixturevalue("postgres_template")


@pytest.fixture
async def nodes(
    server: tuple[str, str] | None, tmp_path: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Nodes]:
    """Badges of two people, and nobody inside."""
    monkeypatch.setattr(sync, "LONGEST_WAIT_S", WAIT_S)
    clock = ManualClock(MORNING)
    async with _database(server, tmp_path, sqlite_template) as url:
        settings = Settings(data_dir=tmp_path, database_url=url)
        async with open_runtime(settings, clock=clock) as one, open_runtime(settings, clock=clock) as other:
            office = await make_office(one.transactions, clock, RandomIds(), tmp_path)
            first_badge = await office.active_badge("app_1")  # before issuers are there
            badges = (first_badge.id, (await office.active_badge("app_2")).id)
            async with (
                TestClient(TestServer(make_application(one))) as first,
                TestClient(TestServer(make_application(other))) as second,
            ):
                device = SyncingDevice(second, await enrol(first, "gate-a", "gate-b"))
                await device.ask()
                await device.ask(wait_s=0)
                yield Nodes((one, other), (first, second), office, badges, device, first_badge.token)


@asynccontextmanager
async def _database(server: tuple[str, str] | None, folder: Path, template: Path) -> AsyncIterator[str]:
    if server is None:
        shutil.copy(template, folder / "rostrum.db")
        yield ""
        return
    url, copied = server
    name = f"line_{uuid.uuid4().hex}"
    yield await create_database(url, name, copied)
    await drop_database(url, name)


async def add_presence(runtime: Runtime, badge_id: str, *, zone: str = "venue", key: str = "k1") -> None:
    """Store what a scan on another node does: the scan and its presence."""
    now = runtime.clock.now()
    scan = {
        "id": f"scan_{key}", "key": key, "door": "gate-b", "zone": zone, "direction": "entry", "method": "camera",
        "verdict": "admitted", "scanned_at": now, "occurred_at": now, "received_at": now, "decided_offline": False,
        "staff_id": "s", "raw": "", "raw_sha256": "", "raw_length": 0, "badge_id": badge_id,
    }  # fmt: skip
    inside = {"badge_id": badge_id, "zone": zone, "door": "gate-b", "entered_at": now, "scan_id": scan["id"]}
    async with runtime.transactions.write() as transaction:
        await transaction.connection.execute(insert(scans).values(scan))
        await transaction.connection.execute(insert(presences).values(inside))


async def receive_answer(task: "asyncio.Task[tuple[int, dict[str, Any]]]") -> dict[str, Any]:
    """Return the answer to the waiting device."""
    status, answer = await asyncio.wait_for(task, WITHIN_S)
    assert status == 200, answer
    return answer


async def test_waiting_device_receives_changes_of_another_node(nodes: Nodes) -> None:
    badge, other = nodes.badges
    waiting = await nodes.waiting()
    await suspend_badge(nodes.office.desk, badge, staff=DESK_CLERK)
    answer = await receive_answer(waiting)
    assert answer["revision"] > nodes.device.have["revision"]
    assert (answer["inside"], answer["all"]) == ({}, False)
    nodes.device.have |= {"revision": answer["revision"], "moved": answer["moved"]}

    waiting = await nodes.waiting()
    await add_presence(nodes.worlds[0], other)
    answer = await receive_answer(waiting)
    assert answer["inside"] == {other: {"venue": {"at": "2025-10-25T02:00:00.000000Z", "door": "gate-b", "key": "k1"}}}
    assert answer["counts"]["venue"] == 1
    nodes.device.have["moved"] = answer["moved"]
    assert (await nodes.device.ask(wait_s=0))["inside"] == {}

    waiting = await nodes.waiting()
    notices = nodes.notices()
    await post_notice(notices, "Elsewhere", doors=["gate-b"], lasts=timedelta(hours=1), staff=CHIEF)
    notice = await post_notice(notices, "A red  bag\n", badge_id=badge, lasts=timedelta(hours=1), staff=CHIEF)
    answer = await receive_answer(waiting)
    assert [(one["text"], one["badge_id"]) for one in answer["notices"]] == [("A red bag", badge)]
    nodes.device.have["moved"] = answer["moved"]

    waiting = await nodes.waiting()
    await end_notice(notices, notice.id, staff=CHIEF)
    assert (await receive_answer(waiting))["notices"] == []


async def test_waiting_device_learns_of_lock_unlock_and_wipe(nodes: Nodes) -> None:
    chief, device = device_services_of(nodes.clients[0]), nodes.device.enrolment["device"]
    waiting = await nodes.waiting()
    await lock_device(chief, device, staff=CHIEF)
    status, answer = await asyncio.wait_for(waiting, WITHIN_S)
    assert (status, answer["code"]) == (403, "device.locked")
    assert (await nodes.device.status())[0] == 403

    waiting = await nodes.waiting(locked=True)
    await unlock_device(chief, device, staff=CHIEF)
    assert (await asyncio.wait_for(waiting, WITHIN_S))[0] == 200

    waiting = await nodes.waiting()
    await wipe_device(chief, device, staff=CHIEF)
    status, answer = await asyncio.wait_for(waiting, WITHIN_S)
    assert (status, answer["code"]) == (401, "device.unknown")
    assert (await get_device(chief, device, staff=CHIEF)).ended_at == MORNING


@once
async def test_sync_ends_by_time_newer_request_and_shutdown(nodes: Nodes) -> None:
    answer = await nodes.device.ask(wait_s=1)
    assert (answer["inside"], answer["notices"]) == ({}, [])

    waiting = await nodes.waiting()
    second = asyncio.create_task(nodes.device.status())
    assert (await asyncio.wait_for(waiting, WITHIN_S))[0] == 200
    app = nodes.clients[1].app
    assert app is not None
    await app.shutdown()
    assert (await asyncio.wait_for(second, WITHIN_S))[0] == 200
    assert (await nodes.device.status())[0] == 200


async def reports_of(nodes: Nodes) -> list[Report | None]:
    async with nodes.worlds[0].transactions.read() as transaction:
        rows = await transaction.connection.execute(select(*DEVICE_COLUMNS).select_from(DEVICES_AND_LOGINS))
        return [report_of(row) for row in rows]


@once
async def test_device_report_is_saved(nodes: Nodes) -> None:
    await nodes.device.ask(
        wait_s=0, skew_ms=-1200, queue=3, battery=0.25, charging=True, list_at="2025-10-25T01:59:00Z", build="b7",
        language="ar",
    )  # fmt: skip
    app = nodes.clients[1].app
    assert app is not None
    await app.shutdown()
    (report,) = await reports_of(nodes)
    assert report is not None
    assert (report.at, report.door, report.skew_ms, report.queue) == (MORNING, "gate-a", -1200, 3)
    assert (report.battery, report.charging, report.build, report.language) == (0.25, True, "b7", "ar")
    assert report.list_at == MORNING - timedelta(minutes=1)


@once
async def test_unknown_cursor_brings_all_presences_with_a_roster(nodes: Nodes) -> None:
    await add_presence(nodes.worlds[0], nodes.badges[0])
    await nodes.device.ask(wait_s=3)
    first = await nodes.device.ask(revision=0, moved="", wait_s=0)
    assert (first["inside"], first["all"], first["counts"]["venue"]) == ({}, False, 1)
    for cursor in ("", "another.3.x", "x", "..", f"{first['moved'].split('.')[0]}.99.x", "٣.٣.٣"):
        answer = await nodes.device.ask(moved=cursor, wait_s=0)
        assert (list(answer["inside"]), answer["all"]) == ([nodes.badges[0]], True)
        assert answer["moved"] == first["moved"]


@once
async def test_unknown_cursors_bring_all_presences_at_a_limited_rate(nodes: Nodes) -> None:
    """Other changes are still answered at once, and an unchanged device waits."""
    await add_presence(nodes.worlds[0], nodes.badges[0])
    await nodes.device.ask(wait_s=3)
    quiet = nodes.device.have["moved"].rpartition(".")[2]
    answers = [await nodes.device.ask(moved=f"another.3.{quiet}", wait_s=0) for _ in range(ALL_PRESENCES.burst + 3)]
    assert [one["all"] for one in answers] == [True] * ALL_PRESENCES.burst + [False] * 3
    waits = await nodes.waiting(moved=f"another.3.{quiet}")
    await post_notice(nodes.notices(), "Bag left in the foyer", lasts=timedelta(minutes=5), staff=CHIEF)
    answer = await receive_answer(waits)
    assert (answer["all"], len(answer["notices"]), answer["moved"][:10]) == (False, 1, "another.3.")
    assert (await nodes.device.ask(revision=99, moved="another.3.x", wait_s=WAIT_S))["revision"] == 4


@once
async def test_malformed_report_is_refused(nodes: Nodes) -> None:
    for report in (
        {"battery": 2}, {"queue": -1}, {"skew_ms": 2**40}, {"list_at": "2025-10-25T01:59:00"}, {"door": "hall-east"},
        {"moved": "x" * 200}, {"wait_s": -1}, {"revision": "1"},
    ):  # fmt: skip
        assert (await nodes.device.status(**report))[0] == 422, report
    response = await nodes.clients[1].post("/doors/v1/sync", json={})
    assert response.status == 401


async def test_unstorable_report_does_not_fail_other_devices(nodes: Nodes) -> None:
    """A device that lies fails at most its own requests, not the read that all devices wait for."""
    client, services = nodes.clients[1], device_services_of(nodes.clients[1])
    code = (await offered(client)).code
    response = await client.post(ENROL, json={"code": code, "language": "\x00é", "build": "\x00" * 70})
    liar = bearer((await response.json())["token"])
    await flush_reports(services, all_of_them=True)
    for lie in (
        {"build": "a\x00b", "language": "\x00\x00"},
        {"list_at": "0001-01-01T00:00:00+14:00"},
        {"list_at": "9999-12-31T23:59:59-14:00"},
    ):
        response = await client.post("/doors/v1/sync", json={"door": "gate-a", "wait_s": 0, **lie}, headers=liar)
        assert response.status == 200, await response.text()
        await flush_reports(services, all_of_them=True)
        assert {report.list_at for report in await reports_of(nodes) if report} == {None}
    for photo in ("%00", "photo_%00", "%F0%9F%98%80", "x" * 3000, "..%2F..%2Fetc"):
        response = await client.get(f"/doors/v1/photos/{photo}.jpg", headers=liar)
        assert response.status == 404, photo


@once
async def test_differing_offline_report_reaches_devices_at_once(nodes: Nodes) -> None:
    """No new row says so: the guard was shown something else than the answer that was lost."""
    headers = bearer(nodes.device.enrolment["token"])
    item = {"kind": "scan", "key": "key-00000001", "door": "gate-a", "text": nodes.token, "method": "camera",
            "direction": "entry", "scanned_at": "2025-10-25T09:00:00+07:00", "skew_ms": 0, "decided": None}  # fmt: skip
    answers = []
    for decided in (None, {"verdict": "already_inside", "direction": "entry", "grant": None}):
        body = {"items": [item | {"decided": decided}]}
        response = await nodes.clients[1].post("/doors/v1/scans", json=body, headers=headers)
        assert (await response.json())["answers"][0]["problem"] is None
        answers.append(await nodes.device.ask(wait_s=WAIT_S))
    assert [list(answer["inside"].values()) != [{}] for answer in answers] == [True, False]


@once
async def test_sync_answers_while_reports_cannot_be_saved(
    nodes: Nodes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program holds SQLite's write lock; looking for what is new only reads."""
    device_services_of(nodes.clients[1]).cache.take_reports(all_of_them=True)
    with closing(sqlite3.connect(tmp_path / "rostrum.db", isolation_level=None, check_same_thread=False)) as other:
        await asyncio.to_thread(other.execute, "BEGIN IMMEDIATE")
        await nodes.device.ask(wait_s=0)
        monkeypatch.setattr("accreditation.doors.runtime.device_cache.REPORT_EVERY_S", 0.0)
        for _ in range(round(device_sync.FRESH_S) + 2):
            await nodes.device.ask(wait_s=1)
