"""Screens of each node in the database, on SQLite and PostgreSQL."""

from dataclasses import replace
from datetime import timedelta

from broadcast.board.domain.board import Revision
from broadcast.feed.node_storage import FORGOTTEN_AFTER, SqlNodeStore
from broadcast.feed.screens import Screen
from conference.storage.transactions import Transactions
from tests.support.board_samples import MORNING
from tests.support.each_database import database

__all__ = ["database"]

STORE = SqlNodeStore()
LOBBY = Screen(name="lobby-1", connected=True, connected_at=MORNING, language="ar")
PAINTED = replace(LOBBY, name="hall-ễ", shown=Revision("ep_1", 7), shown_at=MORNING + timedelta(seconds=3))


async def list_screens(transactions: Transactions, node: str, since_s: float = 0) -> list[Screen]:
    async with transactions.read() as transaction:
        return await STORE.list_of_others(transaction, node, since=MORNING + timedelta(seconds=since_s))


async def save(transactions: Transactions, node: str, *screens: Screen, after_s: float = 0) -> None:
    async with transactions.write() as transaction:
        await STORE.save(transaction, node, screens, at=MORNING + timedelta(seconds=after_s))


async def test_screens_are_read_as_they_were_saved(transactions: Transactions) -> None:
    await save(transactions, "one", LOBBY, PAINTED)
    assert await list_screens(transactions, "two") == [LOBBY, PAINTED]
    assert await list_screens(transactions, "one") == []


async def test_later_save_replaces_the_screens_of_its_node(transactions: Transactions) -> None:
    await save(transactions, "one", LOBBY)
    await save(transactions, "two", PAINTED)
    await save(transactions, "one", after_s=1)
    assert await list_screens(transactions, "three") == [PAINTED]


async def test_latest_seen_node_is_last(transactions: Transactions) -> None:
    moved = replace(LOBBY, language="fr")
    await save(transactions, "one", moved, after_s=5)
    await save(transactions, "two", LOBBY)
    assert await list_screens(transactions, "three") == [LOBBY, moved]


async def test_node_seen_too_long_ago_is_left_out(transactions: Transactions) -> None:
    await save(transactions, "one", LOBBY)
    assert await list_screens(transactions, "two", since_s=0) == [LOBBY]
    assert await list_screens(transactions, "two", since_s=0.001) == []


async def test_rows_of_stopped_nodes_are_deleted(transactions: Transactions) -> None:
    await save(transactions, "one", LOBBY)
    await save(transactions, "two", PAINTED, after_s=FORGOTTEN_AFTER.total_seconds())
    assert await list_screens(transactions, "three") == [LOBBY, PAINTED]
    await save(transactions, "two", PAINTED, after_s=FORGOTTEN_AFTER.total_seconds() + 1)
    assert await list_screens(transactions, "three") == [PAINTED]
