"""Ports of room systems: protocols of the adapters and of the store."""

from collections.abc import Mapping
from typing import Protocol

from msgspec import Struct

from broadcast.room_systems.domain.microphones import Report
from conference.transactions import Transaction


class RoomSystemProtocol(Protocol):
    """One connection to a room system, without I/O: bytes in, reports out."""

    request: bytes
    """What is sent to have everything reported: after the connection is made, and from time to time."""

    def feed(self, data: bytes) -> list[Report]:
        """Return what the next bytes report. Bytes without a meaning are skipped."""
        ...


class RoomSettings(Struct, frozen=True, kw_only=True):
    """What operators have set for a room: whether its microphones give the floor, and names of seats by number."""

    gives_floor: bool = False
    labels: Mapping[int, str] = {}


class RoomSystemStore(Protocol):
    """Store of what operators have set. Stateless."""

    async def get_settings(self, transaction: Transaction, room: str) -> RoomSettings:
        """Return the settings of a room; the default ones if none were saved."""
        ...

    async def save_switch(self, transaction: Transaction, room: str, *, gives_floor: bool) -> None:
        """Save whether the microphones of a room give the floor."""
        ...

    async def save_labels(self, transaction: Transaction, room: str, labels: Mapping[int, str]) -> None:
        """Replace the names of a room's seats."""
        ...
