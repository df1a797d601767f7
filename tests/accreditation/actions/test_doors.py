"""Doors over a real database: one entry under any concurrency, every refusal by name, every scan kept."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from accreditation.actions.badges import reissue_badge, restore_badge, revoke_badge, suspend_badge
from accreditation.actions.doors import Answer, door_state, latest_scans, photo_of_scan, scan_badge, undo_scan
from accreditation.actions.keys import ensure_signing_key, retire_signing_key, rotate_signing_key, withdraw_signing_key
from accreditation.cose import CoseSigner
from accreditation.domain.applications import State
from accreditation.domain.badge_events import ScanRecorded
from accreditation.domain.doors import Direction, Verdict
from accreditation.domain.scans import LOGGED_MOST, Method, Presented, UndoReason
from accreditation.domain.tokens import Audience, Claims, Flaw
from accreditation.keys import SigningKeys
from accreditation.storage.keys import SqlKeys
from accreditation.storage.tables_doors import presences, scans
from conference.auth.roles import Role
from conference.bus import Bus
from conference.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError, RuleError
from tests.accreditation.badge_office import (
    DESK_CLERK,
    DOOR_GUARD,
    GATE,
    HALL,
    OFFICER,
    OTHER_GATE,
    OTHER_GUARD,
    Office,
)
from tests.accreditation.samples import photo, staff

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


async def count(office: Office, table: object = scans) -> int:
    async with office.units.read() as unit:
        return len((await unit.connection.execute(table.select())).all())  # type: ignore[attr-defined]


async def verdict(office: Office, text: str, door: str = GATE, **given: object) -> Verdict:
    return (await office.scan(text, door, **given)).scan.verdict  # type: ignore[arg-type]


async def test_sound_badge_is_admitted_once_and_told_when_and_where(office: Office) -> None:
    badge = await office.badge()
    first = await office.scan(badge.token)
    office.clock.advance(75)
    second = await office.scan(badge.token, OTHER_GATE, guard=OTHER_GUARD)
    assert first.scan.verdict is Verdict.ADMITTED
    assert first.prior is None
    assert second.scan.verdict is Verdict.ALREADY_INSIDE
    assert second.prior == first.scan
    assert second.known is not None
    assert second.known.holder.native_name == "Nguyễn Thị Hoa"
    assert await photo_of_scan(office.post, second.scan.id, door=OTHER_GATE, staff=OTHER_GUARD) == photo().jpeg


async def test_fifty_scans_at_once_on_five_doors_admit_exactly_one(office: Office) -> None:
    """A1: the other 49 are told when and where, and with whom."""
    badge = await office.badge()
    doors = [*GATES, GATE, OTHER_GATE]
    answers = await asyncio.gather(*(office.scan(badge.token, doors[n % 5]) for n in range(50)))
    assert Counter(answer.scan.verdict for answer in answers) == {Verdict.ADMITTED: 1, Verdict.ALREADY_INSIDE: 49}
    (winner,) = [answer.scan for answer in answers if answer.scan.verdict is Verdict.ADMITTED]
    for answer in answers:
        assert answer.known is not None
        if answer.scan != winner:
            assert answer.prior == winner
    assert await count(office) == 50
    assert await count(office, presences) == 1


async def test_rounds_of_entry_and_exit_at_once_never_make_two_entries(office: Office) -> None:
    badge = await office.badge()
    for _ in range(5):
        scanned = [office.scan(badge.token, GATES[n % 3]) for n in range(8)]
        left = [office.scan(badge.token, GATES[n % 3], direction=Direction.EXIT) for n in range(8)]
        verdicts = Counter(answer.scan.verdict for answer in await asyncio.gather(*scanned, *left))
        inside = await count(office, presences)
        assert verdicts[Verdict.ADMITTED] - verdicts[Verdict.EXIT_RECORDED] in (0, 1)
        assert inside == verdicts[Verdict.ADMITTED] - verdicts[Verdict.EXIT_RECORDED]
        if inside:
            await office.scan(badge.token, direction=Direction.EXIT)


async def test_zones_are_entered_each_for_itself(office: Office) -> None:
    badge = await office.badge(category="pool")
    assert [await verdict(office, badge.token, door) for door in (GATE, HALL, HALL)] == [
        Verdict.ADMITTED,
        Verdict.ADMITTED,
        Verdict.ALREADY_INSIDE,
    ]


async def test_exit_opens_the_zone_again(office: Office) -> None:
    badge = await office.badge()
    steps = [Direction.EXIT, Direction.ENTRY, Direction.EXIT, Direction.EXIT, Direction.ENTRY]
    assert [await verdict(office, badge.token, direction=step) for step in steps] == [
        Verdict.NOT_INSIDE,
        Verdict.ADMITTED,
        Verdict.EXIT_RECORDED,
        Verdict.NOT_INSIDE,
        Verdict.ADMITTED,
    ]


async def test_category_without_the_zone_is_refused_and_enters_nothing(office: Office) -> None:
    badge = await office.badge()
    assert await verdict(office, badge.token, HALL) is Verdict.WRONG_ZONE
    assert (await count(office), await count(office, presences)) == (1, 0)


@pytest.mark.parametrize(("state", "expected"), NOT_APPROVED.items())
async def test_whoever_is_not_approved_is_admitted_by_no_route(office: Office, state: State, expected: Verdict) -> None:
    """A4: by token, by number, by the API's method, at every door."""
    badge = await office.badge()
    await office.change("app_1", state=state)
    for door in GATES:
        assert await verdict(office, badge.token, door) is expected
        assert await verdict(office, badge.number, door) is expected
    shown = Presented("key-of-the-api", badge.token, Method.API, office.clock.now())
    answer = await scan_badge(office.post, shown, door=GATE, direction=Direction.ENTRY, staff=DOOR_GUARD)
    assert answer.scan.verdict is expected
    assert await count(office, presences) == 0


