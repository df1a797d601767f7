"""Acts on one-day badges: who may do them, what they refuse, what the audit log says."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from accreditation.applications.domain.progress import reference_of
from accreditation.badges.domain.badges import short_code
from accreditation.day_badges.actions import (
    destroy_badges,
    draw_set,
    enter_bearer,
    list_sets,
    make_set,
    read_set,
    revoke_badges,
)
from accreditation.day_badges.domain import MAX_SET, Bearer, DayBadgeState
from conference.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError, RuleError
from conference.storage.audit import audit_log
from tests.support.badge_office import DESK_CLERK, DOOR_GUARD, Office
from tests.support.day_badges import MAKER, SET, TODAY, DayDesk
from tests.support.scan_office import ScanOffice

BEARER = Bearer("Omar Sy", "Radio Nord", "42X")
OTHER_SET = "6" * 16


async def acts(office: Office) -> list[str]:
    of_day_badges = select(audit_log.c.action).where(audit_log.c.action.like("accreditation:day_badges:%"))
    async with office.transactions.read() as transaction:
        found = await transaction.connection.scalars(of_day_badges.order_by(audit_log.c.seq))
        return [action.rpartition(":")[2] for action in found]


@pytest.mark.usefixtures("each_database")
async def test_set_has_signed_badges_with_numbers_of_their_own(day_desk: DayDesk, office: Office) -> None:
    await day_desk.make(2)
    await day_desk.make(1, set_id=OTHER_SET)
    again = await make_set(day_desk.services, SET, category="general", day=TODAY, count=9, staff=MAKER)
    assert again.count == 2
    badges = [*await day_desk.badges(), *await day_desk.badges(OTHER_SET)]
    assert [badge.number for badge in badges] == ["XP-0001", "XP-0002", "XP-0003"]
    async with office.transactions.read() as transaction:
        reader = await office.keys.get_reader(transaction, now=office.clock.now())
    claims = [reader.read(badge.token).claims for badge in badges]
    assert [one and (one.badge_id, one.serial) for one in claims] == [(badge.id, 1) for badge in badges]
    assert {one and one.valid_until - one.valid_from for one in claims} == {timedelta(days=1)}
    assert await acts(office) == ["made", "made"]


async def test_count_day_and_category_are_checked(day_desk: DayDesk) -> None:
    for count in (0, MAX_SET + 1):
        with pytest.raises(InvalidError, match=r"day_badges\.count"):
            await day_desk.make(count)
    for days in (-1, 400):
        with pytest.raises(InvalidError, match=r"day_badges\.day_unfit"):
            await day_desk.make(day=TODAY + timedelta(days=days))
    with pytest.raises(RuleError, match=r"badge\.category_unknown"):
        await day_desk.make(category="unknown")
    await day_desk.make(6)
    with pytest.raises(RuleError, match=r"day_badges\.day_full"):
        await day_desk.make(5, set_id=OTHER_SET)
    await revoke_badges(day_desk.services, SET, staff=MAKER)
    assert await day_desk.make(5, set_id=OTHER_SET) == OTHER_SET


async def test_each_act_needs_its_role(day_desk: DayDesk) -> None:
    services = day_desk.services
    await day_desk.make()
    for staff in (DESK_CLERK, DOOR_GUARD):
        with pytest.raises(ForbiddenError):
            await make_set(services, OTHER_SET, category="general", day=TODAY, count=1, staff=staff)
    for staff in (MAKER, DOOR_GUARD):
        with pytest.raises(ForbiddenError):
            await draw_set(services, SET, staff=staff)
        with pytest.raises(ForbiddenError):
            await enter_bearer(services, "XP-0001", BEARER, reference="", staff=staff)
        with pytest.raises(ForbiddenError):
            await destroy_badges(services, SET, first="XP-0001", last="XP-0003", counted=3, staff=staff)
    for act in (list_sets(services, staff=DOOR_GUARD), read_set(services, SET, staff=DOOR_GUARD)):
        with pytest.raises(ForbiddenError):
            await act
    with pytest.raises(ForbiddenError):
        await revoke_badges(services, SET, staff=DOOR_GUARD)
    assert await revoke_badges(services, SET, first="XP-0001", last="XP-0001", staff=DESK_CLERK) == 1


@pytest.mark.usefixtures("each_database")
async def test_bearer_is_entered_by_token_code_number_or_application(day_desk: DayDesk, office: Office) -> None:
    await day_desk.make(4)
    token = (await day_desk.badges())[0].token
    for code in (token, short_code("XP-0002"), "xp 3"):
        assert await enter_bearer(day_desk.services, code, BEARER, reference="", staff=DESK_CLERK) == SET
    applicant = await office.applicant_of("app_06f3k27k3m9qtx", "Linh Đan", "Báo Mới")
    no_name = Bearer("", "", "7")
    reference = reference_of(applicant.id)
    await enter_bearer(day_desk.services, "XP-0004", no_name, reference=reference, staff=DESK_CLERK)
    entered = [badge.bearer for badge in await day_desk.badges()]
    assert entered == [BEARER] * 3 + [Bearer("Linh Đan", "Báo Mới", "7", applicant.id)]
    await enter_bearer(day_desk.services, "XP-0001", Bearer("Aya"), reference="", staff=DESK_CLERK)
    assert (await day_desk.badges())[0].bearer == Bearer("Aya")
    assert await acts(office) == ["made", *["entered"] * 5]


async def test_wrong_entries_are_refused_by_field(day_desk: DayDesk, office: Office) -> None:
    await day_desk.make()
    person = await office.active_badge()
    for field, code, bearer, reference in (
        ("badge", person.number, BEARER, ""),
        ("badge", person.token, BEARER, ""),
        ("badge", "R1:NONSENSE", BEARER, ""),
        ("name", "XP-0001", Bearer(""), ""),
        ("document", "XP-0001", Bearer("Aya", document="12345"), ""),
        ("applied", "XP-0001", BEARER, "nothing"),
        ("applied", "XP-0001", BEARER, "zzzz-zzzz"),
    ):
        with pytest.raises(InvalidError) as refused:
            await enter_bearer(day_desk.services, code, bearer, reference=reference, staff=DESK_CLERK)
        assert set(refused.value.fields) == {field}
    assert [badge.bearer for badge in await day_desk.badges()] == [None] * 3


@pytest.mark.usefixtures("each_database")
async def test_unused_badges_are_destroyed_when_the_count_agrees(day_desk: DayDesk, doors: ScanOffice) -> None:
    await day_desk.make(5)
    badges = await day_desk.badges()
    await enter_bearer(day_desk.services, "XP-0001", BEARER, reference="", staff=DESK_CLERK)
    await doors.ask(badges[1].token)
    limits = {"first": "XP-0001", "last": "XP-0005"}
    assert [(row.counts.entered, row.not_entered) for row in await list_sets(day_desk.services, staff=MAKER)] == [
        (1, 1)
    ]
    for counted in (5, 0):
        with pytest.raises(InvalidError, match=r"day_badges\.miscounted"):
            await destroy_badges(day_desk.services, SET, counted=counted, staff=DESK_CLERK, **limits)
    assert await destroy_badges(day_desk.services, SET, counted=3, staff=DESK_CLERK, **limits) == 3
    states = [badge.state for badge in await day_desk.badges()]
    assert states == [DayBadgeState.VALID] * 2 + [DayBadgeState.DESTROYED] * 3
    with pytest.raises(ConflictError, match=r"day_badges\.ended"):
        await enter_bearer(day_desk.services, "XP-0005", BEARER, reference="", staff=DESK_CLERK)
    with pytest.raises(InvalidError, match=r"day_badges\.miscounted"):
        await destroy_badges(day_desk.services, SET, counted=0, staff=DESK_CLERK, **limits)
    assert (await acts(doors.office))[-2:] == ["entered", "destroyed"]


async def test_revocation_needs_valid_badges_of_the_set(day_desk: DayDesk) -> None:
    await day_desk.make()
    with pytest.raises(InvalidError, match=r"day_badges\.not_in_set"):
        await revoke_badges(day_desk.services, SET, first="XP-0009", staff=MAKER)
    assert await revoke_badges(day_desk.services, SET, first="XP-0002", staff=MAKER) == 1
    assert await revoke_badges(day_desk.services, SET, staff=MAKER) == 2
    with pytest.raises(ConflictError, match=r"day_badges\.none"):
        await revoke_badges(day_desk.services, SET, staff=MAKER)
    with pytest.raises(RuleError, match=r"day_badges\.none"):
        await draw_set(day_desk.services, SET, staff=DESK_CLERK)
    with pytest.raises(NotFoundError):
        await revoke_badges(day_desk.services, OTHER_SET, staff=MAKER)
