"""The badge desk: who gets a badge, what kills it, what is kept."""

import asyncio
from dataclasses import replace

import pytest

from accreditation.applications.domain.applications import State
from accreditation.badges.actions.badges import (
    hand_over_badges,
    issue_badge,
    issue_run,
    reissue_badge,
    restore_badge,
    revoke_badge,
    suspend_badge,
    take_back_badge,
)
from accreditation.badges.domain.badges import Badge, BadgeStatus, HandOver, IdentityCheck
from accreditation.badges.domain.events import BadgeIssued
from conference.audit import SYSTEM
from conference.bus import Bus
from conference.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError, RuleError
from conference.storage import audit
from tests.support.application_samples import applicant
from tests.support.badge_office import DESK_CLERK, DOOR_GUARD, OFFICER, Office

NOT_APPROVED = [state for state in State if state is not State.APPROVED]


async def newest(office: Office, badge: Badge) -> Badge | None:
    async with office.transactions.read() as transaction:
        return await office.desk.badges.find_newest(transaction, badge.id, lock=False)


async def test_issued_badge_has_the_entitlement_of_its_category(office: Office) -> None:
    badge = await office.badge()
    grant = office.desk.plan.entitlements["general"]
    assert (badge.number, badge.serial, badge.status) == ("P-0001", 1, BadgeStatus.ISSUED)
    assert (badge.entitlement, badge.issued_by, badge.issued_at) == (grant, DESK_CLERK.id, office.clock.now())
    async with office.transactions.read() as transaction:
        claims = (await office.keys.get_reader(transaction, now=office.clock.now())).read(badge.token).claims
    assert claims is not None
    assert (claims.badge_id, claims.serial, claims.category) == (badge.id, 1, "P")
    assert (claims.valid_from, claims.valid_until) == (grant.valid_from, grant.valid_until)
    assert await newest(office, badge) == badge


async def test_numbers_count_by_letter(office: Office) -> None:
    numbers = [
        (await office.badge(f"app_{n}", category=category)).number
        for n, category in enumerate(["general", "pool", "general", "pool", "technical"])
    ]
    assert numbers == ["P-0001", "L-0001", "P-0002", "L-0002", "T-0001"]


@pytest.mark.parametrize("state", NOT_APPROVED)
async def test_issue_requires_an_approved_application(office: Office, state: State) -> None:
    await office.apply(state=state)
    with pytest.raises(RuleError, match=r"badge.not_approved"):
        await issue_badge(office.desk, "app_1", staff=DESK_CLERK)
    assert await issue_run(office.desk, actor=SYSTEM) == []


async def test_only_the_badge_desk_issues(office: Office) -> None:
    await office.apply()
    for person in (DOOR_GUARD, OFFICER):
        with pytest.raises(ForbiddenError, match=r"role.missing"):
            await issue_badge(office.desk, "app_1", staff=person)


async def test_unknown_application_and_badge_are_named(office: Office) -> None:
    with pytest.raises(NotFoundError, match=r"application.unknown"):
        await issue_badge(office.desk, "app_9", staff=DESK_CLERK)
    with pytest.raises(NotFoundError, match=r"badge.unknown"):
        await reissue_badge(office.desk, "f" * 16, reason="lost", staff=DESK_CLERK)


async def test_second_badge_is_refused(office: Office) -> None:
    await office.badge()
    with pytest.raises(ConflictError, match=r"badge.exists"):
        await issue_badge(office.desk, "app_1", staff=DESK_CLERK)


@pytest.mark.usefixtures("each_database")
async def test_two_clerks_at_once_issue_one_badge(office: Office) -> None:
    await office.apply()
    results = await asyncio.gather(
        *(issue_badge(office.desk, "app_1", staff=DESK_CLERK) for _ in range(8)), return_exceptions=True
    )
    assert sum(isinstance(result, Badge) for result in results) == 1
    assert {type(result) for result in results} == {Badge, ConflictError}


