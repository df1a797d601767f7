"""Grants in the database, on SQLite and PostgreSQL."""

from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import insert

from accreditation.access.rules import Window
from accreditation.doors.domain.doors import ENTERED, Verdict
from accreditation.doors.storage.tables import scans
from accreditation.grants.actions import GrantServices, end_grant, give_grant, grants_at_desk
from accreditation.grants.domain import Grant, GrantUse
from conference.clock import ManualClock
from rostrum.parts.stores import grant_store
from tests.support.badge_office import DESK_CLERK, DOOR_GUARD, Office
from tests.support.each_database import database
from tests.support.grant_samples import HOUR, list_changes, records, wanted

__all__ = ["database"]

DAY = datetime(2025, 10, 25, 2, tzinfo=UTC)


async def add_scan(grants: GrantServices, grant_id: str, verdict: Verdict, *, undone: bool = False) -> None:
    """Add a scan as the doors store it."""
    now = grants.clock.now()
    key = grants.ids.new("key")
    row = {
        "id": grants.ids.new("scan"),
        "key": key,
        "door": "signing-stage",
        "zone": "signing_stage",
        "direction": "entry",
        "method": "camera",
        "verdict": verdict.value,
        **dict.fromkeys(("scanned_at", "occurred_at", "received_at"), now),
        "decided_offline": False,
        "staff_id": DOOR_GUARD.id,
        "raw": key,
        "raw_sha256": "0" * 64,
        "raw_length": 8,
        "grant_id": grant_id,
        "undone_at": now if undone else None,
    }
    async with grants.transactions.write() as transaction:
        await transaction.connection.execute(insert(scans).values(row))


async def test_each_write_changes_the_devices_lists(office: Office, grants: GrantServices, clock: ManualClock) -> None:
    await office.badge("app_1")
    before = await list_changes(grants)
    grant = await give_grant(grants, "app_1", wanted(clock), staff=DESK_CLERK)
    assert await list_changes(grants) == [*before, "app_1"]
    await end_grant(grants, grant.id, staff=DESK_CLERK)
    assert await list_changes(grants) == [*before, "app_1", "app_1"]


async def test_entries_are_counted_from_scans_not_undone(
    office: Office, grants: GrantServices, clock: ManualClock
) -> None:
    await office.badge("app_1")
    grant = await give_grant(grants, "app_1", wanted(clock, entries=9), staff=DESK_CLERK)
    other = await give_grant(grants, "app_1", wanted(clock, "backstage"), staff=DESK_CLERK)
    for verdict in Verdict:
        await add_scan(grants, grant.id, verdict)
    await add_scan(grants, grant.id, Verdict.ADMITTED, undone=True)
    used = {record.id: record.used for record in (await records(grants, "app_1"))["app_1"]}
    assert used == {grant.id: len(ENTERED), other.id: 0}
    listed, _ = await grants_at_desk(grants, "app_1", staff=DESK_CLERK)
    assert listed == [GrantUse(grant, len(ENTERED)), GrantUse(other, 0)]


def make_grant(grant_id: str, application_id: str = "app_1", **changes: object) -> Grant:
    grant = Grant(grant_id, application_id, ("signing_stage",), Window(DAY, DAY + HOUR), 2, "staff_binh", DAY)
    return replace(grant, **changes)  # type: ignore[arg-type]


async def test_grant_is_read_as_it_was_stored(office: Office, grants: GrantServices) -> None:
    await office.apply("app_1")
    stored = [make_grant("grant_1"), make_grant("grant_2", entries=None, pool="pool-1", zones=("mixed", "venue"))]
    async with grants.transactions.write() as transaction:
        await grants.grants.add(transaction, stored)
        found = [await grants.grants.find(transaction, grant.id, lock=True) for grant in stored]
        assert await grants.grants.find(transaction, "grant_9", lock=False) is None
    assert found == stored


async def test_grants_are_listed_in_the_order_of_their_windows(office: Office, grants: GrantServices) -> None:
    await office.apply("app_1")
    await office.apply("app_2")
    late = make_grant("grant_1", window=Window(DAY + HOUR, DAY + 2 * HOUR))
    same, early = make_grant("grant_3", given_at=DAY + HOUR), make_grant("grant_2")
    async with grants.transactions.write() as transaction:
        await grants.grants.add(transaction, [late, same, early, make_grant("grant_4", "app_2")])
        uses = await grants.grants.list_uses(transaction, "app_1")
    assert uses == [GrantUse(early, 0), GrantUse(same, 0), GrantUse(late, 0)]


async def test_members_are_counted_once_and_without_ended_cards(office: Office, grants: GrantServices) -> None:
    for name in ("app_1", "app_2", "app_3"):
        await office.apply(name)
    over = make_grant("grant_4", "app_3", pool="pool-1", ended_by="staff_binh", ended_at=DAY)
    cards = [make_grant(f"grant_{n}", f"app_{n // 2}", pool="pool-1") for n in (2, 3)]
    async with grants.transactions.write() as transaction:
        await grants.grants.add(transaction, [*cards, over, make_grant("grant_5", "app_2")])
        assert await grants.grants.list_members(transaction, "pool-1") == {"app_1"}
        assert await grants.grants.list_members(transaction, "pool-2") == set()
        assert await grants.grants.count_members(transaction) == {"pool-1": 1}


async def test_saved_end_is_read_back(office: Office, grants: GrantServices) -> None:
    await office.apply("app_1")
    over = make_grant("grant_1", ended_by="staff_thu", ended_at=DAY + HOUR)
    async with grants.transactions.write() as transaction:
        await grants.grants.add(transaction, [make_grant("grant_1"), make_grant("grant_2")])
        await grants.grants.save_end(transaction, over)
        assert await grants.grants.find(transaction, "grant_1", lock=False) == over
        assert await grants.grants.find(transaction, "grant_2", lock=False) == make_grant("grant_2")


async def test_end_of_all_grants_keeps_earlier_ends(office: Office, grants: GrantServices) -> None:
    await office.apply("app_1")
    await office.apply("app_2")
    over = make_grant("grant_1", ended_by="staff_thu", ended_at=DAY)
    async with grants.transactions.write() as transaction:
        await grants.grants.add(transaction, [over, make_grant("grant_2"), make_grant("grant_3", "app_2")])
        store = grant_store()
        await store.end_all(transaction, "app_1", actor="staff_son", at=DAY + HOUR)
        await store.end_all(transaction, "app_9", actor="staff_son", at=DAY + HOUR)
        ends = [(use.grant.id, use.grant.ended_by) for use in await store.list_uses(transaction, "app_1")]
        assert (await store.list_uses(transaction, "app_2"))[0].grant.ended_at is None
    assert ends == [("grant_1", "staff_thu"), ("grant_2", "staff_son")]
