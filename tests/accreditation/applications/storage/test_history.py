"""Store of the steps of applications on SQLite and PostgreSQL."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import delete

from accreditation.applications.domain.history import Act, Change, Step
from accreditation.applications.storage.history import SqlHistory
from accreditation.applications.storage.photos import SqlPhotos
from accreditation.applications.storage.tables import applications, photos
from conference.storage.transactions import Transactions
from rostrum.parts.stores import application_store
from tests.accreditation.applications.domain.test_history import STEP
from tests.support.application_samples import NOON, application, photo

STORE = SqlHistory()
CORRECTION = Step(
    application_id="app_1", version=3, at=NOON, act=Act.CORRECTED, changes=(Change("native_name", "ا", "王"),)
)


async def test_steps_are_loaded_as_added_oldest_first(transactions: Transactions) -> None:
    async with transactions.write() as transaction:
        await application_store().add(transaction, application())
        for step in (CORRECTION, STEP):
            await STORE.add(transaction, step)
    async with transactions.read() as transaction:
        assert await STORE.list_steps(transaction, "app_1") == [STEP, CORRECTION]
        assert await STORE.list_steps(transaction, "app_2") == []


async def test_history_and_replaced_photos_go_with_the_application(transactions: Transactions) -> None:
    async with transactions.write() as transaction:
        await application_store().add(transaction, application())
        await STORE.add(transaction, STEP)
        await SqlPhotos().add(transaction, "photo_1", photo(100), application_id="app_1")
        await SqlPhotos().add_draft(transaction, "photo_2", photo(140), secret_hash="h", expires_at=NOON)
        await SqlPhotos().attach(transaction, "photo_2", "app_1")
        await transaction.connection.execute(delete(photos))
        await transaction.connection.execute(delete(applications))
    async with transactions.read() as transaction:
        assert await STORE.list_steps(transaction, "app_1") == []
        assert await SqlPhotos().find(transaction, "photo_1") is None


async def test_last_times_are_those_of_the_wanted_acts(transactions: Transactions) -> None:
    later = NOON + timedelta(hours=1)
    async with transactions.write() as transaction:
        await application_store().add(transaction, application())
        for step in (STEP, CORRECTION, replace(CORRECTION, version=4, at=later)):
            await STORE.add(transaction, step)
    async with transactions.read() as transaction:
        times = await STORE.list_last_times(transaction, ["app_1", "app_2"], [Act.CORRECTED, Act.REOPENED])
        assert times == {"app_1": {Act.CORRECTED: later}}
        assert await STORE.list_last_times(transaction, [], [Act.CORRECTED]) == {}
