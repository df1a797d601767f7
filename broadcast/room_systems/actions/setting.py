"""Settings of operators for the room system of a room."""

from collections.abc import Mapping

from broadcast.board.actions.commit import must_operate
from broadcast.board.ports import Board
from broadcast.room_systems.domain.microphones import LONGEST_LABEL, MAX_SEAT
from broadcast.room_systems.ports import RoomSystemStore
from conference.audit import AuditEntry
from conference.auth.roles import Staff
from conference.errors import InvalidError

SWITCHED_ON = "broadcast:room_system:switched_on"
SWITCHED_OFF = "broadcast:room_system:switched_off"
NAMED = "broadcast:room_system:seats_named"

MOST_SEATS = 500
"""Seats of a room that may have names."""


async def switch_floor(board: Board, store: RoomSystemStore, room: str, *, operator: Staff, gives_floor: bool) -> None:
    """Let the microphones of a room give the floor, or no longer. Raises ForbiddenError."""
    must_operate(operator)
    async with board.transactions.write() as transaction:
        current = await store.get_settings(transaction, room)
        if current.gives_floor == gives_floor:
            return
        await store.save_switch(transaction, room, gives_floor=gives_floor)
        action = SWITCHED_ON if gives_floor else SWITCHED_OFF
        await transaction.record(AuditEntry(action, operator.id, room, board.clock.now()))


async def name_seats(
    board: Board, store: RoomSystemStore, room: str, labels: Mapping[int, str], *, operator: Staff
) -> None:
    """Replace the names that seats of a room have in place of those of the room system.

    Raises: ForbiddenError, InvalidError `room_system.seat_wrong` and `room_system.too_many_seats`.
    """
    must_operate(operator)
    if len(labels) > MOST_SEATS:
        raise InvalidError("room_system.too_many_seats", {"seats": "room_system.too_many_seats"}, most=MOST_SEATS)
    if any(not 1 <= seat <= MAX_SEAT or not label or len(label) > LONGEST_LABEL for seat, label in labels.items()):
        raise InvalidError("room_system.seat_wrong", {"seats": "room_system.seat_wrong"})
    async with board.transactions.write() as transaction:
        current = await store.get_settings(transaction, room)
        if dict(current.labels) == dict(labels):
            return
        await store.save_labels(transaction, room, labels)
        entry = AuditEntry(NAMED, operator.id, room, board.clock.now(), {"seats": len(labels)})
        await transaction.record(entry)
