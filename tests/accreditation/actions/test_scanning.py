"""Doors over a real database: one entry under any concurrency, every refusal by name, every scan kept."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from accreditation.actions.badges import reissue_badge, restore_badge, revoke_badge, suspend_badge
from accreditation.actions.keys import ensure_signing_key, retire_signing_key, rotate_signing_key, withdraw_signing_key
from accreditation.actions.scan_post import Prior
from accreditation.cose import CoseSigner
from accreditation.domain.applications import State
from accreditation.domain.badge_events import ScanRecorded
from accreditation.domain.badges import short_code
from accreditation.domain.doors import Direction, Verdict
from accreditation.domain.movements import ZonePolicy, Zones
from accreditation.domain.scans import LOGGED_MOST, Method
from accreditation.domain.tokens import Audience, Claims, Flaw
from accreditation.keys import SigningKeys
from accreditation.storage.keys import SqlKeys
from accreditation.storage.tables_doors import presences, scans
from conference.auth.roles import Role
from conference.bus import Bus
from conference.errors import ForbiddenError, NotFoundError, RuleError
from tests.accreditation.badge_office import (
    DESK_CLERK,
    DOOR_GUARD,
    GATE,
    HALL,
    OTHER_GATE,
)
from tests.accreditation.samples import staff
from tests.accreditation.scan_office import Kept, ScanOffice, device, elsewhere, make_node

GATES = (GATE, OTHER_GATE, "gate-c")
ADMIN = staff("quan", Role.ADMINISTRATOR)
NOT_APPROVED = {
    State.DRAFT: Verdict.NOT_APPROVED,
    State.SUBMITTED: Verdict.NOT_APPROVED,
    State.INCOMPLETE: Verdict.NOT_APPROVED,
    State.IN_REVIEW: Verdict.NOT_APPROVED,
    State.ON_HOLD: Verdict.ON_HOLD,
    State.REFUSED: Verdict.REFUSED,
    State.WITHDRAWN: Verdict.WITHDRAWN,
}


async def count(doors: ScanOffice, table: object = scans) -> int:
    async with doors.office.units.read() as unit:
        return len((await unit.connection.execute(table.select())).all())  # type: ignore[attr-defined]


async def test_sound_badge_is_admitted_once_and_told_when_and_where(doors: ScanOffice) -> None:
    badge = await doors.office.badge()
    first = await doors.ask(badge.token)
    doors.office.clock.advance(75)
    second = await doors.ask(badge.token, OTHER_GATE, by=device("other"))
    assert first.scan.verdict is Verdict.ADMITTED
    assert first.prior is None
    assert second.scan.verdict is Verdict.ALREADY_INSIDE
    assert second.prior == Prior(first.scan.occurred_at, GATE, first.scan.key)
    assert second.line is not None
    assert (second.line.native_name, second.line.photo) == ("Nguyễn Thị Hoa", "photo_app_1")


async def test_fifty_scans_at_once_on_five_doors_admit_exactly_one(doors: ScanOffice) -> None:
    """A1: the other 49 are told when and where, and with whom."""
    badge = await doors.office.badge()
    five = [*GATES, GATE, OTHER_GATE]
    answers = await asyncio.gather(*(doors.ask(badge.token, five[n % 5]) for n in range(50)))
    assert Counter(answer.scan.verdict for answer in answers) == {Verdict.ADMITTED: 1, Verdict.ALREADY_INSIDE: 49}
    (winner,) = [answer.scan for answer in answers if answer.scan.verdict is Verdict.ADMITTED]
    for answer in answers:
        assert answer.line is not None
        if answer.scan != winner:
            assert answer.prior == Prior(winner.occurred_at, winner.door, winner.key)
    assert await count(doors) == 50
    assert await count(doors, presences) == 1


async def test_rounds_of_entry_and_exit_at_once_never_make_two_entries(doors: ScanOffice) -> None:
    badge = await doors.office.badge()
    for _ in range(5):
        scanned = [doors.ask(badge.token, GATES[n % 3]) for n in range(8)]
        left = [doors.ask(badge.token, GATES[n % 3], direction=Direction.EXIT) for n in range(8)]
        verdicts = Counter(answer.scan.verdict for answer in await asyncio.gather(*scanned, *left))
        inside = await count(doors, presences)
        assert verdicts[Verdict.ADMITTED] - verdicts[Verdict.EXIT_RECORDED] in (0, 1)
        assert inside == verdicts[Verdict.ADMITTED] - verdicts[Verdict.EXIT_RECORDED]
        if inside:
            await doors.ask(badge.token, direction=Direction.EXIT)


async def test_zones_are_entered_each_for_itself(doors: ScanOffice) -> None:
    badge = await doors.office.badge(category="pool")
    assert [await doors.verdict(badge.token, door) for door in (GATE, HALL, HALL)] == [
        Verdict.ADMITTED,
        Verdict.ADMITTED,
        Verdict.ALREADY_INSIDE,
    ]


async def test_exit_opens_the_zone_again(doors: ScanOffice) -> None:
    badge = await doors.office.badge()
    steps = [Direction.EXIT, Direction.ENTRY, Direction.EXIT, Direction.EXIT, Direction.ENTRY]
    assert [await doors.verdict(badge.token, direction=step) for step in steps] == [
        Verdict.NOT_INSIDE,
        Verdict.ADMITTED,
        Verdict.EXIT_RECORDED,
        Verdict.NOT_INSIDE,
        Verdict.ADMITTED,
    ]


async def test_category_without_the_zone_is_refused_and_enters_nothing(doors: ScanOffice) -> None:
    badge = await doors.office.badge()
    assert await doors.verdict(badge.token, HALL) is Verdict.WRONG_ZONE
    assert (await count(doors), await count(doors, presences)) == (1, 0)


@pytest.mark.parametrize(("state", "expected"), NOT_APPROVED.items())
async def test_whoever_is_not_approved_is_admitted_by_no_route(
    doors: ScanOffice, state: State, expected: Verdict
) -> None:
    """A4: by token, by number, by the API's method, at every door."""
    badge = await doors.office.badge()
    await doors.office.change("app_1", state=state)
    for door in GATES:
        assert await doors.verdict(badge.token, door) is expected
        assert await doors.verdict(short_code(badge.number), door) is expected
    assert await doors.verdict(badge.token, method=Method.API) is expected
    assert await count(doors, presences) == 0