@pytest.mark.usefixtures("each_database")
async def test_run_issues_exactly_the_badges_that_are_due(office: Office, bus: Bus) -> None:
    told: list[BadgeIssued] = []

    async def notify(event: BadgeIssued) -> None:
        told.append(event)

    bus.subscribe(BadgeIssued, notify)
    await office.badge("app_0")
    for n in range(1, 31):
        await office.apply(f"app_{n:02}", state=State.IN_REVIEW if n % 10 == 0 else State.APPROVED)
    steps: list[int] = []
    issued = await issue_run(office.desk, actor=SYSTEM, progress=steps.append)
    assert [badge.number for badge in issued] == [f"P-{n:04}" for n in range(2, 29)]
    assert steps == [25, 2]
    assert len({badge.id for badge in issued}) == 27
    assert [event.badge_id for event in told[1:]] == [badge.id for badge in issued]
    assert await issue_run(office.desk, actor=SYSTEM) == []


@pytest.mark.usefixtures("each_database")
async def test_run_skips_approvals_that_ended_during_preparation(office: Office) -> None:
    await office.apply("app_1")
    await office.apply("app_2")
    press = office.desk.press

    class SlowPress:
        """A press during whose work an officer acts."""

        pdf, png, unprintable = press.pdf, press.png, press.unprintable

        async def qr_texts(self, tokens: list[str]) -> list[str]:
            await office.change("app_1", state=State.REFUSED)
            await office.change("app_2", category="pool")
            return await press.qr_texts(tokens)

    desk = replace(office.desk, press=SlowPress())  # type: ignore[arg-type]
    assert await issue_run(desk, actor=SYSTEM) == []
    assert [badge.number for badge in await issue_run(office.desk, actor=SYSTEM)] == ["L-0001"]


async def test_reissue_increments_the_serial_and_keeps_the_number(office: Office) -> None:
    first = await office.badge()
    second = await reissue_badge(office.desk, first.id, reason="lost", staff=DESK_CLERK)
    assert (second.id, second.serial, second.number) == (first.id, 2, first.number)
    assert second.token != first.token
    assert second.printed_at is None
    assert await newest(office, first) == second


async def test_reissue_grants_a_changed_category(office: Office) -> None:
    first = await office.badge()
    await office.change("app_1", category="pool")
    second = await reissue_badge(office.desk, first.id, reason="damaged", staff=DESK_CLERK)
    assert (second.number, second.entitlement) == ("L-0001", office.desk.plan.entitlements["pool"])


@pytest.mark.usefixtures("each_database")
async def test_two_clerks_at_once_reissue_once(office: Office) -> None:
    first = await office.badge()
    results = await asyncio.gather(
        *(reissue_badge(office.desk, first.id, reason="lost", staff=DESK_CLERK) for _ in range(6)),
        return_exceptions=True,
    )
    assert {type(result) for result in results} <= {Badge, ConflictError}
    serials = [result.serial for result in results if isinstance(result, Badge)]
    last = await newest(office, first)
    assert last is not None
    assert serials
    assert max(serials) == last.serial == len(serials) + 1


async def test_reissue_requires_a_known_reason_and_an_approval(office: Office) -> None:
    badge = await office.badge()
    with pytest.raises(InvalidError, match=r"badge.reason_unknown"):
        await reissue_badge(office.desk, badge.id, reason="because", staff=DESK_CLERK)
    await office.change("app_1", state=State.REFUSED)
    with pytest.raises(RuleError, match=r"badge.not_approved"):
        await reissue_badge(office.desk, badge.id, reason="lost", staff=DESK_CLERK)


async def test_restore_accepts_suspended_but_not_revoked_badges(office: Office) -> None:
    badge = await office.badge()
    assert (await suspend_badge(office.desk, badge.id, staff=DESK_CLERK)).status is BadgeStatus.SUSPENDED
    assert (await restore_badge(office.desk, badge.id, staff=DESK_CLERK)).status is BadgeStatus.ISSUED
    revoked = await revoke_badge(office.desk, badge.id, reason="conduct", staff=DESK_CLERK)
    assert (revoked.status, revoked.reason) == (BadgeStatus.REVOKED, "conduct")
    for act in (restore_badge, suspend_badge):
        with pytest.raises(RuleError, match=r"badge.revoked"):
            await act(office.desk, badge.id, staff=DESK_CLERK)
    with pytest.raises(RuleError, match=r"badge.revoked"):
        await reissue_badge(office.desk, badge.id, reason="lost", staff=DESK_CLERK)
    with pytest.raises(ConflictError, match=r"badge.exists"):
        await issue_badge(office.desk, "app_1", staff=DESK_CLERK)
    assert await issue_run(office.desk, actor=SYSTEM) == []


