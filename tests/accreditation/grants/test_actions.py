"""Rights added to people: given, counted, ended; pools with their places."""

import json
from datetime import datetime

import pytest
from sqlalchemy import select

from accreditation.access.rules import GrantRecord, Window
from accreditation.applications.domain.applications import State
from accreditation.grants.actions import GrantServices, end_grant, give_grant, give_pool, grants_at_desk
from accreditation.grants.domain import Grant, GrantUse, WantedGrant
from conference.clock import ManualClock
from conference.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError, RuleError
from conference.storage.audit import audit_log
from tests.support.badge_office import DESK_CLERK, DOOR_GUARD, Office
from tests.support.grant_samples import HOUR, list_changes, records, wanted


async def get_grant(grants: GrantServices, grant_id: str) -> Grant:
    async with grants.transactions.read() as transaction:
        grant = await grants.grants.find(transaction, grant_id, lock=False)
    assert grant is not None
    return grant


async def trail(grants: GrantServices) -> list[tuple[str, str, dict[str, object]]]:
    async with grants.transactions.read() as transaction:
        rows = await transaction.connection.execute(select(audit_log).where(audit_log.c.action.like("%:grant:%")))
        return [(row.action, row.subject, json.loads(row.details)) for row in rows]


@pytest.mark.usefixtures("each_database")
async def test_grant_opens_its_zones_in_its_window(office: Office, grants: GrantServices, clock: ManualClock) -> None:
    await office.badge("app_1")
    grant = await give_grant(grants, "app_1", wanted(clock, entries=2), staff=DESK_CLERK)
    window = Window(clock.now(), clock.now() + HOUR)
    assert await records(grants, "app_1", "app_2") == {
        "app_1": (GrantRecord(grant.id, frozenset({"signing_stage"}), window, 2, 0),)
    }
    assert await trail(grants) == [
        (
            "accreditation:grant:given",
            grant.id,
            {
                "application": "app_1",
                "zones": ["signing_stage"],
                "valid_from": "2025-10-25T02:00:00+00:00",
                "valid_until": "2025-10-25T03:00:00+00:00",
                "entries": 2,
                "pool": None,
            },
        )
    ]


async def test_ended_grant_opens_nothing_and_stays_listed(
    office: Office, grants: GrantServices, clock: ManualClock
) -> None:
    await office.badge("app_1")
    grant = await give_grant(grants, "app_1", wanted(clock), staff=DESK_CLERK)
    clock.advance(60)
    over = await end_grant(grants, grant.id, staff=DESK_CLERK)
    assert (over.ended_by, over.ended_at) == (DESK_CLERK.id, clock.now())
    assert await records(grants, "app_1") == {}
    assert await grants_at_desk(grants, "app_1", staff=DESK_CLERK) == ([GrantUse(over, 0)], {})
    assert (await trail(grants))[-1] == ("accreditation:grant:ended", grant.id, {"application": "app_1"})
    with pytest.raises(ConflictError, match=r"grant\.ended"):
        await end_grant(grants, grant.id, staff=DESK_CLERK)


async def test_grant_ends_with_the_approval_and_stays_ended(
    office: Office, grants: GrantServices, clock: ManualClock
) -> None:
    await office.badge("app_1")
    grant = await give_grant(grants, "app_1", wanted(clock), staff=DESK_CLERK)
    await office.end_approval("app_1")
    ((use,), _) = await grants_at_desk(grants, "app_1", staff=DESK_CLERK)
    assert use.grant.ended_at == clock.now()
    assert await records(grants, "app_1") == {}
    assert [row[:2] for row in await trail(grants)][-1] == ("accreditation:grant:ended", grant.id)
    assert (await list_changes(grants))[-1] == "app_1"


