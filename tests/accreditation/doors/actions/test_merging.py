"""What devices decided on their own, merged in whatever order it comes."""

import asyncio
import itertools
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete

from accreditation.access.rules import Direction, Window
from accreditation.applications.domain.applications import State
from accreditation.badges.actions.badges import (
    hand_over_badges,
    reissue_badge,
    revoke_badge,
    suspend_badge,
    take_back_badge,
)
from accreditation.badges.domain.badges import Badge, BadgeStatus, IdentityCheck, short_code
from accreditation.doors.actions.batch_movements import movement_of
from accreditation.doors.domain.devices import Device
from accreditation.doors.domain.doors import ENTERED, OVERRIDABLE, Ruling, Verdict
from accreditation.doors.domain.movements import trace
from accreditation.doors.domain.scans import Item, Method
from accreditation.doors.storage.tables import presences, scans
from accreditation.grants.domain import Grant
from rostrum.parts.stores import grant_store
from tests.support.badge_office import DESK_CLERK, DOOR_GUARD, GATE, HALL, OTHER_GATE, STAGE
from tests.support.scan_office import ScanOffice, device, elsewhere, kept, list_scan_audit

DOORS = (GATE, OTHER_GATE, "gate-c", HALL, "hall-west", "press-centre")
TOLD = (Verdict.ADMITTED, Verdict.ADMITTED, Verdict.EXIT_RECORDED, Verdict.ALREADY_INSIDE, Verdict.ADMITTED_AGAIN)
ORDERS = 6
Queue = tuple[Device, list[Item]]


async def test_badge_admitted_at_two_offline_doors_is_one_conflict(doors: ScanOffice) -> None:
    """A2: two rows, one conflict, one person inside; sending the queues again changes nothing."""
    badge = await doors.office.active_badge()
    first = doors.device_ruling(badge.token, GATE, key="key-of-a", seconds=-60)
    later = doors.device_ruling(badge.token, OTHER_GATE, key="key-of-b", seconds=-30)
    assert kept(await doors.one(later, by=device("b"))).scan.conflict is None
    await doors.one(first, by=device("a"))
    rows, inside = await doors.rows(), await doors.inside()
    assert [(row["key"], row["conflict"], row["conflict_key"]) for row in rows] == [
        ("key-of-a", None, None),
        ("key-of-b", "twice", "key-of-a"),
    ]
    assert inside == [(badge.id, "venue", "key-of-a", first.scanned_at)]
    for _ in range(3):
        again = [kept(answer) for answer in await doors.send(later, first)]
        assert [one.scan.verdict for one in again] == [Verdict.ADMITTED] * 2
        assert again[0].prior is not None
        assert again[0].prior.key == "key-of-a"
    assert (await doors.rows(), await doors.inside()) == (rows, inside)


@pytest.mark.usefixtures("each_database")
async def test_offline_ruling_replaces_the_online_one_once(doors: ScanOffice) -> None:
    badge = await doors.office.active_badge()
    asked = doors.scan(badge.token, key="key-lost")
    assert kept(await doors.one(asked)).scan.verdict is Verdict.ADMITTED
    device_ruling = doors.device_ruling(badge.token, key="key-lost", verdict=Verdict.ALREADY_INSIDE, seconds=-1)
    for item in (device_ruling, doors.device_ruling(badge.token, key="key-lost"), asked):
        scan = kept(await doors.one(item)).scan
        assert (scan.verdict, scan.decided_offline) == (Verdict.ALREADY_INSIDE, True)
    assert await doors.inside() == []
    assert await list_scan_audit(doors.office) == [("accreditation:scan:told_otherwise", DOOR_GUARD.id)]


