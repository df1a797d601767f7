"""Hits in the database: open and settled ones, of applications that are not withdrawn."""

from dataclasses import replace

from accreditation.applications.domain.applications import State
from accreditation.applications.domain.duplicates import Duplicate, Trait
from accreditation.applications.ports import ApplicationSearch
from accreditation.applications.services import ApplicationServices
from accreditation.duplicates.domain.hits import Hit, Pair, Settlement, Verdict
from accreditation.duplicates.storage.hits import SqlHits
from tests.support.application_samples import NOON
from tests.support.application_services import save_applications
from tests.support.duplicates import numbered_application

HITS = SqlHits()


def hit(one: int, other: int, bits: float = 20.0) -> Hit:
    return Hit(pair=Pair.of(f"app_{one}", f"app_{other}"), traits=(Trait.NAME, Trait.PHONE), bits=bits, found_at=NOON)


def settled(one: Hit) -> Hit:
    return replace(
        one, settlement=Settlement(verdict=Verdict.KEEP_BOTH, officer="staff_linh", at=NOON, note="two jobs")
    )


async def save(desk: ApplicationServices, *hits: Hit) -> None:
    applications = [numbered_application(number) for number in range(1, 5)]
    await save_applications(desk, *applications[:3], replace(applications[3], state=State.WITHDRAWN))
    async with desk.transactions.write() as transaction:
        await HITS.save(transaction, hits)


async def test_hits_are_read_as_saved_and_replaced(desk: ApplicationServices) -> None:
    await save(desk, hit(1, 2), hit(1, 3))
    async with desk.transactions.write() as transaction:
        await HITS.save(transaction, [settled(hit(1, 2))])
        await HITS.delete(transaction, [hit(1, 3).pair])
    async with desk.transactions.read() as transaction:
        assert await HITS.find(transaction, Pair.of("app_2", "app_1")) == settled(hit(1, 2))
        assert await HITS.list_of(transaction, "app_2") == [settled(hit(1, 2))]
        assert await HITS.find(transaction, Pair.of("app_1", "app_3")) is None


async def test_hits_of_withdrawn_applications_are_not_listed(desk: ApplicationServices) -> None:
    await save(desk, hit(1, 2, 30.0), hit(2, 3, 40.0), hit(1, 4, 50.0), settled(hit(1, 3)))
    async with desk.transactions.read() as transaction:
        assert await HITS.list_open(transaction, offset=0, limit=1) == ([hit(2, 3, 40.0)], 2)
        assert await HITS.list_open(transaction, offset=1, limit=9) == ([hit(1, 2, 30.0)], 2)
        assert await HITS.list_settled(transaction, offset=0, limit=9) == ([settled(hit(1, 3))], 1)
        of_each = await HITS.list_open_of(transaction, ["app_1", "app_2", "app_4"])
        found = await desk.applications.search(transaction, ApplicationSearch(duplicates_only=True))
    traits = (Trait.NAME, Trait.PHONE)
    assert of_each == {
        "app_1": (Duplicate("app_2", traits),),
        "app_2": (Duplicate("app_3", traits), Duplicate("app_1", traits)),
    }
    assert sorted(row.id for row in found.rows) == ["app_1", "app_2", "app_3"]
