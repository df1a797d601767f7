"""Doors over a real database: every refusal by name, whatever is shown, and the scan is kept."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from accreditation.access.rules import Direction
from accreditation.applications.domain.applications import State
from accreditation.badges.actions.badges import (
    hand_over_badges,
    reissue_badge,
    restore_badge,
    revoke_badge,
    suspend_badge,
    take_back_badge,
)
from accreditation.badges.cose import CoseSigner
from accreditation.badges.domain.badges import IdentityCheck, short_code
from accreditation.badges.domain.tokens import Audience, Claims
from accreditation.doors.domain.doors import Verdict
from accreditation.doors.domain.scans import MAX_LOGGED, Method
from tests.support.badge_office import DESK_CLERK, DOOR_GUARD, HALL, OTHER_GATE
from tests.support.scan_office import GATES, Kept, ScanOffice, device

NOT_APPROVED = {
    State.DRAFT: Verdict.NOT_APPROVED,
    State.SUBMITTED: Verdict.NOT_APPROVED,
    State.INCOMPLETE: Verdict.NOT_APPROVED,
    State.IN_REVIEW: Verdict.NOT_APPROVED,
    State.ON_HOLD: Verdict.ON_HOLD,
    State.REFUSED: Verdict.REFUSED,
    State.WITHDRAWN: Verdict.WITHDRAWN,
}


@pytest.mark.parametrize(("state", "expected"), NOT_APPROVED.items())
async def test_person_who_is_not_approved_is_refused_by_every_route(
    doors: ScanOffice, state: State, expected: Verdict
) -> None:
    """A4: by token, by number, by the API's method, at every door."""
    badge = await doors.office.active_badge()
    await doors.office.change("app_1", state=state)
    for door in GATES:
        assert await doors.verdict(badge.token, door) is expected
        assert await doors.verdict(short_code(badge.number), door) is expected
    assert await doors.verdict(badge.token, method=Method.API) is expected
    assert await doors.inside() == []


async def test_revoked_suspended_superseded_are_refused_by_name(doors: ScanOffice) -> None:
    badge = await doors.office.active_badge()
    await suspend_badge(doors.office.desk, badge.id, staff=DESK_CLERK)
    assert await doors.verdict(badge.token) is Verdict.SUSPENDED
    await restore_badge(doors.office.desk, badge.id, staff=DESK_CLERK)
    fresh = await reissue_badge(doors.office.desk, badge.id, reason="lost", staff=DESK_CLERK)
    assert await doors.verdict(badge.token) is Verdict.SUPERSEDED
    assert await doors.verdict(fresh.token) is Verdict.NOT_COLLECTED
    await doors.office.hand_over(fresh)
    assert await doors.verdict(fresh.token) is Verdict.ADMITTED
    assert await doors.verdict(fresh.token, direction=Direction.EXIT) is Verdict.EXIT_RECORDED
    await revoke_badge(doors.office.desk, badge.id, reason="conduct", staff=DESK_CLERK)
    for shown in (badge.token, fresh.token, short_code(badge.number)):
        assert await doors.verdict(shown) is Verdict.REVOKED


async def test_badge_opens_doors_while_it_is_handed_over(doors: ScanOffice) -> None:
    """Covers C1: a badge from the tray, a screenshot of it, and its number open nothing before the identity check."""
    office = doors.office
    badge = await office.badge()
    await office.print_out(badge)
    for shown in (badge.token, short_code(badge.number)):
        assert {await doors.verdict(shown, door) for door in (*GATES, HALL)} == {Verdict.NOT_COLLECTED}
    await hand_over_badges(office.desk, [badge.id], identity=IdentityCheck.PASSPORT, staff=DESK_CLERK)
    assert await doors.verdict(badge.token) is Verdict.ADMITTED
    await take_back_badge(office.desk, badge.id, staff=DESK_CLERK)
    assert await doors.verdict(badge.token, HALL) is Verdict.NOT_COLLECTED
    assert await doors.verdict(badge.token, direction=Direction.EXIT) is Verdict.EXIT_RECORDED