async def test_revoked_suspended_and_superseded_badges_are_refused_by_name(office: Office) -> None:
    badge = await office.badge()
    await suspend_badge(office.desk, badge.id, staff=DESK_CLERK)
    assert await verdict(office, badge.token) is Verdict.SUSPENDED
    await restore_badge(office.desk, badge.id, staff=DESK_CLERK)
    fresh = await reissue_badge(office.desk, badge.id, reason="lost", staff=DESK_CLERK)
    assert await verdict(office, badge.token) is Verdict.SUPERSEDED
    assert await verdict(office, fresh.token) is Verdict.ADMITTED
    assert await verdict(office, fresh.token, direction=Direction.EXIT) is Verdict.EXIT_RECORDED
    await revoke_badge(office.desk, badge.id, reason="conduct", staff=DESK_CLERK)
    for shown in (badge.token, fresh.token, badge.number):
        assert await verdict(office, shown) is Verdict.REVOKED


async def test_reissue_while_the_old_badge_is_being_scanned_lets_it_in_only_before(office: Office) -> None:
    badge = await office.badge()
    scanned = [office.scan(badge.token, GATES[n % 3]) for n in range(12)]
    reissue = reissue_badge(office.desk, badge.id, reason="stolen", staff=DESK_CLERK)
    *answers, _ = await asyncio.gather(*scanned, reissue)
    verdicts = {answer.scan.verdict for answer in answers if isinstance(answer, Answer)}
    assert verdicts <= {Verdict.ADMITTED, Verdict.ALREADY_INSIDE, Verdict.SUPERSEDED}
    assert await verdict(office, badge.token) is Verdict.SUPERSEDED


async def test_end_of_the_approval_stops_old_and_new_tokens(office: Office) -> None:
    badge = await office.badge()
    fresh = await reissue_badge(office.desk, badge.id, reason="lost", staff=DESK_CLERK)
    await office.end_approval("app_1")
    await office.change("app_1", state=State.REFUSED)
    for shown in (badge.token, fresh.token, fresh.number):
        assert await verdict(office, shown) is Verdict.REVOKED