@pytest.mark.parametrize(
    ("verdict", "direction"),
    [
        (Verdict.ADMITTED, Direction.EXIT),
        (Verdict.ADMITTED_AGAIN, Direction.EITHER),
        (Verdict.EXIT_RECORDED, Direction.ENTRY),
        (Verdict.REVOKED, Direction.EITHER),
    ],
)
async def test_offline_verdict_against_its_direction_is_refused(
    doors: ScanOffice, verdict: Verdict, direction: Direction
) -> None:
    badge = await doors.office.active_badge()
    device_ruling = replace(doors.scan(badge.token), device_ruling=Ruling(verdict, direction))
    assert await doors.problem(device_ruling) == "scan.verdict_unfit"
    assert await doors.rows() == []


async def test_offline_scan_is_placed_by_the_servers_clock(doors: ScanOffice) -> None:
    """A22: the device's clock is ten minutes ahead; it says so, or it does not know."""
    badge, now = await doors.office.active_badge(), doors.office.clock.now()
    ahead = doors.device_ruling(badge.token, seconds=590, skew_ms=600_000)
    unaware = doors.device_ruling(badge.token, verdict=Verdict.EXIT_RECORDED, seconds=600)
    first, second = [kept(answer).scan for answer in await doors.send(ahead, unaware)]
    assert (first.occurred_at, first.time_uncertain) == (now - timedelta(seconds=10), False)
    assert (second.occurred_at - now < timedelta(seconds=1), second.time_uncertain) == (True, True)
    assert await doors.inside() == []


@pytest.mark.parametrize("year", [1, 1970, 2025, 9999])
async def test_impossible_time_is_replaced_by_the_receipt(doors: ScanOffice, year: int) -> None:
    """Before the enrolment, or to come: neither presence nor conflicts have such a time, and the order stays."""
    one, other, now = (
        await doors.office.active_badge(),
        await doors.office.active_badge("app_2"),
        doors.office.clock.now(),
    )
    at = datetime(year, 1, 1, tzinfo=UTC)
    entries = [replace(doors.device_ruling(badge.token), scanned_at=at) for badge in (one, other)]
    out = replace(doors.device_ruling(other.token, verdict=Verdict.EXIT_RECORDED), scanned_at=at)
    again = replace(doors.device_ruling(one.token, OTHER_GATE), scanned_at=at)
    sent = [kept(answer).scan for answer in await doors.send(*entries, out, again)]
    assert all(scan.time_uncertain and now < scan.occurred_at < now + timedelta(seconds=1) for scan in sent)
    assert [(badge_id, key) for badge_id, _, key, _ in await doors.inside()] == [(one.id, entries[0].key)]
    assert sent[-1].conflict == "twice"
    assert kept(await doors.one(entries[0])).scan.occurred_at == sent[0].occurred_at


async def test_impossible_time_leaves_an_online_scan_in_place(doors: ScanOffice) -> None:
    badge = await doors.office.active_badge()
    online = doors.scan(badge.token)
    decided = kept(await doors.one(online)).scan
    told = replace(online, device_ruling=Ruling(Verdict.ADMITTED), scanned_at=datetime(9999, 1, 1, tzinfo=UTC))
    merged = kept(await doors.one(told)).scan
    assert (merged.occurred_at, merged.decided_offline, merged.time_uncertain) == (decided.occurred_at, True, False)


async def test_late_exit_removes_the_conflict(doors: ScanOffice) -> None:
    badge = await doors.office.active_badge()
    await doors.send(
        doors.device_ruling(badge.token, seconds=-60), doors.device_ruling(badge.token, OTHER_GATE, seconds=-20)
    )
    assert [row["conflict"] for row in await doors.rows()] == [None, "twice"]
    out = doors.device_ruling(badge.token, GATE, verdict=Verdict.EXIT_RECORDED, seconds=-40)
    await elsewhere(doors).one(out)
    assert [row["conflict"] for row in await doors.rows()] == [None, None, None]


