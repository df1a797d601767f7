"""Stores of accreditation together: a write of one subject changes others in the same transaction."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, select

from accreditation.access.rules import Window
from accreditation.applications.domain.applications import State
from accreditation.badges.actions.badges import issue_badge
from accreditation.badges.domain.badges import BadgeStatus
from accreditation.doors.domain.events import ListChanged
from accreditation.doors.storage.tables import presences, roster_changes
from accreditation.grants.domain import Grant
from rostrum.parts.stores import application_store, badge_credentials, badge_store, grant_store
from rostrum.runtime import Runtime
from tests.support.application_samples import applicant
from tests.support.badge_office import DESK_CLERK, OFFICER, Office


async def changed_people(office: Office) -> list[str]:
    """The people of each numbered change of the roster, in order."""
    async with office.transactions.read() as transaction:
        rows = await transaction.connection.execute(
            select(roster_changes.c.application_id).order_by(roster_changes.c.seq)
        )
        return list(rows.scalars())


def grant_of(application_id: str, grant_id: str, at: datetime) -> Grant:
    window = Window(at, at + timedelta(hours=1))
    return Grant(grant_id, application_id, ("plenary_hall",), window, None, OFFICER.id, at)


async def test_change_of_a_person_with_a_badge_is_noted_once(office: Office) -> None:
    await office.badge("app_1")
    before = await changed_people(office)
    async with office.transactions.write() as transaction:
        person = await application_store().get(transaction, "app_1", lock=True)
        for grant_id in ("grant_1", "grant_2"):
            await grant_store().add(transaction, [grant_of("app_1", grant_id, office.clock.now())])
        assert person.state is State.APPROVED
    assert await changed_people(office) == [*before, "app_1"]


async def test_change_of_a_person_without_badge_is_not_noted(office: Office) -> None:
    await office.apply("app_1")
    await office.change("app_1", function="photographer")
    assert await changed_people(office) == []


async def test_noted_change_is_published_after_the_commit_only(office: Office, runtime: Runtime) -> None:
    await office.badge("app_1")
    published: list[object] = []

    async def receive(event: ListChanged) -> None:
        published.append(event)

    runtime.bus.subscribe(ListChanged, receive)
    with pytest.raises(ZeroDivisionError):
        async with office.transactions.write() as transaction:
            await grant_store().add(transaction, [grant_of("app_1", "grant_1", office.clock.now())])
            raise ZeroDivisionError
    assert published == []
    async with office.transactions.write() as transaction:
        await grant_store().add(transaction, [grant_of("app_1", "grant_1", office.clock.now())])
        assert published == []
    assert published == [ListChanged()]


async def test_end_of_an_approval_ends_its_badges_and_grants(office: Office) -> None:
    badge, now = await office.badge("app_1"), office.clock.now()
    other = await office.badge("app_2", applicant=applicant(native_name="Trần Văn Bình"))
    async with office.transactions.write() as transaction:
        await grant_store().add(transaction, [grant_of("app_1", "grant_1", now), grant_of("app_2", "grant_2", now)])
    async with office.transactions.write() as transaction:
        ended = await badge_credentials().end(transaction, "app_1", reason="conduct", actor=OFFICER.id, at=now)
    assert ended == 1
    async with office.transactions.read() as transaction:
        badges = await badge_store().find_newest_by_application(transaction, ["app_1", "app_2"])
        grants = [await grant_store().find(transaction, name, lock=False) for name in ("grant_1", "grant_2")]
    assert badges["app_1"].id == badge.id
    assert badges["app_1"].status is BadgeStatus.REVOKED
    assert badges["app_2"] == other
    assert [(grant.ended_by, grant.ended_at) for grant in grants if grant] == [(OFFICER.id, now), (None, None)]


async def test_new_badge_of_a_person_ends_earlier_presences(office: Office) -> None:
    badge, now = await office.badge("app_1"), office.clock.now()
    async with office.transactions.write() as transaction:
        row = {"badge_id": badge.id, "zone": "venue", "door": "gate-a", "entered_at": now, "scan_id": "scan_1"}
        await transaction.connection.execute(insert(presences), [row, {**row, "badge_id": "0" * 15 + "f"}])
    await office.end_approval("app_1")
    await issue_badge(office.desk, "app_1", staff=DESK_CLERK)
    async with office.transactions.read() as transaction:
        left = (await transaction.connection.execute(select(presences.c.badge_id))).scalars().all()
    assert left == ["0" * 15 + "f"]