async def test_revoked_suspended_and_superseded_badges_are_refused_by_name(doors: ScanOffice) -> None:
    badge = await doors.office.badge()
    await suspend_badge(doors.office.desk, badge.id, staff=DESK_CLERK)
    assert await doors.verdict(badge.token) is Verdict.SUSPENDED
    await restore_badge(doors.office.desk, badge.id, staff=DESK_CLERK)
    fresh = await reissue_badge(doors.office.desk, badge.id, reason="lost", staff=DESK_CLERK)
    assert await doors.verdict(badge.token) is Verdict.SUPERSEDED
    assert await doors.verdict(fresh.token) is Verdict.ADMITTED
    assert await doors.verdict(fresh.token, direction=Direction.EXIT) is Verdict.EXIT_RECORDED
    await revoke_badge(doors.office.desk, badge.id, reason="conduct", staff=DESK_CLERK)
    for shown in (badge.token, fresh.token, short_code(badge.number)):
        assert await doors.verdict(shown) is Verdict.REVOKED


async def test_reissue_while_the_old_badge_is_being_scanned_lets_it_in_only_before(doors: ScanOffice) -> None:
    badge = await doors.office.badge()
    scanned = [doors.ask(badge.token, GATES[n % 3]) for n in range(12)]
    reissue = reissue_badge(doors.office.desk, badge.id, reason="stolen", staff=DESK_CLERK)
    *answers, _ = await asyncio.gather(*scanned, reissue)
    verdicts = {answer.scan.verdict for answer in answers if isinstance(answer, Kept)}
    assert verdicts <= {Verdict.ADMITTED, Verdict.ALREADY_INSIDE, Verdict.SUPERSEDED}
    assert await doors.verdict(badge.token) is Verdict.SUPERSEDED


async def test_end_of_the_approval_stops_old_and_new_tokens(doors: ScanOffice) -> None:
    badge = await doors.office.badge()
    fresh = await reissue_badge(doors.office.desk, badge.id, reason="lost", staff=DESK_CLERK)
    await doors.office.end_approval("app_1")
    await doors.office.change("app_1", state=State.REFUSED)
    for shown in (badge.token, fresh.token, short_code(fresh.number)):
        assert await doors.verdict(shown) is Verdict.REVOKED


