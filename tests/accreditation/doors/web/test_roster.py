"""The devices' list over HTTP: who is on it, what changes it, and who may read it."""

import base64
import io
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image

from accreditation.applications.domain.applications import State
from accreditation.badges.actions.badges import issue_badge, reissue_badge, revoke_badge
from accreditation.doors.actions.devices import lock_device
from accreditation.doors.actions.pins import set_pin
from conference.auth import storage as accounts
from conference.clock import ManualClock
from rostrum.parts.doors import pin_services
from rostrum.parts.stores import outlet_store
from rostrum.runtime import Runtime
from tests.support.accreditation_pages import Client
from tests.support.application_samples import applicant
from tests.support.badge_office import DESK_CLERK, Office
from tests.support.door_devices import CHIEF, bearer, device_services_of, enrol


class Device:
    """A device that reads lists."""

    def __init__(self, client: Client, enrolment: dict[str, str]) -> None:
        self.client, self.enrolment = client, enrolment

    async def read(self, since: int = 0, plan: str = "") -> dict[str, Any]:
        """The list since a revision."""
        address = f"/doors/v1/list?since={since}&plan={plan}"
        response = await self.client.get(address, headers=bearer(self.enrolment["token"]))
        assert response.status == 200, await response.text()
        assert response.headers["Cache-Control"] == "no-store"
        return await response.json()  # type: ignore[no-any-return]

    async def after(self, before: dict[str, Any]) -> dict[str, Any]:
        """What has changed since a list."""
        return await self.read(before["revision"], before["plan_digest"])

    async def status(self, address: str) -> int:
        """The status of an answer."""
        return (await self.client.get(address, headers=bearer(self.enrolment["token"]))).status


@pytest.fixture
async def device(client: Client) -> Device:
    return Device(client, await enrol(client))


async def test_first_roster_has_every_badge_holder(device: Device, office: Office) -> None:
    badge = await office.active_badge("app_1", applicant=applicant(native_name="ليلى حداد"))
    await office.apply("app_2")
    listed = await device.read()
    assert listed["whole"] is True
    assert listed["gone"] == []
    assert listed["inside"] == {}
    assert listed["people"] == [
        {
            "application": "app_1",
            "badge_id": badge.id,
            "number": badge.number,
            "serial": 1,
            "standing": "issued",
            "fits": True,
            "active": True,
            "state": "approved",
            "category": "general",
            "letter": badge.entitlement.letter,
            "zones": list(badge.entitlement.zones),
            "valid_from": "2025-10-23T17:00:00.000Z",
            "valid_until": "2025-10-26T17:00:00.000Z",
            "native_name": "ليلى حداد",
            "latin_name": "THI HOA NGUYEN",
            "outlet": "",
            "function": "reporter",
            "photo": "photo_app_1",
            "grants": [],
        }
    ]


async def test_plan_is_sent_once_with_all_decision_data(device: Device, office: Office) -> None:
    await office.active_badge("app_1")
    listed = await device.read()
    plan = listed["plan"]
    assert plan["audience"] == office.desk.plan.audience
    assert plan["audience"].startswith(plan["event_mark"])
    assert [door["id"] for door in plan["doors"]] == [door.id for door in office.event.doors]
    assert {zone["code"]: zone["bit"] for zone in plan["zones"]} == dict(office.desk.plan.zone_bits)
    assert plan["supervisors"] == []
    assert [len(base64.b64decode(key["point"])) for key in listed["keys"]] == [65] * len(listed["keys"])
    again = await device.after(listed)
    assert (again["plan"], again["keys"], again["whole"]) == (None, None, False)
    assert again["plan_digest"] == listed["plan_digest"]


async def test_change_brings_only_the_changed_entry(device: Device, office: Office) -> None:
    one, other = await office.active_badge("app_1"), await office.active_badge("app_2")
    before = await device.read()
    await revoke_badge(office.desk, other.id, reason=office.event.revocation_reasons[0].code, staff=DESK_CLERK)
    changed = await device.after(before)
    assert [(line["badge_id"], line["standing"]) for line in changed["people"]] == [(other.id, "revoked")]
    assert "inside" not in changed
    new = await reissue_badge(office.desk, one.id, reason=office.event.reissue_reasons[0].code, staff=DESK_CLERK)
    changed = await device.after(changed)
    assert [(line["badge_id"], line["serial"]) for line in changed["people"]] == [(one.id, new.serial)]
    assert (await device.after(changed))["people"] == []


async def test_hand_over_is_a_change_of_the_entry(device: Device, office: Office) -> None:
    badge = await office.badge("app_1")
    listed = await device.read()
    assert [line["active"] for line in listed["people"]] == [False]
    await office.hand_over(badge)
    listed = await device.after(listed)
    assert [line["active"] for line in listed["people"]] == [True]


