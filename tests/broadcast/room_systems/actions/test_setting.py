"""Settings of operators for a room."""

import pytest

from broadcast.board.ports import Board
from broadcast.room_systems.actions.setting import (
    MOST_SEATS,
    NAMED,
    SWITCHED_OFF,
    SWITCHED_ON,
    name_seats,
    switch_floor,
)
from broadcast.room_systems.ports import RoomSettings
from broadcast.room_systems.storage import SqlRoomSystemStore
from conference.errors import ForbiddenError, InvalidError
from conference.storage.transactions import Transactions
from tests.broadcast.board.actions.conftest import audit_rows
from tests.support.board_samples import DOOR_STAFF, OPERATOR

STORE = SqlRoomSystemStore()


async def test_settings_are_saved_once_with_an_audit_entry(board: Board, transactions: Transactions) -> None:
    for gives_floor in (False, True, True, False):
        await switch_floor(board, STORE, "hall", operator=OPERATOR, gives_floor=gives_floor)
    for labels in ({}, {12: "France"}, {12: "France"}):
        await name_seats(board, STORE, "hall", labels, operator=OPERATOR)
    async with transactions.read() as transaction:
        assert await STORE.get_settings(transaction, "hall") == RoomSettings(labels={12: "France"})
    acts = [SWITCHED_ON, SWITCHED_OFF, NAMED]
    assert await audit_rows(transactions) == [(act, OPERATOR.id, "hall") for act in acts]


async def test_settings_are_the_operators(board: Board) -> None:
    with pytest.raises(ForbiddenError):
        await switch_floor(board, STORE, "hall", operator=DOOR_STAFF, gives_floor=True)
    with pytest.raises(ForbiddenError):
        await name_seats(board, STORE, "hall", {}, operator=DOOR_STAFF)


@pytest.mark.parametrize(
    ("labels", "code"),
    [
        ({0: "France"}, "room_system.seat_wrong"),
        ({65_536: "France"}, "room_system.seat_wrong"),
        ({1: ""}, "room_system.seat_wrong"),
        ({1: "x" * 121}, "room_system.seat_wrong"),
        (dict.fromkeys(range(1, MOST_SEATS + 2), "x"), "room_system.too_many_seats"),
    ],
)
async def test_wrong_seats_are_refused(board: Board, labels: dict[int, str], code: str) -> None:
    with pytest.raises(InvalidError) as refused:
        await name_seats(board, STORE, "hall", labels, operator=OPERATOR)
    assert refused.value.code == code
