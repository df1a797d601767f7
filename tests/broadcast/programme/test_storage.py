"""Private sessions in both databases."""

import pytest

from broadcast.programme.ports import PrivateRow
from broadcast.programme.storage import SqlPrivateSessions
from conference.storage.transactions import Transactions
from tests.broadcast.programme.domain.test_private import TALK
from tests.support.board_samples import MORNING


@pytest.mark.usefixtures("each_database")
async def test_private_session_is_saved_replaced_and_deleted(transactions: Transactions) -> None:
    store = SqlPrivateSessions()
    first = PrivateRow(session=TALK, version=1, changed_at=MORNING, changed_by="")
    second = PrivateRow(session=TALK, version=2, changed_at=MORNING, changed_by="Hoa", previous=TALK)
    async with transactions.write() as transaction:
        await store.save_row(transaction, first)
        assert await store.find_row(transaction, "talk") == first
        await store.save_row(transaction, second)
        assert await store.list_rows(transaction) == [second]
        await store.delete_rows(transaction, [])
        await store.delete_rows(transaction, ["talk"])
        assert await store.find_row(transaction, "talk") is None