async def test_ended_approval_revokes_and_new_one_allows_a_badge(office: Office) -> None:
    first = await office.badge()
    await office.end_approval("app_1")
    await office.change("app_1", state=State.REFUSED)
    ended = await newest(office, first)
    assert ended is not None
    assert (ended.status, ended.reason, ended.approval_ended) == (BadgeStatus.REVOKED, "conduct", True)
    await office.change("app_1", state=State.APPROVED)
    second = await issue_badge(office.desk, "app_1", staff=DESK_CLERK)
    assert (second.serial, second.number) == (1, "P-0002")
    assert second.id != first.id


async def test_hand_over_requires_a_print_and_is_reversible(office: Office) -> None:
    badge = await office.badge()
    with pytest.raises(RuleError, match=r"badge.not_printed"):
        await hand_over_badges(office.desk, [badge.id], identity=IdentityCheck.PASSPORT, staff=DESK_CLERK)
    await office.print_out(badge)
    (handed,) = await hand_over_badges(office.desk, [badge.id], identity=IdentityCheck.PASSPORT, staff=DESK_CLERK)
    assert (handed.printed_at, handed.collected_at) == (office.clock.now(), office.clock.now())
    assert (await take_back_badge(office.desk, badge.id, staff=DESK_CLERK)).collected_at is None
    await suspend_badge(office.desk, badge.id, staff=DESK_CLERK)
    with pytest.raises(RuleError, match=r"badge.not_standing"):
        await hand_over_badges(office.desk, [badge.id], identity=IdentityCheck.PASSPORT, staff=DESK_CLERK)


async def test_crew_is_handed_over_to_one_person_or_not_at_all(office: Office) -> None:
    crew = [await office.badge(f"app_{n}") for n in range(3)]
    ids = [badge.id for badge in crew]
    await office.print_out(*crew[:2])
    with pytest.raises(InvalidError, match=r"badge\.proxy_missing"):
        await hand_over_badges(office.desk, ids[:2], identity=IdentityCheck.PASSPORT, staff=DESK_CLERK)
    to_proxy = {"identity": IdentityCheck.PRESS_CARD, "proxy": "Trần Văn Đức", "staff": DESK_CLERK}
    with pytest.raises(RuleError, match=r"badge\.not_printed"):
        await hand_over_badges(office.desk, ids, **to_proxy)  # type: ignore[arg-type]
    found = [await newest(office, badge) for badge in crew]
    assert [badge and badge.activated_at for badge in found] == [None] * 3
    handed = await hand_over_badges(office.desk, ids[:2], **to_proxy)  # type: ignore[arg-type]
    record = HandOver(DESK_CLERK.id, IdentityCheck.PRESS_CARD, "Trần Văn Đức")
    assert [badge.hand_over for badge in handed] == [record] * 2
    stored = await newest(office, crew[0])
    assert stored is not None
    assert stored.hand_over == record
    with pytest.raises(ConflictError, match=r"badge\.handed_over"):
        await hand_over_badges(office.desk, ids[:1], identity=IdentityCheck.PASSPORT, staff=DESK_CLERK)


async def test_audit_log_has_every_act_without_names_or_tokens(office: Office) -> None:
    badge = await office.badge()
    await office.print_out(badge)
    await reissue_badge(office.desk, badge.id, reason="lost", staff=DESK_CLERK)
    await suspend_badge(office.desk, badge.id, staff=DESK_CLERK)
    async with office.transactions.read() as transaction:
        rows = (await transaction.connection.execute(audit.audit_log.select().order_by(audit.audit_log.c.seq))).all()
        assert (await audit.verify(transaction.connection)).broken_at is None
    assert [row.action.removeprefix("accreditation:") for row in rows] == [
        "badge:issued",
        *("print_run:started", "print_run:drawn", "print_run:ended"),
        "badge:reissued",
        "badge:suspended",
    ]
    written = " ".join(row.details for row in rows)
    assert badge.number in written
    assert "R1:" not in written
    assert applicant().native_name not in written
