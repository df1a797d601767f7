"""Screens and requests in both databases."""

from dataclasses import replace
from datetime import timedelta

from broadcast.feed.screens import AttemptChange
from broadcast.screens.domain.pairing import Attempts, PairedScreen, PairingRequest, PairingState
from broadcast.screens.storage import SqlScreenStore
from conference.storage.transactions import Transactions
from tests.support.board_samples import MORNING, NOON
from tests.support.each_database import database

__all__ = ["database"]

FIRST = PairingRequest(code="AAAA-BBBB", public_key="k1", asked_at=MORNING, network="10.0.0.1", user_agent="X11")
SECOND = replace(FIRST, code="CCCC-DDDD", asked_at=NOON)
LOBBY = PairedScreen(
    name="lobby-1", public_key="k1", address="/ar/screens/lobby", paired_at=NOON, paired_by="Lan", place="Entrance"
)


async def test_attempts_are_added_and_deleted(transactions: Transactions) -> None:
    store = SqlScreenStore()
    changes = [("lobby-1", 2, NOON), ("lobby-1", 1, MORNING), ("door", 1, NOON), ("door", -1, MORNING), ("x", -1, NOON)]
    async with transactions.write() as transaction:
        for name, number, at in changes:
            await store.add_attempts(transaction, AttemptChange(name=name, number=number, at=at))
        assert await store.list_attempts(transaction) == {"lobby-1": Attempts(number=3, last_at=NOON)}
        await store.delete_attempts(transaction, "lobby-1")
        assert await store.list_attempts(transaction) == {}


async def test_requests_and_screens_are_kept_found_and_deleted(transactions: Transactions) -> None:
    store = SqlScreenStore()
    async with transactions.write() as transaction:
        await store.lock(transaction)
        for request in (SECOND, FIRST):
            await store.add_request(transaction, request)
        assert await store.list_requests(transaction, since=MORNING) == [FIRST, SECOND]
        assert await store.find_request(transaction, "k1", since=MORNING) == SECOND
        assert await store.find_request(transaction, "k2", since=MORNING) is None
        decided = replace(SECOND, state=PairingState.APPROVED, screen="lobby-1")
        await store.save_request(transaction, decided)
        await store.delete_requests(transaction, before=MORNING + timedelta(seconds=1))
        assert await store.list_requests(transaction, since=MORNING) == [decided]
        await store.add_screen(transaction, LOBBY)
        assert await store.find_by_key(transaction, "k1") == LOBBY
        moved = replace(LOBBY, public_key="", room="plenary", version=2)
        await store.save_screen(transaction, moved)
        assert await store.find_screen(transaction, "lobby-1") == moved
        assert await store.list_screens(transaction) == [moved]
        await store.delete_screen(transaction, "lobby-1")
        assert await store.find_screen(transaction, "lobby-1") is None