async def test_spelling_fix_keeps_the_badge_and_a_change_of_category_kills_it(doors: ScanOffice) -> None:
    badge = await doors.office.badge()
    application = await doors.office.apply("app_2")
    await doors.office.change("app_1", applicant=replace(application.applicant, native_name="Nguyễn Thị Hoà"))
    assert await doors.verdict(badge.token) is Verdict.ADMITTED
    await doors.office.change("app_1", category="pool")
    for shown in (badge.token, short_code(badge.number)):
        assert await doors.verdict(shown, OTHER_GATE) is Verdict.SUPERSEDED


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (datetime(2025, 10, 23, 16, 59, 59, tzinfo=UTC), Verdict.NOT_YET_VALID),
        (datetime(2025, 10, 23, 17, 0, tzinfo=UTC), Verdict.ADMITTED),
        (datetime(2025, 10, 26, 16, 59, 59, tzinfo=UTC), Verdict.ADMITTED),
        (datetime(2025, 10, 26, 17, 0, tzinfo=UTC), Verdict.EXPIRED),
    ],
)
async def test_window_counts_by_the_server_whatever_the_device_says(
    doors: ScanOffice, at: datetime, expected: Verdict
) -> None:
    badge = await doors.office.badge()
    doors.office.clock.at = at
    device_time = datetime(2025, 10, 25, 2, 0, tzinfo=UTC)
    answer = await doors.ask(badge.token, scanned_at=device_time, skew_ms=600_000, by=device("phone-7"))
    assert answer.scan.verdict is expected
    assert (answer.scan.scanned_at, answer.scan.received_at) == (device_time, at)
    assert (answer.scan.device, answer.scan.staff_id) == ("dev_phone-7", DOOR_GUARD.id)


async def test_number_typed_by_hand_admits_as_the_token_does(doors: ScanOffice) -> None:
    badge = await doors.office.badge()
    code = short_code(badge.number)
    typed = {
        code.lower(): Verdict.ADMITTED,
        code: Verdict.ALREADY_INSIDE,
        short_code("P-9999"): Verdict.UNKNOWN_BADGE,
        badge.number: Verdict.MISTYPED,
        code[:-1] + str((int(code[-1]) + 1) % 10): Verdict.MISTYPED,
        "0001": Verdict.NOT_A_BADGE,
    }
    assert [await doors.verdict(text, method=Method.TYPED) for text in typed] == list(typed.values())
    assert await doors.verdict(badge.token) is Verdict.ALREADY_INSIDE


async def signed_for(doors: ScanOffice, **changes: object) -> str:
    """A token of our own key with other claims than the badge's."""
    badge = await doors.office.badge()
    grant = badge.entitlement
    claims = Claims(doors.office.desk.plan.audience, badge.id, 1, "P", 0xFFFF, grant.valid_from, grant.valid_until)
    async with doors.office.units.read() as unit:
        return (await doors.office.keys.signer(unit)).sign(replace(claims, **changes))  # type: ignore[arg-type]


async def test_forged_and_foreign_tokens_are_refused_by_name(doors: ScanOffice) -> None:
    """A6, over the whole way: read, decided, kept."""
    elsewhere = await signed_for(doors, audience=Audience.of("geneva-2026", "demo").claim)
    rehearsal = await signed_for_again(doors, Audience.of("hanoi-2025", "rehearsal").claim)
    async with doors.office.units.read() as unit:
        badge = (await doors.office.desk.badges.newest_of(unit, ["app_1"]))["app_1"]
        signer = await doors.office.keys.signer(unit)
    assert isinstance(signer, CoseSigner)
    other_key_id = CoseSigner(signer.key_id + 1, signer.private_key)
    grant = badge.entitlement
    claims = Claims(doors.office.desk.plan.audience, badge.id, 1, "P", 0xFFFF, grant.valid_from, grant.valid_until)
    shown = {
        elsewhere: Verdict.WRONG_EVENT,
        rehearsal: Verdict.WRONG_ENVIRONMENT,
        other_key_id.sign(claims): Verdict.UNKNOWN_KEY,
        badge.token[:-6] + "AAAAAA": Verdict.BAD_SIGNATURE,
        badge.token[:-7]: Verdict.UNREADABLE,
        badge.token + badge.token: Verdict.UNREADABLE,
        signer.sign(replace(claims, badge_id="f" * 16)): Verdict.UNKNOWN_BADGE,
        signer.sign(replace(claims, serial=2)): Verdict.UNKNOWN_BADGE,
    }
    assert {text: await doors.verdict(text) for text in shown} == shown
    assert await count(doors, presences) == 0


