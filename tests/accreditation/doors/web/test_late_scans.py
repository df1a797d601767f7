"""Scans over HTTP from an enrolment that has ended."""

from typing import Any

import pytest

from accreditation.doors.actions.devices import wipe_device
from accreditation.doors.domain.devices import LATE_DELIVERY
from accreditation.doors.web.sync import FORMER_SYNC_PATH, SYNC_PATH
from conference.clock import ManualClock
from tests.accreditation.doors.web.test_scans import SCANS, scan, send
from tests.support.accreditation_pages import Client
from tests.support.badge_office import GATE, Office
from tests.support.door_devices import CHIEF, bearer, device_services_of, enrol

SIGN_OUT = "/doors/v1/sign-out"
ADMITTED = {"verdict": "admitted", "direction": "entry", "grant": None}
EIGHT_HOURS = 8 * 3600


def made_before_the_end(text: str, **changes: object) -> dict[str, object]:
    return scan(text) | {"decided": ADMITTED, "scanned_at": "2025-10-25T09:30:00Z"} | changes


async def status_of(client: Client, token: str, item: dict[str, Any]) -> int:
    return (await client.post(SCANS, json={"items": [item]}, headers=bearer(token))).status


@pytest.fixture
async def token(client: Client) -> str:
    """A device that is enrolled until 10:00 UTC."""
    return str((await enrol(client, GATE))["token"])


async def test_scans_made_before_expiry_are_kept_after_it(
    client: Client, office: Office, clock: ManualClock, token: str
) -> None:
    badge = await office.active_badge()
    clock.advance(EIGHT_HOURS + 60)
    (answer,) = await send(client, token, made_before_the_end(badge.token))
    assert (answer["verdict"], answer["at"], answer["person"]) == ("admitted", "2025-10-25T09:30:00.000000Z", None)
    assert (await client.post(SIGN_OUT, json={"unsent": 0}, headers=bearer(token))).status == 204
    assert await status_of(client, token, made_before_the_end(badge.token)) == 401


async def test_ended_enrolment_gets_nothing_else(
    client: Client, office: Office, clock: ManualClock, token: str
) -> None:
    badge = await office.active_badge()
    clock.advance(EIGHT_HOURS + 60)
    asking = scan(badge.token, scanned_at="2025-10-25T09:30:00Z")
    assert await status_of(client, token, asking) == 401
    assert await status_of(client, token, made_before_the_end(badge.token, scanned_at="2025-10-25T10:00:30Z")) == 401
    assert (
        await status_of(client, token, made_before_the_end(badge.token, scanned_at="0001-01-01T00:00:00Z", skew_ms=1))
        == 401
    )
    for path in ("/doors/v1/list?since=0&plan=", "/doors/v1/photos/photo_1.jpg"):
        assert (await client.get(path, headers=bearer(token))).status == 401
    assert (await client.post("/doors/v1/sync", json={}, headers=bearer(token))).status == 401
    clock.advance(LATE_DELIVERY.total_seconds())
    assert await status_of(client, token, made_before_the_end(badge.token)) == 401


async def test_wiped_device_sends_no_late_scans(client: Client, office: Office) -> None:
    enrolment = await enrol(client, GATE)
    await wipe_device(device_services_of(client), enrolment["device"], staff=CHIEF)
    badge = await office.active_badge()
    assert await status_of(client, enrolment["token"], made_before_the_end(badge.token)) == 401


async def test_device_reports_cleared_storage_then_sends(client: Client, office: Office, token: str) -> None:
    badge = await office.active_badge()
    lost = {"unsent": 1, "storage_lost": True}
    for _ in range(2):
        assert (await client.post(SIGN_OUT, json=lost, headers=bearer(token))).status == 204
    assert (await client.post("/doors/v1/sync", json={}, headers=bearer(token))).status == 401
    item = scan(badge.token, decided=ADMITTED, scanned_at="2025-10-25T01:30:00Z")
    (answer,) = await send(client, token, item)
    assert answer["verdict"] == "admitted"
    assert (await client.post(SIGN_OUT, json={}, headers=bearer(token))).status == 204
    assert (await client.post(SIGN_OUT, json={}, headers=bearer(token))).status == 401


@pytest.mark.parametrize("body", [b"", b"[]", b'{"unsent": -1}', b'{"unsent": 9999999999}', b'{"storage_lost": 1}'])
async def test_sign_out_with_a_bad_body_is_422(client: Client, token: str, body: bytes) -> None:
    assert (await client.post(SIGN_OUT, data=body, headers=bearer(token))).status == 422


@pytest.mark.parametrize("path", [SYNC_PATH, FORMER_SYNC_PATH])
async def test_app_of_an_older_build_syncs_and_sends_its_queue(client: Client, office: Office, path: str) -> None:
    """It asks the former address, and sends its queue after the answer."""
    token = (await enrol(client, GATE))["token"]
    badge = await office.active_badge()
    report = {"door": GATE, "wait_s": 0, "queue": 1, "build": "older"}
    response = await client.post(path, json=report, headers=bearer(token))
    assert response.status == 200
    assert {"revision", "plan", "moved", "inside", "counts", "notices"} <= (await response.json()).keys()
    (answer,) = await send(client, token, scan(badge.token, decided=ADMITTED))
    assert (answer["verdict"], answer["problem"]) == ("admitted", None)