async def test_names_states_categories_and_outlets_change_the_line(device: Device, office: Office) -> None:
    await office.active_badge("app_1")
    listed = await device.read()
    await office.change("app_1", applicant=applicant(native_name="Nguyễn Thị Huệ"))
    listed = await device.after(listed)
    assert [line["native_name"] for line in listed["people"]] == ["Nguyễn Thị Huệ"]
    await office.change("app_1", category="pool")
    listed = await device.after(listed)
    assert [(line["category"], line["fits"]) for line in listed["people"]] == [("pool", False)]
    await office.change("app_1", state=State.ON_HOLD)
    assert [line["state"] for line in (await device.after(listed))["people"]] == ["on_hold"]


async def test_person_without_badge_changes_no_roster(device: Device, office: Office) -> None:
    await office.apply("app_1")
    listed = await device.read()
    await office.change("app_1", applicant=applicant(native_name="X"))
    assert (await device.after(listed))["revision"] == listed["revision"]


async def test_future_revision_or_other_plan_brings_whole_roster(device: Device, office: Office) -> None:
    await office.active_badge("app_1")
    before = await device.read()
    for since in (10**9, 10**14):
        listed = await device.read(since, before["plan_digest"])
        assert listed["whole"] is True
        assert len(listed["people"]) == 1
    listed = await device.read(before["revision"], "another.plan")
    assert listed["whole"] is True
    assert listed["plan"] is not None


async def test_malformed_revision_is_refused(device: Device) -> None:
    for since in ("-1", "x", "1.5", "٣", "1" * 30):
        assert await device.status(f"/doors/v1/list?since={since}") == 422


async def test_many_lines_are_read_in_portions_and_squeezed(
    device: Device, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("accreditation.doors.actions.roster", "accreditation.doors.web.roster_json"):
        monkeypatch.setattr(f"{module}.PORTION", 2)
    monkeypatch.setattr("accreditation.doors.web.roster.COMPRESSED_ABOVE", 100)
    badges = {(await office.active_badge(f"app_{n}")).id for n in range(5)}
    listed = await device.read()
    assert {line["badge_id"] for line in listed["people"]} == badges
    assert len(listed["people"]) == 5


async def test_supervisor_pin_changes_the_plan_and_no_entry(device: Device, office: Office, runtime: Runtime) -> None:
    await office.active_badge("app_1")
    before = await device.read()
    async with runtime.transactions.write() as transaction:
        await accounts.add_staff(transaction.connection, CHIEF, password_hash="x", at=runtime.clock.now())
    await set_pin(pin_services(runtime), "804913", again="804913", staff=CHIEF)
    after = await device.after(before)
    assert after["plan_digest"] != before["plan_digest"]
    assert after["whole"] is False
    assert [(one["id"], one["name"], len(one["salt"]), len(one["check"])) for one in after["plan"]["supervisors"]] == [
        (CHIEF.id, CHIEF.name, 32, 64)
    ]
    async with runtime.transactions.write() as transaction:
        await accounts.update_staff(transaction.connection, CHIEF.id, disabled_at=runtime.clock.now())
    assert (await device.after(after))["plan"]["supervisors"] == []


async def test_photo_is_scaled_for_devices(device: Device, office: Office, client: Client) -> None:
    await office.active_badge("app_1")
    for _ in range(2):
        response = await client.get("/doors/v1/photos/photo_app_1.jpg", headers=bearer(device.enrolment["token"]))
        assert response.headers["Cache-Control"] == "no-store"
        assert Image.open(io.BytesIO(await response.read())).size == (300, 400)


async def test_photo_without_a_badge_is_not_found(device: Device, office: Office) -> None:
    await office.active_badge("app_1")
    await office.apply("app_2")
    for photo in ("photo_app_2", "photo_app_9", "..%2f..%2fetc", "%00"):
        assert await device.status(f"/doors/v1/photos/{photo}.jpg") == 404


async def test_names_and_photos_require_a_device(
    device: Device, office: Office, client: Client, clock: ManualClock
) -> None:
    await office.active_badge("app_1")
    addresses = ("/doors/v1/list?since=0", "/doors/v1/photos/photo_app_1.jpg")
    for address in addresses:
        assert (await client.get(address)).status == 401
        assert (await client.get(address, headers=bearer("dev_1"))).status == 401
    await lock_device(device_services_of(client), device.enrolment["device"], staff=CHIEF)
    assert [await device.status(address) for address in addresses] == [403, 403]
    clock.advance(timedelta(hours=9).total_seconds())
    assert [await device.status(address) for address in addresses] == [401, 401]


async def test_merged_outlet_changes_roster_entries(device: Device, office: Office) -> None:
    one = await office.applicant_of("app_1", "A", "Nile News")
    other = await office.applicant_of("app_2", "B", "Le Nil")
    for application in (one, other):
        await issue_badge(office.desk, application.id, staff=DESK_CLERK)
    before = await device.read()
    async with office.transactions.write() as transaction:
        await outlet_store().merge(transaction, other.outlet_id or "", one.outlet_id or "")
    after = await device.after(before)
    assert [(line["application"], line["outlet"]) for line in after["people"]] == [("app_2", "Nile News")]