async def test_grant_requires_an_approval(office: Office, grants: GrantServices, clock: ManualClock) -> None:
    await office.apply("app_1", state=State.ON_HOLD)
    for giving in (
        give_grant(grants, "app_1", wanted(clock), staff=DESK_CLERK),
        give_pool(grants, "app_1", "pool-2", staff=DESK_CLERK),
    ):
        with pytest.raises(RuleError, match=r"badge\.not_approved"):
            await giving
    with pytest.raises(NotFoundError):
        await give_grant(grants, "app_9", wanted(clock), staff=DESK_CLERK)
    with pytest.raises(NotFoundError):
        await end_grant(grants, "grant_9", staff=DESK_CLERK)
    assert await trail(grants) == []


async def test_only_the_badge_desk_gives_and_ends(office: Office, grants: GrantServices, clock: ManualClock) -> None:
    await office.apply("app_1")
    grant = await give_grant(grants, "app_1", wanted(clock), staff=DESK_CLERK)
    for doing in (
        give_grant(grants, "app_1", wanted(clock), staff=DOOR_GUARD),
        give_pool(grants, "app_1", "pool-2", staff=DOOR_GUARD),
        end_grant(grants, grant.id, staff=DOOR_GUARD),
        grants_at_desk(grants, "app_1", staff=DOOR_GUARD),
    ):
        with pytest.raises(ForbiddenError):
            await doing


async def test_impossible_grant_names_its_fields(office: Office, grants: GrantServices, clock: ManualClock) -> None:
    await office.apply("app_1")
    impossible = WantedGrant((), clock.now(), clock.now(), 0)
    with pytest.raises(InvalidError) as refused:
        await give_grant(grants, "app_1", impossible, staff=DESK_CLERK)
    assert refused.value.fields == {"zones": "grant.zones", "valid_until": "grant.window", "entries": "grant.entries"}


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2025-10-25T{text}+07:00")


async def test_pool_gives_a_card_for_each_of_its_items(
    office: Office, grants: GrantServices, clock: ManualClock
) -> None:
    await office.apply("app_1")
    clock.advance(-3 * 3600)
    given = await give_pool(grants, "app_1", "pool-1", staff=DESK_CLERK)
    assert [(grant.zones, grant.window, grant.entries, grant.pool) for grant in given] == [
        (("mixed",), Window(at("07:00"), at("08:15")), None, "pool-1"),
        (("plenary_hall",), Window(at("08:30"), at("10:15")), None, "pool-1"),
    ]
    with pytest.raises(ConflictError, match=r"grant\.pool_held"):
        await give_pool(grants, "app_1", "pool-1", staff=DESK_CLERK)


async def test_pool_gives_no_card_for_past_items(office: Office, grants: GrantServices, clock: ManualClock) -> None:
    await office.apply("app_1")
    assert [grant.zones for grant in await give_pool(grants, "app_1", "pool-1", staff=DESK_CLERK)] == [
        ("plenary_hall",)
    ]
    clock.advance(48 * 3600)
    with pytest.raises(RuleError, match=r"grant\.pool_over"):
        await give_pool(grants, "app_1", "pool-2", staff=DESK_CLERK)
    with pytest.raises(InvalidError, match=r"grant\.pool_unknown"):
        await give_pool(grants, "app_1", "pool-99", staff=DESK_CLERK)


async def test_pool_refuses_members_beyond_its_size(office: Office, grants: GrantServices) -> None:
    """Covers C9."""
    names = [f"app_{n:02}" for n in range(11)]
    for name in names:
        await office.apply(name)
    given = [(await give_pool(grants, name, "pool-2", staff=DESK_CLERK))[0] for name in names[:10]]
    with pytest.raises(RuleError, match=r"grant\.pool_full"):
        await give_pool(grants, names[10], "pool-2", staff=DESK_CLERK)
    await end_grant(grants, given[3].id, staff=DESK_CLERK)
    assert await grants_at_desk(grants, names[3], staff=DESK_CLERK) == (
        [GrantUse(await get_grant(grants, given[3].id), 0)],
        {"pool-2": 9},
    )
    await give_pool(grants, names[10], "pool-2", staff=DESK_CLERK)
