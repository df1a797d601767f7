"""States of streams in both databases, and the node that checks them."""

from datetime import timedelta

from msgspec import structs

from broadcast.media.changes import StreamChange
from broadcast.media.domain.states import StreamRecord, TrackState
from broadcast.media.ports import WatchHold
from broadcast.media.storage import SqlStreamStates
from conference.storage.transactions import Transactions
from tests.support.board_samples import MORNING
from tests.support.each_database import database
from tests.support.streams import CAPTIONS

__all__ = ["database"]

FRENCH = StreamRecord(stream="fr", state=TrackState.PLAYING, since=MORNING)


async def test_records_are_added_and_replaced(transactions: Transactions) -> None:
    store, other = SqlStreamStates(), structs.replace(FRENCH, stream="ar")
    changed = structs.replace(FRENCH, state=TrackState.REFUSED, session="debate", is_ours=True)
    async with transactions.write() as transaction:
        await store.save_records(transaction, [FRENCH, other])
        await store.save_records(transaction, [changed])
        assert await store.list_records(transaction) == [other, changed]


async def test_changes_are_replaced_and_deleted(transactions: Transactions) -> None:
    store, change = SqlStreamStates(), StreamChange(stream=CAPTIONS, declared="")
    removed = structs.replace(change, is_removed=True)
    async with transactions.write() as transaction:
        await store.save_change(transaction, change)
        await store.save_change(transaction, removed)
        assert await store.list_changes(transaction) == [removed]
        await store.delete_change(transaction, CAPTIONS.id)
        assert await store.list_changes(transaction) == []


async def test_one_node_holds_the_watch_until_its_end(transactions: Transactions) -> None:
    store, until = SqlStreamStates(), MORNING + timedelta(seconds=12)
    async with transactions.write() as transaction:
        assert await store.find_hold(transaction) is None
        assert await store.hold(transaction, "a", now=MORNING, until=until)
        assert not await store.hold(transaction, "b", now=MORNING, until=until)
        assert await store.find_hold(transaction) == WatchHold("a", until)
        assert await store.hold(transaction, "a", now=MORNING, until=until)
        assert await store.hold(transaction, "b", now=until, until=2 * (until - MORNING) + MORNING)
