"""Settings of rooms in the database."""

from broadcast.room_systems.ports import RoomSettings
from broadcast.room_systems.storage import SqlRoomSystemStore
from conference.storage.transactions import Transactions
from tests.support.each_database import database

__all__ = ["database"]


async def test_settings_of_rooms_are_kept_apart(transactions: Transactions) -> None:
    store = SqlRoomSystemStore()
    async with transactions.write() as transaction:
        assert await store.get_settings(transaction, "hall") == RoomSettings()
        await store.save_switch(transaction, "hall", gives_floor=True)
        await store.save_labels(transaction, "hall", {2: "Egypt", 1: "France"})
        await store.save_labels(transaction, "other", {1: "Chair"})
    async with transactions.write() as transaction:
        await store.save_switch(transaction, "hall", gives_floor=False)
        await store.save_labels(transaction, "hall", {3: "Mexico"})
    async with transactions.read() as transaction:
        assert await store.get_settings(transaction, "hall") == RoomSettings(labels={3: "Mexico"})
        assert await store.get_settings(transaction, "other") == RoomSettings(labels={1: "Chair"})
