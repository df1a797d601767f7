"""What operators have set for room systems, on SQLite and PostgreSQL."""

from collections.abc import Mapping

from sqlalchemy import Boolean, Column, Integer, String, Table, delete, insert, select, update

from broadcast.room_systems.ports import RoomSettings
from conference.storage.engine import METADATA
from conference.transactions import Transaction

room_systems = Table(
    "room_systems",
    METADATA,
    Column("room", String(48), primary_key=True),
    Column("gives_floor", Boolean, nullable=False),
)

room_seats = Table(
    "room_seats",
    METADATA,
    Column("room", String(48), primary_key=True),
    Column("seat", Integer, primary_key=True, autoincrement=False),
    Column("label", String(120), nullable=False),
)


class SqlRoomSystemStore:
    """`broadcast.room_systems.ports.RoomSystemStore` on SQLite and PostgreSQL."""

    async def get_settings(self, transaction: Transaction, room: str) -> RoomSettings:
        """Return the settings of a room; the default ones if none were saved."""
        switch = select(room_systems.c.gives_floor).where(room_systems.c.room == room)
        gives_floor = (await transaction.connection.execute(switch)).scalar_one_or_none()
        labels = select(room_seats.c.seat, room_seats.c.label).where(room_seats.c.room == room)
        rows = (await transaction.connection.execute(labels.order_by(room_seats.c.seat))).all()
        return RoomSettings(gives_floor=bool(gives_floor), labels={row.seat: row.label for row in rows})

    async def save_switch(self, transaction: Transaction, room: str, *, gives_floor: bool) -> None:
        """Save whether the microphones of a room give the floor."""
        statement = update(room_systems).where(room_systems.c.room == room).values(gives_floor=gives_floor)
        if (await transaction.connection.execute(statement)).rowcount == 0:
            await transaction.connection.execute(insert(room_systems).values(room=room, gives_floor=gives_floor))

    async def save_labels(self, transaction: Transaction, room: str, labels: Mapping[int, str]) -> None:
        """Replace the names of a room's seats."""
        await transaction.connection.execute(delete(room_seats).where(room_seats.c.room == room))
        if labels:
            rows = [{"room": room, "seat": seat, "label": label} for seat, label in labels.items()]
            await transaction.connection.execute(insert(room_seats), rows)
