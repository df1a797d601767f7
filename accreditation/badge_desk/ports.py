"""What the badge desk needs from outside: the list of people with their badges."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from accreditation.badges.domain.badges import Badge
from accreditation.badges.ports import Holder
from conference.transactions import Transaction


class Shelf(StrEnum):
    """Where a person's badge is on its way from the approval to the neck."""

    READY = "ready"
    TO_PRINT = "to_print"
    TO_HAND_OVER = "to_hand_over"
    COLLECTED = "collected"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskSearch:
    """Which people the badge desk's list shows: one shelf or all, with words of a name, an outlet or a number."""

    shelf: Shelf | None = None
    words: str = ""
    offset: int = 0
    limit: int = 50


@dataclass(frozen=True, slots=True)
class DeskRow:
    """One person of the list, with the newest issue of their badge if there is one (without its QR)."""

    holder: Holder
    badge: Badge | None


@dataclass(frozen=True, slots=True)
class DeskPage:
    """A part of the list, and how many people the whole has."""

    lines: tuple[DeskRow, ...]
    total: int


class DeskList(Protocol):
    """Looks people up for the badge desk."""

    async def page(self, transaction: Transaction, search: DeskSearch) -> DeskPage:
        """A page of the list."""
        ...

    async def one(self, transaction: Transaction, application_id: str) -> DeskRow | None:
        """One approved person, or one who has had a badge."""
        ...

    async def counts(self, transaction: Transaction) -> Mapping[Shelf, int]:
        """How many people are on each shelf."""
        ...

    async def to_print(self, transaction: Transaction) -> list[str]:
        """The ids of every standing badge that was never printed, in the order of their numbers."""
        ...
