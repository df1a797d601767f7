"""Doors over a real database: one entry under any concurrency, and every scan is kept once."""

import asyncio
from collections import Counter
from dataclasses import replace

import pytest

from accreditation.access.rules import Direction
from accreditation.access.zones import ZonePolicy, Zones
from accreditation.doors.domain.doors import Verdict
from accreditation.doors.domain.events import ScanRecorded
from accreditation.doors.ports.devices import Entry
from conference.bus import Bus
from tests.support.badge_office import GATE, HALL, OTHER_GATE
from tests.support.scan_office import GATES, ScanOffice, device, elsewhere, make_node


async def test_badge_is_admitted_once_and_the_answer_has_the_entry(doors: ScanOffice) -> None:
    badge = await doors.office.active_badge()
    first = await doors.ask(badge.token)
    doors.office.clock.advance(75)
    second = await doors.ask(badge.token, OTHER_GATE, by=device("other"))
    assert first.scan.verdict is Verdict.ADMITTED
    assert first.prior is None
    assert second.scan.verdict is Verdict.ALREADY_INSIDE
    assert second.prior == Entry(first.scan.occurred_at, GATE, first.scan.key)
    assert second.roster_entry is not None
    assert (second.roster_entry.native_name, second.roster_entry.photo) == ("Nguyễn Thị Hoa", "photo_app_1")


@pytest.mark.usefixtures("each_database")
async def test_fifty_scans_at_once_on_five_doors_admit_one(doors: ScanOffice) -> None:
    """A1: the other 49 are told when and where, and with whom."""
    badge = await doors.office.active_badge()
    five = [*GATES, GATE, OTHER_GATE]
    answers = await asyncio.gather(*(doors.ask(badge.token, five[n % 5]) for n in range(50)))
    assert Counter(answer.scan.verdict for answer in answers) == {Verdict.ADMITTED: 1, Verdict.ALREADY_INSIDE: 49}
    (winner,) = [answer.scan for answer in answers if answer.scan.verdict is Verdict.ADMITTED]
    for answer in answers:
        assert answer.roster_entry is not None
        if answer.scan != winner:
            assert answer.prior == Entry(winner.occurred_at, winner.door, winner.key)
    assert len(await doors.rows()) == 50
    assert len(await doors.inside()) == 1


@pytest.mark.usefixtures("each_database")
async def test_concurrent_entries_and_exits_never_make_two_entries(doors: ScanOffice) -> None:
    badge = await doors.office.active_badge()
    for _ in range(5):
        scanned = [doors.ask(badge.token, GATES[n % 3]) for n in range(8)]
        left = [doors.ask(badge.token, GATES[n % 3], direction=Direction.EXIT) for n in range(8)]
        verdicts = Counter(answer.scan.verdict for answer in await asyncio.gather(*scanned, *left))
        inside = len(await doors.inside())
        assert verdicts[Verdict.ADMITTED] - verdicts[Verdict.EXIT_RECORDED] in (0, 1)
        assert inside == verdicts[Verdict.ADMITTED] - verdicts[Verdict.EXIT_RECORDED]
        if inside:
            await doors.ask(badge.token, direction=Direction.EXIT)


async def test_zones_are_entered_each_for_itself(doors: ScanOffice) -> None:
    badge = await doors.office.active_badge(category="pool")
    assert [await doors.verdict(badge.token, door) for door in (GATE, HALL, HALL)] == [
        Verdict.ADMITTED,
        Verdict.ADMITTED,
        Verdict.ALREADY_INSIDE,
    ]


async def test_exit_opens_the_zone_again(doors: ScanOffice) -> None:
    badge = await doors.office.active_badge()
    steps = [Direction.EXIT, Direction.ENTRY, Direction.EXIT, Direction.EXIT, Direction.ENTRY]
    assert [await doors.verdict(badge.token, direction=step) for step in steps] == [
        Verdict.NOT_INSIDE,
        Verdict.ADMITTED,
        Verdict.EXIT_RECORDED,
        Verdict.NOT_INSIDE,
        Verdict.ADMITTED,
    ]


async def test_category_without_the_zone_is_refused(doors: ScanOffice) -> None:
    badge = await doors.office.active_badge()
    assert await doors.verdict(badge.token, HALL) is Verdict.WRONG_ZONE
    assert (len(await doors.rows()), len(await doors.inside())) == (1, 0)