async def signed_for_again(doors: ScanOffice, audience: str) -> str:
    async with doors.office.units.read() as unit:
        badge = (await doors.office.desk.badges.newest_of(unit, ["app_1"]))["app_1"]
        grant = badge.entitlement
        claims = Claims(audience, badge.id, 1, "P", 1, grant.valid_from, grant.valid_until)
        return (await doors.office.keys.signer(unit)).sign(claims)


GARBAGE = {
    "json": '{"badge": "P-0001", "admit": true}',
    "megabyte": "x" * 1_000_000,
    "control": "\x00\x01\x1b[2J\x7f\r\n",
    "overridden": "\u202eR1:ABC",
    "surrogate": "\ud800",
    "injection": "P-0001'; DROP TABLE scans; --",
    "empty": "",
    "blank": "   ",
    "names": "{}%s<b>=cmd()",
}


@pytest.mark.parametrize("text", GARBAGE.values(), ids=GARBAGE)
async def test_garbage_is_refused_kept_and_followed_by_a_scan_that_works(doors: ScanOffice, text: str) -> None:
    """A7."""
    badge = await doors.office.badge()
    refused = await doors.ask(text)
    assert refused.scan.verdict is Verdict.NOT_A_BADGE
    assert refused.scan.raw_length == len(text)
    assert len(refused.scan.raw) <= LOGGED_MOST
    assert refused.scan.raw.isprintable()
    assert await doors.verdict(badge.token) is Verdict.ADMITTED
    rows = await doors.rows()
    assert [row["raw_length"] for row in rows] == [len(text), len(badge.token)]
    assert rows[1]["raw"] == "", "a token that admits is in no log"


async def test_same_key_gives_the_same_answer_and_counts_once(doors: ScanOffice, bus: Bus) -> None:
    heard: list[ScanRecorded] = []

    async def hear(event: ScanRecorded) -> None:
        heard.append(event)

    bus.subscribe(ScanRecorded, hear)
    badge = await doors.office.badge()
    first = await doors.ask(badge.token, key="one-and-the-same")
    doors.office.clock.advance(30)
    assert await doors.ask(badge.token, key="one-and-the-same") == first
    assert (await count(doors), len(heard)) == (1, 1)


async def test_same_key_sent_at_once_from_everywhere_counts_once(doors: ScanOffice) -> None:
    badge = await doors.office.badge()
    answers = await asyncio.gather(*(doors.ask(badge.token, key="one-and-the-same") for _ in range(20)))
    assert {answer.scan for answer in answers} == {answers[0].scan}
    assert answers[0].scan.verdict is Verdict.ADMITTED
    assert (await count(doors), await count(doors, presences)) == (1, 1)


async def test_key_of_another_reading_is_a_conflict(doors: ScanOffice) -> None:
    badge = await doors.office.badge()
    await doors.ask(badge.token, key="one-and-the-same")
    other_text = doors.scan(badge.number, key="one-and-the-same")
    other_door = doors.scan(badge.token, OTHER_GATE, key="one-and-the-same")
    override = doors.override("one-and-the-same", key="one-and-the-same")
    answers = await doors.send(other_text, other_door, override, doors.scan(badge.token, key="short"))
    assert [answer.problem for answer in answers] == ["scan.key_reused"] * 3 + ["scan.key_invalid"]


async def test_device_scans_only_at_its_own_doors_and_undoes_only_with_the_right(doors: ScanOffice) -> None:
    badge = await doors.office.badge()
    plain = device("plain", doors=(GATE,), rights=())
    entered = await doors.ask(badge.token, by=plain)
    assert await doors.problem(doors.scan(badge.token, OTHER_GATE), by=plain) == "door.out_of_scope"
    assert await doors.problem(doors.scan(badge.token, "gate-z"), by=plain) == "door.unknown"
    assert await doors.problem(doors.undo(entered.scan.key), by=plain) == "device.right_missing"
    assert await count(doors) == 1


