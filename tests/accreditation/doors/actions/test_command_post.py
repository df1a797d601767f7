"""The command post over real databases: what is counted, what is settled, who would have to be brought out."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from accreditation.badges.domain.badges import short_code
from accreditation.doors.actions.command_post import (
    CommandPostServices,
    evacuation_list,
    find_badge_by_number,
    read_conflict_photo,
    read_overview,
    settle_conflict,
)
from accreditation.doors.domain.conflicts import Settlement
from accreditation.doors.domain.devices import DeviceState
from accreditation.doors.domain.doors import Verdict
from accreditation.doors.storage.tables import devices, presences, scans
from conference.clock import Clock
from conference.errors import ForbiddenError, InvalidError, NotFoundError, RuleError
from rostrum import roles
from tests.support.application_samples import staff
from tests.support.badge_office import DOOR_GUARD, Office
from tests.support.scan_office import ScanOffice, make_command_post

SUPERVISOR = staff("thao", roles.DOOR_SUPERVISOR, language="vi")


@pytest.fixture
def services(doors: ScanOffice) -> CommandPostServices:
    """A command post over the office's database."""
    return make_command_post(doors)


async def keep(office: Office, table: Any, *rows: dict[str, Any]) -> None:
    async with office.transactions.write() as transaction:
        for row in rows:
            await transaction.connection.execute(insert(table).values(row))


def scan(clock: Clock, key: str, verdict: Verdict, *, ago_s: int = 10, **more: Any) -> dict[str, Any]:
    """A kept scan of gate A."""
    at = clock.now() - timedelta(seconds=ago_s)
    row = {
        "id": f"scan_{key}", "key": key, "door": "gate-a", "zone": "venue", "direction": "entry", "method": "camera",
        "verdict": verdict.value, "scanned_at": at, "occurred_at": at, "received_at": at, "decided_offline": False,
        "staff_id": "staff_duc", "raw": "", "raw_sha256": "0" * 64, "raw_length": 0,
    }  # fmt: skip
    return row | more


def inside(office: Office, badge_id: str, zone: str) -> dict[str, Any]:
    return {"badge_id": badge_id, "zone": zone, "door": "gate-a", "entered_at": office.clock.now(), "scan_id": "s"}


async def test_counts_are_by_door_and_verdict_of_today_and_lately(
    services: CommandPostServices, office: Office
) -> None:
    await keep(
        office,
        scans,
        scan(office.clock, "key-now", Verdict.ADMITTED),
        scan(office.clock, "key-hour", Verdict.ADMITTED, ago_s=3600),
        scan(office.clock, "key-stop", Verdict.REVOKED, door="gate-b"),
        scan(office.clock, "key-yesterday", Verdict.ADMITTED, ago_s=86_400),
        scan(office.clock, "key-undone", Verdict.ADMITTED, undone_at=office.clock.now()),
    )
    overview = await read_overview(services, staff=SUPERVISOR)
    counted = {(one.door, one.verdict): (one.today, one.lately) for one in overview.scans}
    assert counted == {("gate-a", Verdict.ADMITTED): (2, 1), ("gate-b", Verdict.REVOKED): (1, 1)}


@pytest.mark.usefixtures("each_database")
async def test_devices_are_shown_with_report_and_after_their_end(services: CommandPostServices, office: Office) -> None:
    now = office.clock.now()
    long_ago = now - timedelta(hours=5)
    shared = {
        "doors": ["gate-a"], "rights": ["undo"], "expires_at": now + timedelta(days=1), "enrolled_by": "staff_thao",
        "offered_at": now,
    }  # fmt: skip
    device_ruling = {
        "reported_at": now, "door": "gate-a", "skew_ms": -40, "queue": 3, "battery": 0.5, "charging": False,
        "list_at": now, "build": "b", "language": "vi",
    }  # fmt: skip
    await keep(
        office,
        devices,
        {"id": "dev_1", "name": "Gate A", "state": "active", **shared, **device_ruling},
        {"id": "dev_2", "name": "Reserve", "state": "offered", **shared},
        {"id": "dev_3", "name": "Lost", "state": "wiped", "ended_at": now - timedelta(minutes=5), **shared},
        {"id": "dev_4", "name": "Old", "state": "wiped", "ended_at": long_ago, **shared},
        {"id": "dev_5", "name": "Run out", "state": "active", **shared | {"expires_at": now - timedelta(hours=1)}},
        {"id": "dev_6", "name": "Not taken", "state": "offered", **shared | {"offered_at": now - timedelta(hours=1)}},
        {
            "id": "dev_7",
            "name": "Sent",
            "state": "storage_lost",
            **shared,
            **device_ruling,
            "queue": 0,
            "ended_at": long_ago,
        },
        {"id": "dev_8", "name": "Unsent", "state": "storage_lost", **shared, **device_ruling, "ended_at": long_ago},
    )
    watched = {one.device.id: one for one in (await read_overview(services, staff=SUPERVISOR)).devices}
    assert list(watched) == ["dev_1", "dev_3", "dev_2", "dev_8"]
    report = watched["dev_1"].report
    assert report is not None
    assert (report.door, report.skew_ms, report.queue, report.battery) == ("gate-a", -40, 3, 0.5)
    assert watched["dev_2"].report is None
    assert watched["dev_3"].device.state is DeviceState.WIPED