async def test_spelling_fix_keeps_the_badge_and_a_change_of_category_kills_it(office: Office) -> None:
    badge = await office.badge()
    application = await office.apply("app_2")
    await office.change("app_1", applicant=replace(application.applicant, native_name="Nguyễn Thị Hoà"))
    assert await verdict(office, badge.token) is Verdict.ADMITTED
    await office.change("app_1", category="pool")
    for shown in (badge.token, badge.number):
        assert await verdict(office, shown, OTHER_GATE) is Verdict.SUPERSEDED


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
    office: Office, at: datetime, expected: Verdict
) -> None:
    badge = await office.badge()
    office.clock.at = at
    device_time = datetime(2025, 10, 25, 2, 0, tzinfo=UTC)
    shown = Presented("key-00000000", badge.token, Method.CAMERA, device_time, device="phone-7")
    answer = await scan_badge(office.post, shown, door=GATE, direction=Direction.ENTRY, staff=DOOR_GUARD)
    assert answer.scan.verdict is expected
    assert (answer.scan.scanned_at, answer.scan.received_at, answer.scan.device) == (device_time, at, "phone-7")


async def test_number_typed_by_hand_admits_as_the_token_does(office: Office) -> None:
    badge = await office.badge()
    assert [await verdict(office, typed) for typed in ("p-0001", "P1", "P-9999", "0001")] == [
        Verdict.ADMITTED,
        Verdict.ALREADY_INSIDE,
        Verdict.UNKNOWN_BADGE,
        Verdict.NOT_A_BADGE,
    ]
    assert await verdict(office, badge.token) is Verdict.ALREADY_INSIDE


async def signed_for(office: Office, **changes: object) -> str:
    """A token of our own key with other claims than the badge's."""
    badge = await office.badge()
    grant = badge.entitlement
    claims = Claims(office.desk.plan.audience, badge.id, 1, "P", 0xFFFF, grant.valid_from, grant.valid_until)
    async with office.units.read() as unit:
        return (await office.keys.signer(unit)).sign(replace(claims, **changes))  # type: ignore[arg-type]


async def test_forged_and_foreign_tokens_are_refused_by_name(office: Office) -> None:
    """A6, over the whole way: read, decided, kept."""
    elsewhere = await signed_for(office, audience=Audience.of("geneva-2026", "demo").claim)
    rehearsal = await signed_for_again(office, Audience.of("hanoi-2025", "rehearsal").claim)
    async with office.units.read() as unit:
        badge = (await office.desk.badges.newest_of(unit, ["app_1"]))["app_1"]
        signer = await office.keys.signer(unit)
    assert isinstance(signer, CoseSigner)
    other_key_id = CoseSigner(signer.key_id + 1, signer.private_key)
    grant = badge.entitlement
    claims = Claims(office.desk.plan.audience, badge.id, 1, "P", 0xFFFF, grant.valid_from, grant.valid_until)
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
    assert {text: await verdict(office, text) for text in shown} == shown
    assert await count(office, presences) == 0


async def signed_for_again(office: Office, audience: str) -> str:
    async with office.units.read() as unit:
        badge = (await office.desk.badges.newest_of(unit, ["app_1"]))["app_1"]
        grant = badge.entitlement
        claims = Claims(audience, badge.id, 1, "P", 1, grant.valid_from, grant.valid_until)
        return (await office.keys.signer(unit)).sign(claims)


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
async def test_garbage_is_refused_kept_and_followed_by_a_scan_that_works(office: Office, text: str) -> None:
    """A7."""
    badge = await office.badge()
    refused = await office.scan(text)
    assert refused.scan.verdict is Verdict.NOT_A_BADGE
    assert refused.scan.raw_length == len(text)
    assert len(refused.scan.raw) <= LOGGED_MOST
    assert refused.scan.raw.isprintable()
    assert await verdict(office, badge.token) is Verdict.ADMITTED
    kept = await latest_scans(office.post, door=GATE, staff=DOOR_GUARD)
    assert {scan.id for scan, _ in kept} >= {refused.scan.id}


async def test_log_of_scans_holds_no_token_that_admits(office: Office) -> None:
    badge = await office.badge()
    await office.scan(badge.token)
    await office.scan("\r\n" + badge.token)
    assert [scan.raw for scan, _ in await latest_scans(office.post, door=GATE, staff=DOOR_GUARD)] == ["", ""]