async def test_offline_entry_after_the_revocation_is_a_conflict(doors: ScanOffice) -> None:
    """A5: before the revocation it was right, after it it was not."""
    badges = [await doors.office.active_badge(f"app_{n}") for n in range(3)]
    clock, desk = doors.office.clock, doors.office.desk
    await revoke_badge(desk, badges[0].id, reason="conduct", staff=DESK_CLERK)
    await suspend_badge(desk, badges[1].id, staff=DESK_CLERK)
    await reissue_badge(desk, badges[2].id, reason="lost", staff=DESK_CLERK)
    clock.advance(600)
    for badge in badges:
        before = await doors.one(doors.device_ruling(badge.token, seconds=-700))
        after = await doors.one(doors.device_ruling(badge.token, HALL, seconds=-500))
        refused = await doors.one(doors.device_ruling(badge.token, verdict=Verdict.REVOKED, seconds=-400))
        found = [kept(answer).scan.conflict for answer in (before, after, refused)]
        assert found == [None, "not_entitled", None]


async def test_offline_entry_before_the_hand_over_is_a_conflict(doors: ScanOffice) -> None:
    """And an entry before the badge was taken back is none. Covers C1."""
    office = doors.office
    badge = await office.badge()
    await office.print_out(badge)
    await hand_over_badges(office.desk, [badge.id], identity=IdentityCheck.PASSPORT, staff=DESK_CLERK)
    office.clock.advance(300)
    await take_back_badge(office.desk, badge.id, staff=DESK_CLERK)
    office.clock.advance(300)
    entries = [doors.device_ruling(badge.token, door, seconds=at) for door, at in ((GATE, -400), (HALL, -200))]
    assert [kept(answer).scan.conflict for answer in await doors.send(*entries)] == [None, "not_entitled"]
    await hand_over_badges(office.desk, [badge.id], identity=IdentityCheck.PASSPORT, staff=DESK_CLERK)
    office.clock.advance(60)
    late = [doors.device_ruling(badge.token, door, seconds=at) for door, at in ((HALL, -90), (OTHER_GATE, -30))]
    assert [kept(answer).scan.conflict for answer in await doors.send(*late)] == ["not_entitled", "twice"]


async def test_offline_entry_without_a_right_is_a_conflict(doors: ScanOffice) -> None:
    badge = await doors.office.active_badge()
    wrong_zone = doors.device_ruling(badge.token, HALL)
    forged = doors.device_ruling(badge.token[:-6] + "AAAAAA")
    garbage = doors.device_ruling("garbage")
    answers = [kept(one).scan for one in await doors.send(wrong_zone, forged, garbage)]
    assert [scan.conflict for scan in answers] == ["not_entitled"] * 3
    assert [place[:2] for place in await doors.inside()] == [(badge.id, "plenary_hall")]


async def test_invalid_item_does_not_stop_the_others(doors: ScanOffice) -> None:
    badge = await doors.office.active_badge()
    bad = [
        doors.scan(badge.token, "gate-z"),
        doors.undo("key-of-nobody"),
        doors.device_ruling(badge.token, verdict=Verdict.OVERRIDDEN),
    ]
    answers = await doors.send(bad[0], doors.scan(badge.token), *bad[1:], doors.scan("garbage"))
    assert [answer.problem for answer in answers] == [
        "door.unknown",
        None,
        "scan.unknown",
        "scan.verdict_unfit",
        None,
    ]
    assert len(await doors.rows()) == 2


@pytest.mark.usefixtures("each_database")
@pytest.mark.parametrize("seed", range(3))
async def test_six_queues_merge_to_the_same_state_in_any_order(doors: ScanOffice, seed: int) -> None:
    """And what is kept of who is inside is what the movements say."""
    chance = random.Random(seed)
    badges = [await doors.office.active_badge(f"app_{n}", category="pool") for n in range(4)]
    queues = [queue_of(doors, door, badges, chance) for door in DOORS]
    outcomes = []
    for _ in range(ORDERS):
        await forget(doors)
        await deliver(doors, queues, chance)
        outcomes.append((await doors.rows(), await doors.inside()))
        for queue in chance.sample(queues, 3):
            await elsewhere(doors).send(*queue[1], by=queue[0])
        assert (await doors.rows(), await doors.inside()) == outcomes[-1]
    assert all(outcome == outcomes[0] for outcome in outcomes)
    assert {row["conflict"] for row in outcomes[0][0]} == {None, "twice"}
    assert [place[:3] for place in outcomes[0][1]] == await traced(doors, badges)


