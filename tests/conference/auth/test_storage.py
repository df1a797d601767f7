"""Rows of staff, logins and the throttle on both databases."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from conference.auth import storage
from conference.auth.roles import Staff
from conference.clock import ManualClock
from conference.storage.transactions import Transactions
from tests.conference.roles import CLERK, INSPECTOR, ROLE_TABLE
from tests.support.each_database import database

__all__ = ["database"]

LAN = Staff("stf_lan", "lan", "Nguyễn Thị Lan", frozenset({CLERK}), "vi")
HANH = Staff("stf_hanh", "hanh", "Trần Thị Hạnh", frozenset({CLERK, INSPECTOR}), "vi")


async def add_people(transactions: Transactions, at: datetime, *people: Staff) -> None:
    async with transactions.write() as transaction:
        for person in people:
            assert await storage.add_staff(transaction.connection, person, password_hash="hash", at=at)


async def test_account_is_found_by_user_name_and_by_id(transactions: Transactions, clock: ManualClock) -> None:
    await add_people(transactions, clock.now(), HANH, LAN)
    async with transactions.read() as transaction:
        connection = transaction.connection
        found = await storage.find_account_by_username(connection, "lan", ROLE_TABLE)
        assert (
            found
            == storage.Account(LAN, "hash", None)
            == await storage.find_account_by_id(connection, "stf_lan", ROLE_TABLE)
        )
        assert [account.staff for account in await storage.list_accounts(connection, ROLE_TABLE)] == [HANH, LAN]
        assert await storage.find_account_by_username(connection, "LAN", ROLE_TABLE) is None
        assert await storage.find_account_by_id(connection, "lan", ROLE_TABLE) is None


async def test_taken_user_name_leaves_the_transaction_usable(transactions: Transactions, clock: ManualClock) -> None:
    await add_people(transactions, clock.now(), LAN)
    async with transactions.write() as transaction:
        twin = replace(HANH, username="lan")
        assert not await storage.add_staff(transaction.connection, twin, password_hash="hash", at=clock.now())
        assert await storage.add_staff(transaction.connection, HANH, password_hash="hash", at=clock.now())
    async with transactions.read() as transaction:
        accounts = await storage.list_accounts(transaction.connection, ROLE_TABLE)
    assert [account.staff.id for account in accounts] == ["stf_hanh", "stf_lan"]


async def test_update_changes_one_person_and_reports_an_unknown_one(
    transactions: Transactions, clock: ManualClock
) -> None:
    await add_people(transactions, clock.now(), HANH, LAN)
    async with transactions.write() as transaction:
        assert await storage.update_staff(transaction.connection, "stf_lan", name="Lan", roles=["inspector", "gone"])
        assert not await storage.update_staff(transaction.connection, "stf_none", name="x")
    async with transactions.read() as transaction:
        hanh, lan = await storage.list_accounts(transaction.connection, ROLE_TABLE)
    assert hanh.staff == HANH
    assert lan.staff == replace(LAN, name="Lan", roles=frozenset({INSPECTOR}))


async def test_login_is_found_until_the_person_is_disabled(transactions: Transactions, clock: ManualClock) -> None:
    now, end = clock.now(), clock.now() + timedelta(hours=1)
    await add_people(transactions, now, LAN)
    async with transactions.write() as transaction:
        connection = transaction.connection
        await storage.add_login(connection, "secret", "stf_lan", at=now, expires_at=end)
    database = transactions.database
    assert await storage.find_login(database, "secret", ROLE_TABLE) == storage.LoginRow(LAN, now, now, end)
    assert await storage.find_login(database, storage.secret_hash("secret"), ROLE_TABLE) is None
    async with transactions.write() as transaction:
        await storage.update_staff(transaction.connection, "stf_lan", disabled_at=now)
    assert await storage.find_login(database, "secret", ROLE_TABLE) is None


async def test_earlier_use_does_not_replace_a_later_one(transactions: Transactions, clock: ManualClock) -> None:
    now = clock.now()
    await add_people(transactions, now, LAN)
    async with transactions.write() as transaction:
        await storage.add_login(transaction.connection, "secret", "stf_lan", at=now, expires_at=now + timedelta(days=1))
        for minutes in (10, 5):
            await storage.touch_login(transaction.connection, "secret", now + timedelta(minutes=minutes))
    login = await storage.find_login(transactions.database, "secret", ROLE_TABLE)
    assert login is not None
    assert (login.created_at, login.seen_at) == (now, now + timedelta(minutes=10))


async def test_deleted_login_names_its_person_once(transactions: Transactions, clock: ManualClock) -> None:
    now = clock.now()
    await add_people(transactions, now, LAN, HANH)
    async with transactions.write() as transaction:
        connection = transaction.connection
        for secret, person in (("a", "stf_lan"), ("b", "stf_lan"), ("c", "stf_lan"), ("d", "stf_hanh")):
            await storage.add_login(connection, secret, person, at=now, expires_at=now + timedelta(days=1))
        assert await storage.delete_login(connection, "a") == "stf_lan"
        assert await storage.delete_login(connection, "a") is None
        await storage.delete_logins_of(connection, "stf_lan", keep="c")
    left = [secret for secret in "abcd" if await storage.find_login(transactions.database, secret, ROLE_TABLE)]
    assert left == ["c", "d"]


async def test_expired_logins_and_empty_buckets_are_deleted(transactions: Transactions, clock: ManualClock) -> None:
    now = clock.now()
    await add_people(transactions, now, LAN)
    async with transactions.write() as transaction:
        connection = transaction.connection
        for secret, minutes in (("old", -1), ("due", 0), ("new", 1)):
            at = now + timedelta(minutes=minutes)
            await storage.add_login(connection, secret, "stf_lan", at=now, expires_at=at)
            await storage.save_bucket(connection, secret, at)
        await storage.delete_expired(connection, now)
        buckets = [await storage.find_bucket(connection, secret) for secret in ("old", "due", "new")]
    assert await storage.find_login(transactions.database, "old", ROLE_TABLE) is None
    assert await storage.find_login(transactions.database, "due", ROLE_TABLE) is not None
    assert buckets == [None, now, now + timedelta(minutes=1)]


async def test_bucket_is_replaced_and_deleted(transactions: Transactions, clock: ManualClock) -> None:
    later = clock.now() + timedelta(seconds=30)
    async with transactions.write() as transaction:
        connection = transaction.connection
        for at in (clock.now(), later):
            await storage.save_bucket(connection, "key", at)
        assert await storage.find_bucket(connection, "key") == later
        await storage.delete_bucket(connection, "key")
        assert await storage.find_bucket(connection, "key") is None


async def test_login_of_an_unknown_person_is_refused(transactions: Transactions, clock: ManualClock) -> None:
    with pytest.raises(IntegrityError):
        async with transactions.write() as transaction:
            await storage.add_login(transaction.connection, "a", "stf_none", at=clock.now(), expires_at=clock.now())


def test_roles_are_stored_in_alphabetical_order() -> None:
    assert storage.role_names({INSPECTOR, CLERK}) == ["clerk", "inspector"]
    assert storage.role_names(()) == []
