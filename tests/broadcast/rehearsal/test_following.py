"""The store of a rehearsal on a node tells what was read of the rehearsal with each read of the board."""

from datetime import date

from broadcast.board.storage import SqlBoardStore
from broadcast.rehearsal.actions import control
from broadcast.rehearsal.domain.rehearsals import Rehearsal
from broadcast.rehearsal.following import FollowedBoardStore
from broadcast.rehearsal.ports import RehearsalServices
from tests.support.board_samples import MORNING, OPERATOR


async def test_each_read_of_the_board_tells_the_running_rehearsal(services: RehearsalServices) -> None:
    told: list[Rehearsal | None] = []
    store = FollowedBoardStore(services.store, told.append)
    started = await control.start_rehearsal(services, date(2025, 10, 25), MORNING, rate=60, operator=OPERATOR)
    async with services.transactions.read() as transaction:
        assert await store.list_entries(transaction) == await services.board_store.list_entries(transaction)
        live = await SqlBoardStore().get_head(transaction)
        assert await store.get_head(transaction) != live
    await control.end_rehearsal(services, operator=OPERATOR)
    async with services.transactions.read() as transaction:
        await store.list_entries(transaction)
    assert told == [started, None]
