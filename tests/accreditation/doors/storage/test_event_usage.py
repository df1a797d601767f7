"""What accreditation uses of the event."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from accreditation.applications.actions.applying import appeal_refusal
from accreditation.applications.domain.applications import Agency, Application, State
from accreditation.applications.domain.seen import SeenVersion
from accreditation.applications.services import ApplicationServices
from accreditation.applications.storage.tables import applications
from accreditation.doors.domain.devices import Device, DeviceState, Right, Scope
from accreditation.doors.storage.devices import SqlDevices
from accreditation.doors.storage.event_usage import find_last_scans, list_enrolled_doors, list_used_names
from accreditation.vetting.actions.vetting import decide_appeal, record_finding, reopen_application, revoke_approval
from accreditation.vetting.domain import FindingInput
from conference.auth.roles import Staff
from conference.clock import ManualClock
from conference.ids import Ids
from conference.storage.transactions import Transactions
from tests.support.application_samples import (
    APPROVE,
    OFFICER_A,
    OFFICER_B,
    OTHER_OFFICER_A,
    REFUSE,
    SECRET,
    application,
)
from tests.support.application_services import save_applications
from tests.support.badge_office import DESK_CLERK, make_office
from tests.support.scan_rows import add_scans, scan_row


async def used_names(transactions: Transactions) -> dict[str, frozenset[str]]:
    async with transactions.read() as transaction:
        return await list_used_names(transaction)


async def test_event_that_nobody_uses_has_no_names(transactions: Transactions) -> None:
    assert not any((await used_names(transactions)).values())


async def test_badges_applications_and_scans_use_names(
    transactions: Transactions, clock: ManualClock, ids: Ids, tmp_path: Path
) -> None:
    office = await make_office(transactions, clock, ids, tmp_path)
    await office.apply("app_2", state=State.SUBMITTED, decision=None)
    used = await used_names(transactions)
    assert not used["categories"]
    assert used["functions"] == {"reporter"}
    badge = await office.badge()
    await add_scans(transactions, scan_row("k1", clock.now(), door="gate-c", zone="mixed"))
    used = await used_names(transactions)
    assert used["categories"] == {badge.entitlement.category}
    assert used["zones"] == {*badge.entitlement.zones, "mixed"}
    assert used["doors"] == {"gate-c"}


async def test_doors_of_devices_are_in_use(transactions: Transactions, clock: ManualClock) -> None:
    scope = Scope(("gate-a", "gate-b"), frozenset(Right), clock.now() + timedelta(days=1))
    device = Device("dev_1", "phone", scope, DeviceState.ACTIVE, DESK_CLERK.id, clock.now())
    async with transactions.write() as transaction:
        await SqlDevices().add(transaction, device, code_hash="0" * 64, login_hash="1" * 64)
    assert (await used_names(transactions))["doors"] == {"gate-a", "gate-b"}


async def test_enrolled_doors_are_those_of_active_devices(transactions: Transactions, clock: ManualClock) -> None:
    now = clock.now()
    scope = Scope(("gate-a",), frozenset(Right), now + timedelta(days=1))
    active = Device("dev_1", "phone", scope, DeviceState.ACTIVE, DESK_CLERK.id, now)
    locked = replace(active, id="dev_2", scope=replace(scope, doors=("gate-b",)), state=DeviceState.LOCKED)
    async with transactions.write() as transaction:
        for number, device in enumerate((active, locked)):
            await SqlDevices().add(transaction, device, code_hash=f"{number}" * 64, login_hash=f"{number + 2}" * 64)
    async with transactions.read() as transaction:
        assert await list_enrolled_doors(transaction, at=now) == {"gate-a"}
        assert await list_enrolled_doors(transaction, at=scope.expires_at) == frozenset()


async def test_last_scan_of_each_door_is_found(transactions: Transactions, clock: ManualClock) -> None:
    now, later = clock.now(), clock.now() + timedelta(hours=1)
    rows = (
        scan_row("k1", now, door="gate-a"),
        scan_row("k2", later, door="gate-a"),
        scan_row("k3", now, door="gate-c"),
    )
    await add_scans(transactions, *rows)
    async with transactions.read() as transaction:
        assert await find_last_scans(transaction) == {"gate-a": later, "gate-c": now}


async def test_reasons_of_overturned_decisions_stay_in_use(
    desk: ApplicationServices, transactions: Transactions
) -> None:
    await save_applications(desk, application("app_1"), application("app_2", secret="another"))

    async def find(application_id: str, finding_input: FindingInput, agency: Agency, officer: Staff) -> Application:
        async with transactions.read() as transaction:
            seen = SeenVersion.of(await desk.applications.get(transaction, application_id))
        return await record_finding(desk, finding_input, agency=agency, seen=seen, staff=officer)

    await find("app_1", REFUSE, Agency.ACCREDITATION, OFFICER_A)
    appealed = SeenVersion.of(await appeal_refusal(desk, "My outlet is registered", secret=SECRET))
    await decide_appeal(desk, is_allowed=True, agency=Agency.ACCREDITATION, seen=appealed, staff=OTHER_OFFICER_A)
    await find("app_2", APPROVE, Agency.ACCREDITATION, OFFICER_A)
    approved = SeenVersion.of(await find("app_2", APPROVE, Agency.SECURITY, OFFICER_B))
    revoked = await revoke_approval(desk, agency=Agency.SECURITY, seen=approved, staff=OFFICER_B, reason="conduct")
    await reopen_application(desk, agency=Agency.SECURITY, seen=SeenVersion.of(revoked), staff=OFFICER_B)
    async with transactions.read() as transaction:
        rows = await transaction.connection.execute(select(applications.c.decision))
        assert list(rows.scalars()) == [None, None]
    used = await used_names(transactions)
    for section in ("refusal_reasons", "revocation_reasons"):
        assert used[section] == {str(REFUSE.reason), "conduct"}
