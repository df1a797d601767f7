"""Overrides of refusals by supervisors, and undone scans."""

import asyncio
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from accreditation.badges.actions.badges import revoke_badge
from accreditation.badges.domain.badges import Badge
from accreditation.doors.actions.pins import PinServices
from accreditation.doors.domain.doors import OVERRIDABLE, Verdict
from accreditation.doors.storage.pins import SqlPins
from tests.support.badge_office import DESK_CLERK, DOOR_GUARD, GATE, OTHER_GATE
from tests.support.scan_office import PROOF, ScanOffice, kept, list_scan_audit, make_node


async def refused(doors: ScanOffice, badge: Badge) -> str:
    """The key of a scan that was refused because its holder is inside."""
    await doors.ask(badge.token)
    doors.office.clock.advance(60)
    return (await doors.ask(badge.token, OTHER_GATE)).scan.key


async def test_override_admits_once(doors: ScanOffice) -> None:
    badge = await doors.office.active_badge()
    of = await refused(doors, badge)
    override = doors.override(of, OTHER_GATE)
    for _ in range(3):
        scan = kept(await doors.one(override)).scan
        assert (scan.verdict, scan.overrides_key, scan.conflict) == (Verdict.OVERRIDDEN, of, None)
        assert (scan.override_reason, scan.supervisor_id) == ("known_person", "staff_son")
    assert [(place[0], place[2]) for place in await doors.inside()] == [(badge.id, override.key)]
    assert len(await doors.rows()) == 3
    assert await list_scan_audit(doors.office) == [("accreditation:scan:overridden", "staff_son")]


async def test_override_needs_proof_refusal_and_door(doors: ScanOffice) -> None:
    badge = await doors.office.active_badge()
    of = await refused(doors, badge)
    first = str((await doors.rows())[0]["key"])
    await revoke_badge(doors.office.desk, badge.id, reason="conduct", staff=DESK_CLERK)
    revoked = (await doors.ask(badge.token)).scan
    assert revoked.verdict not in OVERRIDABLE
    cases = {
        "override.proof_wrong": doors.override(of, OTHER_GATE, proof="cd" * 32),
        "scan.unknown": doors.override(of, GATE),
        "override.not_possible": doors.override(first),
    }
    assert {await doors.problem(item): item for item in cases.values()} == cases
    assert await doors.problem(doors.override(revoked.key)) == "override.not_possible"
    assert kept(await doors.one(doors.override(of, OTHER_GATE, proof=PROOF))).scan.conflict == "not_entitled"


async def test_undone_entry_ends_presence_and_stays_recorded(doors: ScanOffice) -> None:
    """A23: by the device's own right; again changes nothing."""
    badge = await doors.office.active_badge()
    entered = (await doors.ask(badge.token)).scan
    second = (await doors.ask(badge.token)).scan
    assert await doors.problem(doors.undo(second.key)) == "scan.nothing_to_undo"
    assert await doors.problem(doors.undo(entered.key, OTHER_GATE)) == "scan.unknown"
    for _ in range(2):
        undone = kept(await doors.one(doors.undo(entered.key))).scan
        assert (undone.undone_by, undone.undo_reason) == (DOOR_GUARD.id, "mis_scan")
    assert await doors.inside() == []
    assert await list_scan_audit(doors.office) == [("accreditation:scan:undone", DOOR_GUARD.id)]
    assert await doors.verdict(badge.token, OTHER_GATE) is Verdict.ADMITTED
    assert len(await doors.rows()) == 3


async def test_undone_exit_restores_the_presence(doors: ScanOffice) -> None:
    badge = await doors.office.active_badge()
    entered = (await doors.ask(badge.token)).scan
    left = doors.device_ruling(badge.token, verdict=Verdict.EXIT_RECORDED)
    await doors.send(left, doors.undo(left.key))
    assert [place[2] for place in await doors.inside()] == [entered.key]


@pytest.mark.usefixtures("each_database")
async def test_overrides_of_two_supervisors_do_not_deadlock(doors: ScanOffice) -> None:
    """In the other order each would hold what the other one needs, until the database gives one of them up."""
    pins = PinServices(
        transactions=doors.office.transactions, pins=SqlPins(), clock=doors.office.clock, new_salt=lambda: bytes(16)
    )
    services = replace(doors.services, pins=pins)
    badges = [await doors.office.active_badge(f"app_{n}") for n in range(2)]
    of = [await refused(doors, badge) for badge in badges]
    nodes = [make_node(services, doors) for _ in range(2)]
    words = [
        [doors.override(key, OTHER_GATE, supervisor=who, proof="cd" * 32) for who in people]
        for key, people in zip(of, (("staff_a", "staff_b"), ("staff_b", "staff_a")), strict=True)
    ]
    with capture_logs() as logs:
        for _ in range(3):
            answers = await asyncio.gather(*(node.send(*items) for node, items in zip(nodes, words, strict=True)))
            assert {answer.problem for some in answers for answer in some} == {"override.proof_wrong"}
    assert "database.unavailable" not in {entry["event"] for entry in logs}
