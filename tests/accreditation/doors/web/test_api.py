"""Scans, presences and occupancy in the API."""

from pathlib import Path

from aiohttp import web
from aiohttp.test_utils import TestClient
from sqlalchemy import select

from conference.clock import ManualClock
from conference.ids import RandomIds
from conference.storage.audit import audit_log
from rostrum.roles import DOOR, DOOR_SUPERVISOR
from rostrum.runtime import Runtime
from tests.conftest import client
from tests.support.api_tokens import make_header
from tests.support.badge_office import make_office
from tests.support.scan_office import make_scan_office

__all__ = ["client"]


async def test_supervisors_read_scans_and_presences(
    client: TestClient[web.Request, web.Application], runtime: Runtime, clock: ManualClock, tmp_path: Path
) -> None:
    office = await make_office(runtime.transactions, clock, RandomIds(), tmp_path)
    badge = await office.active_badge("app_1")
    await make_scan_office(office, RandomIds()).ask(badge.token)
    header = await make_header(runtime, DOOR_SUPERVISOR)
    scans = await (await client.get("/api/v1/scans?result=admitted", headers=header)).json()
    assert [(one["badge"], one["verdict"]) for one in scans["scans"]] == [(badge.id, "admitted")]
    present = await (await client.get("/api/v1/presences", headers=header)).json()
    assert [one["number"] for one in present["presences"]] == [badge.number]
    occupancy = await (await client.get("/api/v1/occupancy", headers=header)).json()
    assert list(occupancy["zones"].values()) == [1]
    assert (await client.get("/api/v1/scans?result=x", headers=header)).status == 422
    async with runtime.transactions.read() as transaction:
        actions = list(await transaction.connection.scalars(select(audit_log.c.action)))
    assert {"conference:api:read", "accreditation:evacuation:listed"} <= set(actions)
    guard = await make_header(runtime, DOOR, name="guard")
    for path in ("scans", "presences", "occupancy"):
        assert (await client.get(f"/api/v1/{path}", headers=guard)).status == 403