async def test_same_key_gives_the_same_answer_and_counts_once(office: Office, bus: Bus) -> None:
    heard: list[ScanRecorded] = []

    async def hear(event: ScanRecorded) -> None:
        heard.append(event)

    bus.subscribe(ScanRecorded, hear)
    badge = await office.badge()
    first = await office.scan(badge.token, key="one-and-the-same")
    office.clock.advance(30)
    assert await office.scan(badge.token, key="one-and-the-same") == first
    assert (await count(office), len(heard)) == (1, 1)


async def test_same_key_sent_at_once_from_everywhere_counts_once(office: Office) -> None:
    badge = await office.badge()
    answers = await asyncio.gather(*(office.scan(badge.token, key="one-and-the-same") for _ in range(20)))
    assert {answer.scan for answer in answers} == {answers[0].scan}
    assert answers[0].scan.verdict is Verdict.ADMITTED
    assert (await count(office), await count(office, presences)) == (1, 1)


async def test_key_of_another_reading_is_a_conflict(office: Office) -> None:
    badge = await office.badge()
    await office.scan(badge.token, key="one-and-the-same")
    with pytest.raises(ConflictError, match=r"scan.key_reused"):
        await office.scan(badge.number, key="one-and-the-same")
    with pytest.raises(ConflictError, match=r"scan.key_reused"):
        await office.scan(badge.token, OTHER_GATE, key="one-and-the-same")
    with pytest.raises(InvalidError, match=r"scan.key_invalid"):
        await office.scan(badge.token, key="short")


async def test_only_door_staff_scan_and_only_at_doors_there_are(office: Office) -> None:
    badge = await office.badge()
    for person in (DESK_CLERK, OFFICER, ADMIN):
        with pytest.raises(ForbiddenError, match=r"role.missing"):
            await office.scan(badge.token, guard=person)
    with pytest.raises(NotFoundError, match=r"door.unknown"):
        await office.scan(badge.token, "gate-z")
    assert await count(office) == 0


async def test_photo_is_shown_only_through_a_scan_of_that_door(office: Office) -> None:
    badge = await office.badge()
    answer = await office.scan(badge.token)
    garbage = await office.scan("garbage")
    for scan_id, door in ((answer.scan.id, OTHER_GATE), ("scan_unknown", GATE), (garbage.scan.id, GATE)):
        with pytest.raises(NotFoundError):
            await photo_of_scan(office.post, scan_id, door=door, staff=DOOR_GUARD)


async def test_undone_entry_is_as_if_it_had_not_been_and_stays_in_the_log(office: Office) -> None:
    badge = await office.badge()
    entered = (await office.scan(badge.token)).scan
    undone = await undo_scan(office.post, entered.id, door=GATE, reason=UndoReason.MIS_SCAN, staff=DOOR_GUARD)
    assert (undone.undone_by, undone.undo_reason, undone.undone_at) == (
        DOOR_GUARD.id,
        "mis_scan",
        office.clock.now(),
    )
    assert (await door_state(office.post, door=GATE, staff=DOOR_GUARD)).admitted_today == 0
    assert await verdict(office, badge.token, OTHER_GATE) is Verdict.ADMITTED
    with pytest.raises(RuleError, match=r"scan.not_current"):
        await undo_scan(office.post, entered.id, door=GATE, reason=UndoReason.MIS_SCAN, staff=DOOR_GUARD)
    assert await count(office) == 2


async def test_undone_exit_puts_the_person_back_inside(office: Office) -> None:
    badge = await office.badge()
    await office.scan(badge.token)
    left = (await office.scan(badge.token, direction=Direction.EXIT)).scan
    await undo_scan(office.post, left.id, door=GATE, reason=UndoReason.STAYED_OUT, staff=DOOR_GUARD)
    assert await verdict(office, badge.token) is Verdict.ALREADY_INSIDE


