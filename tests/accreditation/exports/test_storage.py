"""Exports, and the lists of applications and photos, on SQLite and PostgreSQL."""

from dataclasses import replace
from datetime import timedelta

from accreditation.applications.domain.applications import State
from accreditation.exports.domain import ExportFilter
from accreditation.exports.storage import SqlExportLists, SqlExports
from conference.storage.transactions import Transactions
from tests.accreditation.exports.test_domain import EXPORT
from tests.support.application_samples import NOON
from tests.support.badge_office import Office
from tests.support.each_database import database

__all__ = ["database"]

EXPORTS, LISTS = SqlExports(), SqlExportLists()


async def test_exports_are_read_as_added_until_they_end(transactions: Transactions) -> None:
    later = replace(EXPORT, id="exp_2", created_at=NOON + timedelta(minutes=1))
    foreign = replace(EXPORT, id="exp_3", owner="staff_mai", expires_at=NOON)
    async with transactions.write() as transaction:
        for one in (EXPORT, later, foreign):
            await EXPORTS.add(transaction, one)
        assert await EXPORTS.list_open(transaction, "staff_linh", NOON) == [later, EXPORT]
        await EXPORTS.save_withdrawn(transaction, "exp_2", NOON)
        assert await EXPORTS.list_open(transaction, "staff_linh", NOON) == [EXPORT]
        assert await EXPORTS.find(transaction, "exp_2") == replace(later, withdrawn_at=NOON)
        await EXPORTS.purge(transaction, NOON)
        assert await EXPORTS.find(transaction, "exp_3") is None
        assert await EXPORTS.find(transaction, "exp_1") == EXPORT
        assert await EXPORTS.list_open(transaction, "staff_linh", EXPORT.expires_at) == []


async def test_applications_are_chosen_and_read_by_id(office: Office) -> None:
    await office.apply("app_1")
    await office.applicant_of("app_2", "Lê Văn An", "Báo Sông Hồng")
    await office.apply("app_3", state=State.REFUSED, category="pool", photo_id="photo_app_3")
    await office.apply("app_4", submitted_at=None, state=State.DRAFT)
    async with office.transactions.read() as transaction:

        async def ids(after: str = "", limit: int = 9, **chosen: str) -> list[str]:
            wanted = ExportFilter(**chosen)
            return await LISTS.list_application_ids(transaction, wanted, after=after, limit=limit)

        assert await ids() == ["app_1", "app_2", "app_3"]
        assert await ids(after="app_1", limit=1) == ["app_2"]
        assert await ids(state="refused") == await ids(category="pool") == ["app_3"]
        assert await ids(outlet="outlet_app_2") == ["app_2"]
        refused = ExportFilter(state="refused")
        assert await LISTS.count_applications(transaction, refused, with_photo=False) == 1
        assert [one for one, _ in await LISTS.list_photos(transaction, refused, after="", limit=9)] == ["app_3"]
        assert await LISTS.count_applications(transaction, refused, with_photo=True) == 1
        assert await LISTS.name_outlets(transaction, ["outlet_app_2", "x"]) == {"outlet_app_2": "Báo Sông Hồng"}
