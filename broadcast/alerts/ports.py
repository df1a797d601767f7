"""Ports of alerts: the store, and the dependencies of the actions. Stores are stateless."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from broadcast.alerts.domain.cap import Status
from broadcast.alerts.domain.composing import Prepared, Site
from broadcast.alerts.domain.register import RegisteredAlert
from broadcast.board.ports import Board
from conference.transactions import Transaction


class ReceiverKind(StrEnum):
    """Who has shown an alert: a screen, a device at a door, or the viewers of a node, who are counted."""

    SCREEN = "screen"
    DOOR = "door"
    VIEWERS = "viewers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """That a receiver has shown an alert, first at `at`. `count` is the number of viewers, else 1."""

    alert_id: str
    kind: ReceiverKind
    name: str
    at: datetime
    count: int = 1


class AlertStore(Protocol):
    """Store of the register of alerts and of the record of who has shown them."""

    async def add(self, transaction: Transaction, registered: RegisteredAlert) -> bool:
        """Add an alert; return False if one with its sender and identifier is there."""
        ...

    async def find(self, transaction: Transaction, alert_id: str) -> RegisteredAlert | None:
        """Return an alert, locked until a writing transaction ends; None for an unknown id."""
        ...

    async def save(self, transaction: Transaction, registered: RegisteredAlert) -> None:
        """Replace an alert."""
        ...

    async def list_all(self, transaction: Transaction, *, limit: int) -> list[RegisteredAlert]:
        """Return the alerts that were changed last, the latest first."""
        ...

    async def list_open(self, transaction: Transaction) -> list[RegisteredAlert]:
        """Return the drafts and the messages in force, the oldest first; published ones also when they have expired."""
        ...

    async def add_receipts(self, transaction: Transaction, receipts: Sequence[Receipt]) -> None:
        """Add receipts; the first one of each receiver stays."""
        ...

    async def list_receipts(self, transaction: Transaction, alert_id: str) -> list[Receipt]:
        """Return the receipts of an alert by their time."""
        ...


def _tell_nothing() -> None:
    return


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertServices:
    """Dependencies: the board, the store, the site, and the event's prepared alerts by id.

    `only_status` is the status of all alerts of a rehearsal. `note_change` is called after each act of this process.
    """

    board: Board
    store: AlertStore
    site: Site
    prepared: Sequence[Prepared] = ()
    only_status: Status | None = None
    note_change: Callable[[], None] = _tell_nothing


MOST_OPEN = 500
"""Largest number of drafts and messages in force: a mistake of a program must not fill the page."""