async def test_undo_is_refused_for_refusals_other_doors_and_what_has_moved_on(office: Office) -> None:
    badge = await office.badge()
    entered = (await office.scan(badge.token)).scan
    refused = (await office.scan(badge.token)).scan
    cases = [(refused.id, GATE, "scan.nothing_to_undo"), (entered.id, OTHER_GATE, "scan.unknown")]
    await office.scan(badge.token, direction=Direction.EXIT)
    cases.append((entered.id, GATE, "scan.not_current"))
    for scan_id, door, code in cases:
        with pytest.raises((RuleError, NotFoundError), match=code):
            await undo_scan(office.post, scan_id, door=door, reason=UndoReason.TRAINING, staff=DOOR_GUARD)


async def test_door_counts_what_it_admitted_since_midnight_at_the_venue(office: Office) -> None:
    for n in range(3):
        await office.scan((await office.badge(f"app_{n}")).token, GATE if n else OTHER_GATE)
    await office.scan("garbage")
    assert (await door_state(office.post, door=GATE, staff=DOOR_GUARD)).admitted_today == 2
    office.clock.at = datetime(2025, 10, 25, 16, 59, tzinfo=UTC)
    assert (await door_state(office.post, door=GATE, staff=DOOR_GUARD)).admitted_today == 2
    office.clock.at = datetime(2025, 10, 25, 17, 0, tzinfo=UTC)
    assert (await door_state(office.post, door=GATE, staff=DOOR_GUARD)).admitted_today == 0


async def test_rotation_keeps_badges_of_the_retired_key_and_withdrawal_ends_them(office: Office) -> None:
    old = await office.badge("app_1")
    async with office.units.read() as unit:
        (first,) = await office.keys.listed(unit)
    office.clock.advance(1)
    second = await rotate_signing_key(office.desk, staff=ADMIN)
    new = await office.badge("app_2")
    assert second.key_id == first.key_id + 1
    assert await verdict(office, old.token) is Verdict.ADMITTED
    assert await verdict(office, new.token) is Verdict.ADMITTED
    await withdraw_signing_key(office.desk, first.id, staff=ADMIN)
    assert await verdict(office, old.token, OTHER_GATE) is Verdict.UNKNOWN_KEY
    assert await verdict(office, new.token, OTHER_GATE) is Verdict.ALREADY_INSIDE
    for act in (retire_signing_key, withdraw_signing_key):
        with pytest.raises(ForbiddenError):
            await act(office.desk, second.id, staff=DESK_CLERK)
        with pytest.raises(NotFoundError, match=r"badge.key_unknown"):
            await act(office.desk, "nothing", staff=ADMIN)


async def test_key_is_made_once_for_a_node_and_only_an_issuing_node_signs(office: Office) -> None:
    async with office.units.read() as unit:
        before = await office.keys.listed(unit)
    assert await ensure_signing_key(office.desk) is None
    door_node = SigningKeys(Audience.of("hanoi-2025", office.event.environment), SqlKeys(), None)
    async with office.units.read() as unit:
        assert await door_node.listed(unit) == before
        with pytest.raises(RuleError, match=r"badge.no_signing_key"):
            await door_node.signer(unit)
    with pytest.raises(RuleError, match=r"badge.no_signing_key"):
        await ensure_signing_key(replace(office.desk, keys=door_node))
    badge = await office.badge()
    async with office.units.read() as unit:
        assert (await door_node.reader(unit, now=office.clock.now())).read(badge.token).flaw is None


async def test_key_published_elsewhere_is_believed_at_once_and_withdrawn_within_two_seconds(office: Office) -> None:
    door_node = SigningKeys(Audience.of("hanoi-2025", office.event.environment), SqlKeys(), None)
    post = replace(office.post, keys=door_node)
    door = replace(office, post=post)
    old = await office.badge("app_1")
    assert await verdict(door, old.token) is Verdict.ADMITTED
    rotated = await rotate_signing_key(office.desk, staff=ADMIN)
    new = await office.badge("app_2")
    assert await verdict(door, new.token) is Verdict.ADMITTED
    await withdraw_signing_key(office.desk, rotated.id, staff=ADMIN)
    office.clock.advance(timedelta(seconds=2).total_seconds())
    assert await verdict(door, new.token, OTHER_GATE) is Verdict.UNKNOWN_KEY
    assert Flaw.UNKNOWN_KEY.value == Verdict.UNKNOWN_KEY.value
