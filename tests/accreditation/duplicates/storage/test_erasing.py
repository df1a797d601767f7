"""What is compared is deleted with the class of its data."""

from dataclasses import replace

from sqlalchemy import select

from accreditation.applications.services import ApplicationServices
from accreditation.duplicates.actions.comparing import compare_outdated
from accreditation.duplicates.domain.documents import digest_document
from accreditation.duplicates.storage.erasing import ERASERS
from accreditation.duplicates.storage.tables import comparison_keys
from conference.retention.ages import DataClass
from tests.support.application_samples import photo
from tests.support.application_services import save_applications
from tests.support.duplicates import make_duplicate_services, numbered_application


async def test_keys_are_deleted_with_passports(desk: ApplicationServices) -> None:
    services = make_duplicate_services(desk)
    person = replace(numbered_application(1), photo_id="photo_1")
    await save_applications(desk, person)
    async with desk.transactions.write() as transaction:
        await desk.photos.add(transaction, "photo_1", photo(), application_id=person.id)
        await services.people.save_document(transaction, person.id, digest_document(b"k", "VN", "C1234567"))
    await compare_outdated(services)
    for data_class, tables in (
        (DataClass.PHOTOS, {"photo_prints"}),
        (DataClass.PASSPORT, {"passport_digests", "comparison_keys"}),
        (DataClass.CONTACTS, {"comparisons"}),
    ):
        async with desk.transactions.write() as transaction:
            erasers = [one for one in ERASERS if data_class in one.classes]
            assert {eraser.table.name for eraser in erasers} == tables
            for eraser in erasers:
                assert await eraser.count(transaction) > 0
                while await eraser.erase(transaction, limit=10):
                    pass
                assert await eraser.count(transaction) == 0
    async with desk.transactions.read() as transaction:
        assert await services.people.list_outdated(transaction, limit=9) == ["app_1"]


async def test_hits_and_keys_of_one_person_are_deleted(desk: ApplicationServices) -> None:
    services = make_duplicate_services(desk)
    same = {"native_name": "X Y", "family_name": "YOUNG", "given_name": "XAVIER"}
    await save_applications(desk, numbered_application(1, **same), numbered_application(2, **same))
    await compare_outdated(services)
    async with desk.transactions.write() as transaction:
        for eraser in ERASERS:
            await eraser.erase_person(transaction, "app_1")
        assert await services.hits.list_of(transaction, "app_2") == []
        owners = await transaction.connection.scalars(select(comparison_keys.c.application_id))
        assert set(owners) == {"app_2"}
