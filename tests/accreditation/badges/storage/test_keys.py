"""Public halves of signing keys, on SQLite and PostgreSQL."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from accreditation.badges.domain.tokens import PublishedKey
from accreditation.badges.storage.keys import SqlKeys
from conference.storage.transactions import Transactions

DAY = datetime(2025, 10, 1, tzinfo=UTC)
KEY = PublishedKey("0123456789abcdef", 7, b"\x04" + bytes(range(64)), DAY)


async def test_key_is_read_as_it_was_stored(transactions: Transactions) -> None:
    async with transactions.write() as transaction:
        await SqlKeys().add(transaction, "here", KEY)
    async with transactions.read() as transaction:
        assert await SqlKeys().list_published(transaction, "here") == [KEY]


async def test_keys_are_listed_oldest_first_by_audience(transactions: Transactions) -> None:
    newer, same = replace(KEY, id="a" * 16, created_at=DAY + timedelta(days=1)), replace(KEY, id="f" * 16)
    other = replace(KEY, id="b" * 16)
    async with transactions.write() as transaction:
        for key in (newer, same, KEY):
            await SqlKeys().add(transaction, "here", key)
        await SqlKeys().add(transaction, "there", other)
        assert await SqlKeys().list_published(transaction, "here") == [KEY, same, newer]
        assert await SqlKeys().list_published(transaction, "there") == [other]
        assert await SqlKeys().list_published(transaction, "") == []


async def test_end_of_a_key_is_saved(transactions: Transactions) -> None:
    ended = replace(KEY, retired_at=DAY + timedelta(days=1), withdrawn_at=DAY + timedelta(days=2))
    async with transactions.write() as transaction:
        await SqlKeys().add(transaction, "here", KEY)
        assert await SqlKeys().save_end(transaction, ended)
        assert not await SqlKeys().save_end(transaction, replace(ended, id="f" * 16))
        assert await SqlKeys().list_published(transaction, "here") == [ended]


async def test_second_key_of_one_id_is_refused(transactions: Transactions) -> None:
    with pytest.raises(IntegrityError):
        async with transactions.write() as transaction:
            await SqlKeys().add(transaction, "here", KEY)
            await SqlKeys().add(transaction, "there", KEY)
