"""Ports of planned announcements: the store, and the dependencies of the actions. Stores are stateless."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from broadcast.announcements.domain.planned import Planned
from broadcast.announcements.domain.terms import Term
from broadcast.board.ports import Board
from conference.transactions import Transaction


class PlannedStore(Protocol):
    """Store of planned announcements."""

    async def add(self, transaction: Transaction, planned: Planned) -> None:
        """Add one."""
        ...

    async def find(self, transaction: Transaction, planned_id: str) -> Planned | None:
        """Return one, locked until a writing transaction ends; None for an unknown id."""
        ...

    async def save(self, transaction: Transaction, planned: Planned) -> None:
        """Replace one."""
        ...

    async def list_waiting(self, transaction: Transaction) -> list[Planned]:
        """Return those that wait: scheduled ones by their time, then drafts by their change."""
        ...

    async def list_due(self, transaction: Transaction, now: datetime) -> list[Planned]:
        """Return those whose time has come, by their time."""
        ...

    async def list_decided(self, transaction: Transaction, *, limit: int) -> list[Planned]:
        """Return those that wait no more, the latest first."""
        ...


def _tell_nothing() -> None:
    return


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncementServices:
    """Dependencies: the board, the store, the agreed terms, whether urgent announcements need a second reader.

    `note_change` is called after each act of this process, so that lists in memory are read again.
    """

    board: Board
    store: PlannedStore
    needs_reader: bool = False
    terms: Sequence[Term] = ()
    note_change: Callable[[], None] = _tell_nothing


MOST_WAITING = 200
"""Largest number of announcements that wait at once: a mistake of a program must not fill the page."""
