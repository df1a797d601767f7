"""Exits that no door scanned, recorded when a supervisor settles a conflict."""

import pytest

from accreditation.access.rules import Direction
from accreditation.doors.actions.command_post import (
    settle_conflict,
)
from accreditation.doors.domain.conflicts import Settlement
from conference.errors import RuleError
from rostrum import roles
from tests.support.application_samples import staff
from tests.support.badge_office import GATE, HALL
from tests.support.scan_office import ScanOffice, elsewhere, kept, make_command_post

SUPERVISOR = staff("thao", roles.DOOR_SUPERVISOR, language="vi")


async def test_supervisor_exit_holds_against_late_reports(doors: ScanOffice) -> None:
    badge = await doors.office.active_badge()
    await doors.one(doors.device_ruling(badge.token, GATE, seconds=-90))
    conflict = kept(await doors.one(doors.device_ruling(badge.token, HALL, seconds=-60))).scan
    assert conflict.conflict == "not_entitled"
    assert [place[1] for place in await doors.inside()] == ["plenary_hall", "venue"]
    await settle_conflict(make_command_post(doors), conflict.id, Settlement.TAKEN_OUT, staff=SUPERVISOR)
    assert [place[1] for place in await doors.inside()] == ["venue"]
    out = next(row for row in await doors.rows() if row["verdict"] == "exit_recorded")
    device_ruling = (out["staff_id"], out["device"], out["method"], out["zone"])
    assert device_ruling == (SUPERVISOR.id, None, "brought_out", "plenary_hall")
    await elsewhere(doors).one(doors.device_ruling(badge.token, "gate-c", seconds=-95))
    assert [place[1] for place in await doors.inside()] == ["venue"]


async def test_supervisor_exit_spares_a_later_entry(doors: ScanOffice) -> None:
    """An old conflict that is settled late."""
    badge = await doors.office.active_badge(category="pool")
    await doors.one(doors.device_ruling(badge.token, GATE, seconds=-90))
    conflict = kept(await doors.one(doors.device_ruling(badge.token, "gate-b", seconds=-60))).scan
    assert conflict.conflict == "twice"
    await doors.ask(badge.token, GATE, direction=Direction.EXIT)
    again = await doors.ask(badge.token, GATE)
    await settle_conflict(make_command_post(doors), conflict.id, Settlement.TAKEN_OUT, staff=SUPERVISOR)
    assert [place[2] for place in await doors.inside()] == [again.scan.key]


async def test_supervisor_exit_of_an_absent_person_adds_no_scan(doors: ScanOffice) -> None:
    badge = await doors.office.active_badge()
    conflict = kept(await doors.one(doors.device_ruling(badge.token, HALL, seconds=-60))).scan
    await doors.ask(badge.token, HALL, direction=Direction.EXIT)
    rows = len(await doors.rows())
    await settle_conflict(make_command_post(doors), conflict.id, Settlement.TAKEN_OUT, staff=SUPERVISOR)
    with pytest.raises(RuleError, match=r"conflict\.settled"):
        await settle_conflict(make_command_post(doors), conflict.id, Settlement.TAKEN_OUT, staff=SUPERVISOR)
    assert len(await doors.rows()) == rows