@pytest.mark.usefixtures("each_database")
async def test_reissue_during_a_scan_stops_the_old_token(doors: ScanOffice) -> None:
    badge = await doors.office.active_badge()
    scanned = [doors.ask(badge.token, GATES[n % 3]) for n in range(12)]
    reissue = reissue_badge(doors.office.desk, badge.id, reason="stolen", staff=DESK_CLERK)
    *answers, _ = await asyncio.gather(*scanned, reissue)
    verdicts = {answer.scan.verdict for answer in answers if isinstance(answer, Kept)}
    assert verdicts <= {Verdict.ADMITTED, Verdict.ALREADY_INSIDE, Verdict.SUPERSEDED}
    assert await doors.verdict(badge.token) is Verdict.SUPERSEDED


async def test_end_of_the_approval_stops_old_and_new_tokens(doors: ScanOffice) -> None:
    badge = await doors.office.active_badge()
    fresh = await reissue_badge(doors.office.desk, badge.id, reason="lost", staff=DESK_CLERK)
    await doors.office.end_approval("app_1")
    await doors.office.change("app_1", state=State.REFUSED)
    for shown in (badge.token, fresh.token, short_code(fresh.number)):
        assert await doors.verdict(shown) is Verdict.REVOKED


async def test_change_of_category_ends_the_badge_and_spelling_does_not(doors: ScanOffice) -> None:
    badge = await doors.office.active_badge()
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
async def test_validity_counts_by_the_servers_clock(doors: ScanOffice, at: datetime, expected: Verdict) -> None:
    """Covers A22."""
    badge = await doors.office.active_badge()
    doors.office.clock.at = at
    device_time = datetime(2025, 10, 25, 2, 0, tzinfo=UTC)
    answer = await doors.ask(badge.token, scanned_at=device_time, skew_ms=600_000, by=device("phone-7"))
    assert answer.scan.verdict is expected
    assert (answer.scan.scanned_at, answer.scan.received_at) == (device_time, at)
    assert (answer.scan.device, answer.scan.staff_id) == ("dev_phone-7", DOOR_GUARD.id)


async def test_number_typed_by_hand_admits_as_the_token_does(doors: ScanOffice) -> None:
    badge = await doors.office.active_badge()
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


async def test_forged_and_foreign_tokens_are_refused_by_name(doors: ScanOffice) -> None:
    """A6, over the whole way: read, decided, kept."""
    badge = await doors.office.active_badge()
    async with doors.office.transactions.read() as transaction:
        signer = await doors.office.keys.get_signer(transaction)
    assert isinstance(signer, CoseSigner)
    held = badge.entitlement
    claims = Claims(doors.office.desk.plan.audience, badge.id, 1, "P", 0xFFFF, held.valid_from, held.valid_until)
    shown = {
        signer.sign(replace(claims, audience=Audience.of("geneva-2026", "demo").claim)): Verdict.WRONG_EVENT,
        signer.sign(replace(claims, audience=Audience.of("hanoi-2025", "rehearsal").claim)): Verdict.WRONG_ENVIRONMENT,
        CoseSigner(signer.key_id + 1, signer.private_key).sign(claims): Verdict.UNKNOWN_KEY,
        badge.token[:-6] + "AAAAAA": Verdict.BAD_SIGNATURE,
        badge.token[:-7]: Verdict.UNREADABLE,
        badge.token + badge.token: Verdict.UNREADABLE,
        signer.sign(replace(claims, badge_id="f" * 16)): Verdict.UNKNOWN_BADGE,
        signer.sign(replace(claims, serial=2)): Verdict.UNKNOWN_BADGE,
    }
    assert {text: await doors.verdict(text) for text in shown} == shown
    assert await doors.inside() == []


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
async def test_garbage_is_refused_and_recorded(doors: ScanOffice, text: str) -> None:
    """A7."""
    badge = await doors.office.active_badge()
    refused = await doors.ask(text)
    assert refused.scan.verdict is Verdict.NOT_A_BADGE
    assert refused.scan.raw_length == len(text)
    assert len(refused.scan.raw) <= MAX_LOGGED
    assert refused.scan.raw.isprintable()
    assert await doors.verdict(badge.token) is Verdict.ADMITTED
    rows = await doors.rows()
    assert [row["raw_length"] for row in rows] == [len(text), len(badge.token)]
    assert rows[1]["raw"] == "", "a token that admits is in no log"