def queue_of(doors: ScanOffice, door: str, badges: list[Badge], chance: random.Random) -> Queue:
    """What one device saw in ten minutes without a network."""
    items: list[Item] = []
    for _ in range(7):
        seconds, verdict = chance.randrange(-600, 0, 20), chance.choice(TOLD)
        items.append(doors.device_ruling(chance.choice(badges).token, door, verdict, seconds=seconds))
        if verdict in OVERRIDABLE and chance.random() < 0.5:
            at = doors.office.clock.now() + timedelta(seconds=seconds + 5)
            items.append(doors.override(items[-1].key, door, scanned_at=at))
        elif verdict not in OVERRIDABLE and chance.random() < 0.2:
            items.append(doors.undo(items[-1].key, door))
    return device(door, doors=(door,)), items


async def deliver(doors: ScanOffice, queues: list[Queue], chance: random.Random) -> None:
    """All queues in pieces, at two nodes, some at once; each queue in its own order."""
    nodes = [doors, elsewhere(doors)]
    left = [(by, list(items)) for by, items in queues]
    while left:
        some = chance.sample(left, chance.randint(1, len(left)))
        pieces = [(by, [items.pop(0) for _ in range(min(len(items), chance.randint(1, 5)))]) for by, items in some]
        await asyncio.gather(*(chance.choice(nodes).send(*piece, by=by) for by, piece in pieces))
        left = [(by, items) for by, items in left if items]


async def forget(doors: ScanOffice) -> None:
    """Nothing was ever scanned."""
    async with doors.office.transactions.write() as transaction:
        for table in (presences, scans):
            await transaction.connection.execute(delete(table))


async def traced(doors: ScanOffice, badges: list[Badge]) -> list[tuple[str, str, str]]:
    """Badge, zone and key of every entry that stands, from all movements."""
    async with doors.office.transactions.read() as transaction:
        rows = await doors.services.scans.list_movements(transaction, [badge.id for badge in badges])
    found = []
    for badge in badges:
        movements = [movement for row in rows if row.badge_id == badge.id and (movement := movement_of(row))]
        inside = trace(movements, doors.services.plan.zones).inside
        found += [(badge.id, zone, entry.key) for zone, entry in inside.items()]
    return sorted(found)


async def test_grant_counts_for_its_holder_and_until_its_end(doors: ScanOffice) -> None:
    own, other = [await doors.office.active_badge(f"app_{n}") for n in range(2)]
    now = doors.office.clock.now()
    window = Window(now - timedelta(hours=1), now + timedelta(hours=1))
    grant = Grant("grant_1", own.application_id, ("signing_stage",), window, 1, DESK_CLERK.id, now)
    async with doors.office.transactions.write() as transaction:
        await grant_store().add(transaction, [grant])
    stolen = kept(await doors.one(doors.device_ruling(other.token, STAGE, grant="grant_1", seconds=-90))).scan
    assert (stolen.grant_id, stolen.conflict) == (None, "not_entitled")
    doors.office.clock.advance(60)
    async with doors.office.transactions.write() as transaction:
        await grant_store().save_end(
            transaction, replace(grant, ended_by=DESK_CLERK.id, ended_at=doors.office.clock.now())
        )
    before = kept(await doors.one(doors.device_ruling(own.token, STAGE, grant="grant_1", seconds=-30))).scan
    await doors.one(doors.device_ruling(own.token, STAGE, verdict=Verdict.EXIT_RECORDED, seconds=-20))
    doors.office.clock.advance(60)
    after = kept(await doors.one(doors.device_ruling(own.token, STAGE, grant="grant_1", seconds=-30))).scan
    assert [(one.grant_id, one.conflict) for one in (before, after)] == [("grant_1", None), ("grant_1", "not_entitled")]


