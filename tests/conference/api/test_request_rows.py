"""The rows of requests with a key."""

import pytest

from conference.api.request_rows import begin_request, delete_before, find_request
from conference.clock import ManualClock
from conference.storage.transactions import Transactions


@pytest.mark.usefixtures("each_database")
async def test_key_begins_once_until_its_row_is_deleted(transactions: Transactions, clock: ManualClock) -> None:
    begun = []
    async with transactions.write() as transaction:
        for _ in range(2):
            begun.append(await begin_request(transaction.connection, "tok_1", "k", digest="d", at=clock.now()))
        await delete_before(transaction.connection, clock.now())
        assert await find_request(transaction.connection, "tok_1", "k") is not None
        clock.advance(1)
        await delete_before(transaction.connection, clock.now())
        assert await find_request(transaction.connection, "tok_1", "k") is None
    assert begun == [True, False]
