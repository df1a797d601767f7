"""Store of open files on SQLite and PostgreSQL."""

from dataclasses import replace
from datetime import timedelta

import pytest

from accreditation.applications.domain.applications import Agency
from accreditation.vetting.ports import OpenFile
from accreditation.vetting.storage import SqlOpenFiles
from conference.storage.transactions import Transactions
from rostrum.parts.stores import application_store
from tests.support.application_samples import NOON, application
from tests.support.each_database import database

__all__ = ["database"]

STORE = SqlOpenFiles()
LINH = OpenFile("app_1", "staff_linh", Agency.ACCREDITATION, "Linh", NOON, NOON)
SON = OpenFile("app_1", "staff_son", Agency.SECURITY, "Sơn", NOON + timedelta(minutes=1), NOON + timedelta(minutes=1))
LONG_AGO = NOON - timedelta(minutes=5)


@pytest.fixture(autouse=True)
async def two_applications(transactions: Transactions) -> None:
    async with transactions.write() as transaction:
        for number in (1, 2):
            one = replace(application(f"app_{number}"), secret_hash=str(number) * 64)
            await application_store().add(transaction, one)


async def save(transactions: Transactions, *files: OpenFile) -> None:
    async with transactions.write() as transaction:
        for one in files:
            await STORE.save(transaction, one, since=one.seen_at - timedelta(minutes=5))


async def shown(transactions: Transactions, *ids: str, officer: str = "staff_x", minutes: int = 0) -> list[OpenFile]:
    async with transactions.read() as transaction:
        since = LONG_AGO + timedelta(minutes=minutes)
        return await STORE.list_shown(transaction, ids, officer=officer, since=since)


async def test_open_files_of_applications_and_officer_are_listed(transactions: Transactions) -> None:
    second = replace(LINH, application_id="app_2")
    await save(transactions, SON, LINH, second)
    assert await shown(transactions, "app_1") == [LINH, SON]
    assert await shown(transactions, "app_1", officer=LINH.officer) == [LINH, second, SON]
    assert await shown(transactions, officer=SON.officer) == [SON]


async def test_file_is_open_since_its_first_sign_until_a_gap(transactions: Transactions) -> None:
    at = [NOON + timedelta(minutes=minutes) for minutes in (4, 9)]
    later = [replace(LINH, opened_at=moment, seen_at=moment) for moment in at]
    await save(transactions, LINH, later[0])
    assert await shown(transactions, "app_1") == [replace(later[0], opened_at=NOON)]
    assert await shown(transactions, "app_1", minutes=9) == []
    await save(transactions, later[1])
    assert await shown(transactions, "app_1") == [later[1]]


async def test_files_end_by_application_by_officer_and_by_age(transactions: Transactions) -> None:
    second = replace(LINH, application_id="app_2")
    await save(transactions, LINH, second, SON)
    async with transactions.write() as transaction:
        await STORE.end_others(transaction, LINH.officer, kept="app_1")
        await STORE.end(transaction, SON.officer, "app_2")
    assert await shown(transactions, "app_1", "app_2") == [LINH, SON]
    async with transactions.write() as transaction:
        await STORE.end(transaction, LINH.officer, "app_1")
    assert await shown(transactions, "app_1") == [SON]
    async with transactions.write() as transaction:
        assert await STORE.purge(transaction, before=SON.seen_at) == 0
        assert await STORE.purge(transaction, before=SON.seen_at + timedelta(seconds=1)) == 1