async def test_conflict_names_both_scans_and_person_until_settled(
    services: CommandPostServices, office: Office
) -> None:
    badge = await office.active_badge()
    first = scan(office.clock, "key-first", Verdict.ADMITTED, ago_s=60, badge_id=badge.id)
    later = scan(
        office.clock, "key-later", Verdict.ADMITTED, badge_id=badge.id, conflict="twice", conflict_key="key-first"
    )
    await keep(office, scans, first, later | {"door": "gate-b"})
    overview = await read_overview(services, staff=SUPERVISOR)
    (conflict,) = overview.conflicts
    assert overview.conflict_count == 1
    assert conflict.earlier is not None
    assert conflict.holder is not None
    assert (conflict.kind, conflict.earlier.door, conflict.later.door) == ("twice", "gate-a", "gate-b")
    assert conflict.number == badge.number
    jpeg = await read_conflict_photo(services, conflict.holder.photo_id or "", staff=SUPERVISOR)
    assert jpeg.startswith(b"\xff\xd8")
    await settle_conflict(services, conflict.later.scan_id, Settlement.MISSED_EXIT, staff=SUPERVISOR)
    assert (await read_overview(services, staff=SUPERVISOR)).conflict_count == 0
    with pytest.raises(RuleError, match=r"conflict\.settled"):
        await settle_conflict(services, conflict.later.scan_id, Settlement.MAY_STAY, staff=SUPERVISOR)
    with pytest.raises(NotFoundError):
        await read_conflict_photo(services, conflict.holder.photo_id or "", staff=SUPERVISOR)


@pytest.mark.usefixtures("each_database")
async def test_conflict_of_an_unknown_badge_has_no_person(services: CommandPostServices, office: Office) -> None:
    await keep(office, scans, scan(office.clock, "key-1", Verdict.ADMITTED, conflict="not_entitled", badge_id="f" * 16))
    (conflict,) = (await read_overview(services, staff=SUPERVISOR)).conflicts
    assert (conflict.holder, conflict.number, conflict.earlier) == (None, None, None)


@pytest.mark.usefixtures("each_database")
async def test_evacuation_list_has_each_person_once_innermost(services: CommandPostServices, office: Office) -> None:
    one, other = await office.active_badge("app_1"), await office.active_badge("app_2")
    await keep(
        office,
        presences,
        inside(office, one.id, "venue"),
        inside(office, one.id, "press_centre"),
        inside(office, other.id, "venue") | {"scan_id": "scan_key-1"},
    )
    await keep(office, scans, scan(office.clock, "key-1", Verdict.ADMITTED, badge_id=other.id, time_uncertain=True))
    people = await evacuation_list(services, zone=None, how="page", staff=SUPERVISOR)
    assert {(person.number, person.zone, person.time_uncertain) for person in people} == {
        (one.number, "press_centre", False),
        (other.number, "venue", True),
    }
    in_venue = await evacuation_list(services, zone="venue", how="csv", staff=SUPERVISOR)
    assert {person.number for person in in_venue} == {one.number, other.number}
    assert (await read_overview(services, staff=SUPERVISOR)).occupancy == {"venue": 2, "press_centre": 1}


async def test_evacuation_list_shows_a_reissued_badge_once(services: CommandPostServices, office: Office) -> None:
    from accreditation.badges.actions.badges import reissue_badge
    from tests.support.badge_office import DESK_CLERK

    badge = await office.active_badge()
    await keep(office, presences, inside(office, badge.id, "venue"))
    await reissue_badge(office.desk, badge.id, reason=office.event.reissue_reasons[0].code, staff=DESK_CLERK)
    assert len(await evacuation_list(services, zone=None, how="page", staff=SUPERVISOR)) == 1


async def test_number_and_short_code_name_the_same_badge(services: CommandPostServices, office: Office) -> None:
    badge = await office.active_badge()
    assert await find_badge_by_number(services, badge.number.lower(), staff=SUPERVISOR) == badge.id
    assert await find_badge_by_number(services, short_code(badge.number), staff=SUPERVISOR) == badge.id
    for wrong in ("P-9999", "", "nobody"):
        with pytest.raises(InvalidError, match=r"notice\.badge_unknown"):
            await find_badge_by_number(services, wrong, staff=SUPERVISOR)


async def test_only_supervisors_look_over_doors(services: CommandPostServices) -> None:
    for act in (
        read_overview(services, staff=DOOR_GUARD),
        evacuation_list(services, zone=None, how="page", staff=DOOR_GUARD),
        settle_conflict(services, "scan_1", Settlement.MAY_STAY, staff=DOOR_GUARD),
        read_conflict_photo(services, "photo_1", staff=DOOR_GUARD),
        find_badge_by_number(services, "P-0001", staff=DOOR_GUARD),
    ):
        with pytest.raises(ForbiddenError):
            await act