async def test_grant_of_one_entry_used_at_two_doors_is_overdrawn(doors: ScanOffice) -> None:
    """In whatever order the doors tell of it; and an entry that is taken back gives its use back."""
    badge = await doors.office.active_badge()
    now = doors.office.clock.now()
    window = Window(now - timedelta(hours=1), now + timedelta(hours=1))
    async with doors.office.transactions.write() as transaction:
        grant = Grant("grant_1", badge.application_id, ("signing_stage",), window, 1, DESK_CLERK.id, now)
        await grant_store().add(transaction, [grant])
    first = doors.device_ruling(badge.token, STAGE, key="key-first", grant="grant_1", seconds=-90)
    out = doors.device_ruling(badge.token, STAGE, key="key-of-exit", verdict=Verdict.EXIT_RECORDED, seconds=-60)
    again = doors.device_ruling(badge.token, STAGE, key="key-second", grant="grant_1", seconds=-30)
    for order in itertools.permutations((first, out, again)):
        await forget(doors)
        for item in order:
            await elsewhere(doors).one(item)
        rows = {row["key"]: (row["conflict"], row["conflict_key"]) for row in await doors.rows()}
        nothing = (None, None)
        assert rows == {"key-first": nothing, "key-of-exit": nothing, "key-second": ("overdrawn", "key-first")}
    await doors.one(doors.undo("key-first", STAGE))
    assert {row["conflict"] for row in await doors.rows()} == {None}


STOPPED = (*(state for state in State if state is not State.APPROVED), BadgeStatus.REVOKED, BadgeStatus.SUSPENDED)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("stopped", STOPPED)
async def test_no_route_admits_a_person_without_the_right(doors: ScanOffice, stopped: State | BadgeStatus) -> None:
    """A4, A5: whatever is presented, wherever, whichever way; what a device let in is shown to a supervisor."""
    badge = await doors.office.active_badge(category="pool")
    if stopped is BadgeStatus.REVOKED:
        await revoke_badge(doors.office.desk, badge.id, reason="conduct", staff=DESK_CLERK)
    elif stopped is BadgeStatus.SUSPENDED:
        await suspend_badge(doors.office.desk, badge.id, staff=DESK_CLERK)
    else:
        await doors.office.change("app_1", state=stopped)
    doors.office.clock.advance(60)
    ways = list(itertools.product((badge.token, short_code(badge.number)), (GATE, HALL, "mixed-zone", "exhibition")))
    asked = [doors.scan(*way, direction=direction, method=Method.SEARCH) for way in ways for direction in Direction]
    refused = [kept(answer).scan for answer in await doors.send(*asked)]
    assert not {scan.verdict for scan in refused} & (ENTERED | OVERRIDABLE)
    words = [doors.override(scan.key, scan.door) for scan in refused]
    assert {answer.problem for answer in await doors.send(*words)} == {"override.not_possible"}
    assert await doors.inside() == []
    device_ruling = [
        doors.device_ruling(*way, verdict=verdict)
        for way in ways
        for verdict in (Verdict.ADMITTED, Verdict.ADMITTED_AGAIN)
    ]
    wrongly = [doors.device_ruling(*way, verdict=Verdict.WRONG_ZONE) for way in ways]
    let_in = [*device_ruling, *wrongly, *(doors.override(item.key, item.door) for item in wrongly)]
    for answer in await doors.send(*let_in):
        scan = kept(answer).scan
        assert (scan.conflict == "not_entitled") is (scan.verdict in ENTERED)
