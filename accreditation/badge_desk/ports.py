"""Ports of the badge desk: the list of people with their badges."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from msgspec import Struct

from accreditation.badges.domain.badges import Badge
from accreditation.badges.domain.print_runs import PrintOrder, RunIssue
from accreditation.badges.ports import Holder
from conference.transactions import Transaction


class Shelf(StrEnum):
    """Step of a person's badge between the approval and the collection."""

    READY = "ready"
    TO_PRINT = "to_print"
    TO_HAND_OVER = "to_hand_over"
    COLLECTED = "collected"
    STOPPED = "stopped"


class DeskSearch(Struct, frozen=True, kw_only=True):
    """Search of the badge desk's list: one shelf or all, with words of a name, an outlet or a number.

    `category` is the code of a category that people have, "" for any.
    """

    shelf: Shelf | None = None
    category: str = ""
    words: str = ""
    offset: int = 0
    limit: int = 50


class DeskRow(Struct, frozen=True):
    """One person of the list, with the newest issue of their badge, if any (without its QR)."""

    holder: Holder
    badge: Badge | None


class DeskPage(Struct, frozen=True):
    """A page of the list, and the number of people in the whole list."""

    lines: tuple[DeskRow, ...]
    total: int


class PrintSelection(Struct, frozen=True, kw_only=True):
    """Badges to print: those of the `chosen` applications, or with none chosen the unprinted ones of a search."""

    search: DeskSearch
    chosen: tuple[str, ...] = ()
    order: PrintOrder = PrintOrder.NUMBER


class PrintRow(Struct, frozen=True):
    """A badge to print, with its person. `is_reprint`: it was printed before."""

    issue: RunIssue
    native_name: str
    latin_name: str
    outlet: str
    is_reprint: bool


class DoorList(Struct, frozen=True):
    """The list of badges of one door's device: its time (None: none yet), and whether it has a hand-over.

    `is_online`: the device is in contact with the server and receives changes within seconds.
    """

    device: str
    list_at: datetime | None
    is_online: bool

    def has(self, handed_over_at: datetime) -> bool:
        """Return whether the device knows of a hand-over at this time."""
        return self.is_online or (self.list_at is not None and self.list_at >= handed_over_at)


class DoorLists(Protocol):
    """Reads the lists of the doors' devices."""

    async def read(self, transaction: Transaction, *, now: datetime) -> Sequence[DoorList]:
        """Read the list of each enrolled device, by the name of the device."""
        ...


class DeskList(Protocol):
    """Queries of people for the badge desk."""

    async def list_page(self, transaction: Transaction, search: DeskSearch) -> DeskPage:
        """List one page of the people found."""
        ...

    async def find(self, transaction: Transaction, application_id: str) -> DeskRow | None:
        """Find a person who is approved or has had a badge."""
        ...

    async def count_by_shelf(self, transaction: Transaction) -> Mapping[Shelf, int]:
        """Count the people on each shelf."""
        ...

    async def list_to_print(self, transaction: Transaction, selection: PrintSelection) -> list[PrintRow]:
        """List the badges of the selection that admit, in its order."""
        ...