async def test_zone_that_is_full_lets_nobody_in_until_somebody_leaves(doors: ScanOffice) -> None:
    """Under any concurrency, on two nodes: the platform holds 60, here 2."""
    policies = {"venue": ZonePolicy(capacity=2)}
    plan = replace(doors.post.plan, zones=Zones(policies))
    nodes = [make_node(replace(doors.post, plan=plan), doors) for _ in range(2)]
    badges = [await doors.office.badge(f"app_{n}") for n in range(5)]
    found = await asyncio.gather(*(nodes[n % 2].verdict(badge.token, GATES[n % 3]) for n, badge in enumerate(badges)))
    assert Counter(found) == {Verdict.ADMITTED: 2, Verdict.ZONE_FULL: 3}
    inside = badges[found.index(Verdict.ADMITTED)]
    outside = badges[found.index(Verdict.ZONE_FULL)]
    assert await nodes[0].verdict(inside.token, direction=Direction.EXIT) is Verdict.EXIT_RECORDED
    assert await nodes[1].verdict(outside.token) is Verdict.ADMITTED


async def test_two_nodes_let_a_badge_in_once(doors: ScanOffice) -> None:
    badge = await doors.office.badge()
    nodes = [elsewhere(doors) for _ in range(3)]
    found = await asyncio.gather(*(nodes[n % 3].verdict(badge.token, GATES[n % 3]) for n in range(24)))
    assert Counter(found) == {Verdict.ADMITTED: 1, Verdict.ALREADY_INSIDE: 23}


async def test_lane_for_both_directions_lets_out_who_is_inside(doors: ScanOffice) -> None:
    badge = await doors.office.badge()
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


async def test_rotation_keeps_badges_of_the_retired_key_and_withdrawal_ends_them(doors: ScanOffice) -> None:
    old = await doors.office.badge("app_1")
    async with doors.office.units.read() as unit:
        (first,) = await doors.office.keys.listed(unit)
    doors.office.clock.advance(1)
    second = await rotate_signing_key(doors.office.desk, staff=ADMIN)
    new = await doors.office.badge("app_2")
    assert second.key_id == first.key_id + 1
    assert await doors.verdict(old.token) is Verdict.ADMITTED
    assert await doors.verdict(new.token) is Verdict.ADMITTED
    await withdraw_signing_key(doors.office.desk, first.id, staff=ADMIN)
    assert await doors.verdict(old.token, OTHER_GATE) is Verdict.UNKNOWN_KEY
    assert await doors.verdict(new.token, OTHER_GATE) is Verdict.ALREADY_INSIDE
    for act in (retire_signing_key, withdraw_signing_key):
        with pytest.raises(ForbiddenError):
            await act(doors.office.desk, second.id, staff=DESK_CLERK)
        with pytest.raises(NotFoundError, match=r"badge.key_unknown"):
            await act(doors.office.desk, "nothing", staff=ADMIN)


async def test_key_is_made_once_for_a_node_and_only_an_issuing_node_signs(doors: ScanOffice) -> None:
    async with doors.office.units.read() as unit:
        before = await doors.office.keys.listed(unit)
    assert await ensure_signing_key(doors.office.desk) is None
    door_node = SigningKeys(Audience.of("hanoi-2025", doors.office.event.environment), SqlKeys(), None)
    async with doors.office.units.read() as unit:
        assert await door_node.listed(unit) == before
        with pytest.raises(RuleError, match=r"badge.no_signing_key"):
            await door_node.signer(unit)
    with pytest.raises(RuleError, match=r"badge.no_signing_key"):
        await ensure_signing_key(replace(doors.office.desk, keys=door_node))
    badge = await doors.office.badge()
    async with doors.office.units.read() as unit:
        assert (await door_node.reader(unit, now=doors.office.clock.now())).read(badge.token).flaw is None


async def test_key_published_elsewhere_is_believed_at_once_and_withdrawn_within_two_seconds(doors: ScanOffice) -> None:
    door_node = SigningKeys(Audience.of("hanoi-2025", doors.office.event.environment), SqlKeys(), None)
    door = make_node(replace(doors.post, keys=door_node), doors)
    old = await doors.office.badge("app_1")
    assert await door.verdict(old.token) is Verdict.ADMITTED
    rotated = await rotate_signing_key(doors.office.desk, staff=ADMIN)
    new = await doors.office.badge("app_2")
    assert await door.verdict(new.token) is Verdict.ADMITTED
    await withdraw_signing_key(doors.office.desk, rotated.id, staff=ADMIN)
    doors.office.clock.advance(timedelta(seconds=2).total_seconds())
    assert await door.verdict(new.token, OTHER_GATE) is Verdict.UNKNOWN_KEY
    assert Flaw.UNKNOWN_KEY.value == Verdict.UNKNOWN_KEY.value
