"""Keys, prints and digests in the database: what is found by them, and when an application is outdated."""

from dataclasses import replace

from accreditation.applications.domain.applications import State
from accreditation.applications.services import ApplicationServices
from accreditation.duplicates.domain.documents import DocumentDigests
from accreditation.duplicates.domain.people import PhotoPrint
from accreditation.duplicates.storage.people import SqlComparedPeople
from tests.support.application_samples import applicant
from tests.support.application_services import get_application, save_applications
from tests.support.duplicates import numbered_application

PEOPLE = SqlComparedPeople()
PRINT = PhotoPrint("a" * 64, (2**199 + 5, 7), (bytes(range(90)), bytes(90)))


async def test_print_and_digests_are_read_as_saved(desk: ApplicationServices) -> None:
    await save_applications(desk, replace(numbered_application(1), photo_id="photo_1"))
    async with desk.transactions.write() as transaction:
        await PEOPLE.save_keys(transaction, "app_1", {2**62, 5}, ("photo_1", PRINT))
        await PEOPLE.save_document(transaction, "app_1", DocumentDigests(9, (1, 2)))
    async with desk.transactions.read() as transaction:
        stored = await PEOPLE.find(transaction, "app_1")
    assert stored is not None
    assert stored.person.photo == PRINT
    assert (stored.person.document, stored.person.near_documents) == (9, frozenset({1, 2}))
    assert (stored.data_version, stored.photo_id) == (1, "photo_1")


async def test_print_of_a_replaced_photo_is_not_read(desk: ApplicationServices) -> None:
    await save_applications(desk, replace(numbered_application(1), photo_id="photo_2"))
    async with desk.transactions.write() as transaction:
        await PEOPLE.save_keys(transaction, "app_1", {5}, ("photo_1", PRINT))
        await PEOPLE.save_document(transaction, "app_1", DocumentDigests(9, (1, 2)))
        await PEOPLE.save_document(transaction, "app_1", None)
    async with desk.transactions.read() as transaction:
        [person] = await PEOPLE.list_people(transaction, ["app_1"])
    assert (person.photo, person.document) == (None, 0)


async def test_candidates_with_most_keys_come_first(desk: ApplicationServices) -> None:
    await save_applications(desk, *(numbered_application(number) for number in range(1, 5)))
    async with desk.transactions.write() as transaction:
        for number, keys in ((1, {1, 2, 3}), (2, {1}), (3, {2, 3}), (4, {9})):
            await PEOPLE.save_keys(transaction, f"app_{number}", keys, None)
    async with desk.transactions.read() as transaction:
        found = await PEOPLE.list_candidates(transaction, {1, 2, 3}, beside="app_1", limit=5)
        bounded = await PEOPLE.list_candidates(transaction, {1, 2, 3}, beside="app_1", limit=1)
        frequencies = await PEOPLE.count_keys(transaction, {1, 2, 7})
    assert (found, bounded) == (["app_3", "app_2"], ["app_3"])
    assert (dict(frequencies.counts), frequencies.total) == ({1: 2, 2: 2}, 0)


async def test_application_is_outdated_until_it_is_compared(desk: ApplicationServices) -> None:
    gone = replace(numbered_application(2), state=State.WITHDRAWN)
    await save_applications(desk, numbered_application(1), gone)

    async def outdated() -> list[str]:
        async with desk.transactions.read() as transaction:
            return await PEOPLE.list_outdated(transaction, limit=10)

    assert await outdated() == ["app_1"]
    async with desk.transactions.write() as transaction:
        stored = await PEOPLE.find(transaction, "app_1")
        assert stored is not None
        await PEOPLE.note_compared(transaction, stored)
    assert await outdated() == []
    application = await get_application(desk)
    for changes in ({"data_version": 2}, {"data_version": 1, "applicant": applicant(email="new@example.org")}):
        application = replace(application, version=application.version + 1, **changes)
        async with desk.transactions.write() as transaction:
            await desk.applications.save(transaction, application)
        assert await outdated() == ["app_1"]
    async with desk.transactions.write() as transaction:
        stored = await PEOPLE.find(transaction, "app_1")
        assert stored is not None
        await PEOPLE.note_compared(transaction, stored)
        await PEOPLE.forget_comparison(transaction, "app_1")
    assert await outdated() == ["app_1"]
