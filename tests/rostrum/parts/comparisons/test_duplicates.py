"""The search for duplicates in the background: after a submission, and for applications left at a start."""

import asyncio

from accreditation.applications.domain.duplicates import Trait
from accreditation.applications.domain.events import ApplicationSubmitted
from accreditation.applications.domain.passports.records import NewPassport, document_of
from accreditation.duplicates.actions.comparing import compare_outdated
from rostrum.parts.comparisons.duplicates import duplicate_services, install_search
from rostrum.parts.desk import application_services
from rostrum.runtime import Runtime
from tests.conftest import MORNING
from tests.support.application_services import save_applications
from tests.support.duplicates import numbered_application
from tests.support.passports import passport_zone

GIVEN = {1: "LEILA", 2: "LEILA", 3: "LEYLA"}
SAME = {"native_name": "ليلى حداد", "family_name": "HADDAD", "given_name": "LEILA"}


async def test_search_compares_at_the_start_and_after_submissions(runtime: Runtime) -> None:
    applications = application_services(runtime)
    services = duplicate_services(runtime, applications)
    search = install_search(services, runtime)

    async def count_hits(at_least: int) -> int:
        async with asyncio.timeout(10):
            while True:
                async with runtime.transactions.read() as transaction:
                    _, total = await services.hits.list_open(transaction, offset=0, limit=9)
                if total >= at_least:
                    return total
                await asyncio.sleep(0.01)

    await save_applications(applications, numbered_application(1, **SAME), numbered_application(2, **SAME))
    async with search.running():
        assert await count_hits(1) == 1
        await save_applications(applications, numbered_application(3, **SAME))
        await runtime.bus.publish(ApplicationSubmitted("app_3", MORNING))
        assert await count_hits(3) == 3
    assert await compare_outdated(services) == 0


async def test_stored_passports_with_one_other_sign_are_found(runtime: Runtime) -> None:
    applications = application_services(runtime)
    services = duplicate_services(runtime, applications)
    people = [numbered_application(number, **{**SAME, "given_name": given}) for number, given in GIVEN.items()]
    await save_applications(applications, *people)
    async with runtime.transactions.write() as transaction:
        for one, number in zip(people, ("C1234567", "C1234567", "C1234561"), strict=True):
            zone = passport_zone(number=number)
            passport = NewPassport(f"passport_{one.id}", one.id, zone, document_of(zone))
            await applications.passports.save(transaction, passport)
    assert await compare_outdated(services) == len(people)
    async with runtime.transactions.read() as transaction:
        hits, _ = await services.hits.list_open(transaction, offset=0, limit=9)
    found = {(hit.pair.first, hit.pair.second): set(hit.traits) for hit in hits}
    assert Trait.PASSPORT in found["app_1", "app_2"]
    assert Trait.PASSPORT_LIKE in found["app_1", "app_3"]
    corrected = NewPassport("passport_4", "app_3", passport_zone(), "VNM/X7777777")
    async with runtime.transactions.write() as transaction:
        await applications.passports.save(transaction, corrected)
    assert await compare_outdated(services) == 1