async def test_same_key_gives_the_same_answer_and_counts_once(doors: ScanOffice, bus: Bus) -> None:
    heard: list[ScanRecorded] = []

    async def notify(event: ScanRecorded) -> None:
        heard.append(event)

    bus.subscribe(ScanRecorded, notify)
    badge = await doors.office.active_badge()
    first = await doors.ask(badge.token, key="one-and-the-same")
    doors.office.clock.advance(30)
    assert await doors.ask(badge.token, key="one-and-the-same") == first
    assert (len(await doors.rows()), len(heard)) == (1, 1)


@pytest.mark.usefixtures("each_database")
async def test_same_key_sent_at_once_from_everywhere_counts_once(doors: ScanOffice) -> None:
    badge = await doors.office.active_badge()
    answers = await asyncio.gather(*(doors.ask(badge.token, key="one-and-the-same") for _ in range(20)))
    assert {answer.scan for answer in answers} == {answers[0].scan}
    assert answers[0].scan.verdict is Verdict.ADMITTED
    assert (len(await doors.rows()), len(await doors.inside())) == (1, 1)


async def test_key_of_another_reading_is_a_conflict(doors: ScanOffice) -> None:
    badge = await doors.office.active_badge()
    await doors.ask(badge.token, key="one-and-the-same")
    other_text = doors.scan(badge.number, key="one-and-the-same")
    other_door = doors.scan(badge.token, OTHER_GATE, key="one-and-the-same")
    override = doors.override("one-and-the-same", key="one-and-the-same")
    answers = await doors.send(other_text, other_door, override, doors.scan(badge.token, key="short"))
    assert [answer.problem for answer in answers] == ["scan.key_reused"] * 3 + ["scan.key_invalid"]


async def test_device_keeps_to_its_doors_and_rights(doors: ScanOffice) -> None:
    badge = await doors.office.active_badge()
    plain = device("plain", doors=(GATE,), rights=())
    entered = await doors.ask(badge.token, by=plain)
    assert await doors.problem(doors.scan(badge.token, OTHER_GATE), by=plain) == "door.out_of_scope"
    assert await doors.problem(doors.scan(badge.token, "gate-z"), by=plain) == "door.unknown"
    assert await doors.problem(doors.undo(entered.scan.key), by=plain) == "device.right_missing"
    assert len(await doors.rows()) == 1


@pytest.mark.usefixtures("each_database")
async def test_full_zone_admits_again_after_an_exit(doors: ScanOffice) -> None:
    """Covers C9. Under any concurrency, on two nodes: the platform holds 60, here 2."""
    policies = {"venue": ZonePolicy(capacity=2)}
    plan = replace(doors.services.plan, zones=Zones(policies))
    nodes = [make_node(replace(doors.services, plan=plan), doors) for _ in range(2)]
    badges = [await doors.office.active_badge(f"app_{n}") for n in range(5)]
    found = await asyncio.gather(*(nodes[n % 2].verdict(badge.token, GATES[n % 3]) for n, badge in enumerate(badges)))
    assert Counter(found) == {Verdict.ADMITTED: 2, Verdict.ZONE_FULL: 3}
    inside = badges[found.index(Verdict.ADMITTED)]
    outside = badges[found.index(Verdict.ZONE_FULL)]
    assert await nodes[0].verdict(inside.token, direction=Direction.EXIT) is Verdict.EXIT_RECORDED
    assert await nodes[1].verdict(outside.token) is Verdict.ADMITTED


@pytest.mark.usefixtures("each_database")
async def test_two_nodes_let_a_badge_in_once(doors: ScanOffice) -> None:
    badge = await doors.office.active_badge()
    nodes = [elsewhere(doors) for _ in range(3)]
    found = await asyncio.gather(*(nodes[n % 3].verdict(badge.token, GATES[n % 3]) for n in range(24)))
    assert Counter(found) == {Verdict.ADMITTED: 1, Verdict.ALREADY_INSIDE: 23}


async def test_lane_for_both_directions_records_an_exit_if_inside(doors: ScanOffice) -> None:
    badge = await doors.office.active_badge()
    found = []
    for seconds in (0, 3, 60, 60):
        doors.office.clock.advance(seconds)
        answer = await doors.ask(badge.token, direction=Direction.EITHER)
        found.append((answer.scan.verdict, answer.scan.direction))
    assert found == [
        (Verdict.ADMITTED, Direction.ENTRY),
        (Verdict.ALREADY_INSIDE, Direction.ENTRY),
        (Verdict.EXIT_RECORDED, Direction.EXIT),
        (Verdict.ADMITTED, Direction.ENTRY),
    ]
