"""Ports of outlets and crews: stores, and what is done to an application for its outlet. Stores are stateless."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from accreditation.applications.domain.outlets import Outlet, OutletKind
from accreditation.documents.domain.pictures import PreparedPage
from accreditation.outlets.domain.crews import AssignmentLetter, CrewMember, FocalPoint
from accreditation.outlets.domain.merges import MovedRows, OutletMerge
from conference.transactions import Transaction


class OutletPage(Struct, frozen=True):
    """Page of the list of outlets, with the number of outlets in the whole list."""

    outlets: tuple[Outlet, ...]
    total: int


class OutletLists(Protocol):
    """Lists of outlets, and how many people they have."""

    async def search(
        self, transaction: Transaction, words: str, *, offset: int, limit: int, kind: OutletKind | None = None
    ) -> OutletPage:
        """Return outlets with a name in any spelling that has the words, by name; merged ones are left out.

        Only those of a kind when one is given.
        """
        ...

    async def count_used(
        self, transaction: Transaction, outlet_ids: Collection[str], now: datetime, *, without_form: str = ""
    ) -> Mapping[str, int]:
        """Return how many people each outlet has: on its crew's list, and applicants who are not on it.

        Not counted are refused and withdrawn applications, unless applicants are not shown that yet, and the form with
        the digest `without_form`.
        """
        ...

    async def list_delegation(self, transaction: Transaction, country: str) -> list[str]:
        """Return the ids of the outlets of official media of a country."""
        ...

    async def list_applicants(self, transaction: Transaction, outlet_id: str) -> list[str]:
        """Return the ids of the submitted applications of an outlet, newest first."""
        ...


class FocalPoints(Protocol):
    """Store of focal points."""

    async def add(self, transaction: Transaction, focal: FocalPoint) -> None:
        """Add a focal point."""
        ...

    async def save(self, transaction: Transaction, focal: FocalPoint) -> None:
        """Save a changed focal point."""
        ...

    async def find(self, transaction: Transaction, focal_id: str, *, lock: bool = False) -> FocalPoint | None:
        """Return the focal point, or None; `lock` locks it until the end."""
        ...

    async def list_of_outlet(self, transaction: Transaction, outlet_id: str) -> list[FocalPoint]:
        """List the focal points of an outlet, those whose links work first."""
        ...


class CrewMembers(Protocol):
    """Store of the people on the lists of crews."""

    async def add(self, transaction: Transaction, members: Sequence[CrewMember]) -> None:
        """Add people."""
        ...

    async def save(self, transaction: Transaction, member: CrewMember) -> None:
        """Save a changed member. Raises ConflictError `crew.changed` unless its version is the stored one plus one."""
        ...

    async def find(self, transaction: Transaction, member_id: str, *, lock: bool = False) -> CrewMember | None:
        """Return the member, or None; `lock` locks it until the end."""
        ...

    async def find_by_form(self, transaction: Transaction, form_hash: str) -> CrewMember | None:
        """Return the member who has opened the form of this digest, or None."""
        ...

    async def list_of_outlet(self, transaction: Transaction, outlet_id: str) -> list[CrewMember]:
        """List the members of an outlet in the order in which they were added."""
        ...

    async def list_applications(self, transaction: Transaction, outlet_id: str) -> Mapping[str, str]:
        """Return member id → id of the application that the member has handed in."""
        ...


class AssignmentLetters(Protocol):
    """Store of letters of assignment with the pictures of their pages."""

    async def add(self, transaction: Transaction, letter: AssignmentLetter, pages: Sequence[PreparedPage]) -> None:
        """Add a letter."""
        ...

    async def list_of_outlet(self, transaction: Transaction, outlet_id: str) -> list[AssignmentLetter]:
        """List the letters of an outlet, newest first."""
        ...

    async def find(self, transaction: Transaction, letter_id: str) -> AssignmentLetter | None:
        """Return the letter without its pictures, or None."""
        ...

    async def list_sizes(self, transaction: Transaction, letter_id: str) -> list[tuple[int, int]]:
        """Return width and height of each page's picture, in order."""
        ...

    async def get_page(self, transaction: Transaction, letter_id: str, number: int) -> bytes:
        """Return the picture of a page (JPEG). Raises NotFoundError `outlet.letter_unknown`."""
        ...


class OutletMerges(Protocol):
    """Store of merges of outlets."""

    async def add(self, transaction: Transaction, merge: OutletMerge) -> None:
        """Add a merge."""
        ...

    async def save_undone(self, transaction: Transaction, merge_id: str, at: datetime) -> None:
        """Save when a merge was taken back."""
        ...

    async def find(self, transaction: Transaction, merge_id: str) -> OutletMerge | None:
        """Return the merge, or None."""
        ...

    async def list_of_target(self, transaction: Transaction, outlet_id: str) -> list[OutletMerge]:
        """List the merges into an outlet that were not taken back, newest first."""
        ...

    async def move_crew(self, transaction: Transaction, source_id: str, target_id: str) -> MovedRows:
        """Move the people and letters of an outlet's crew to another outlet; return what was moved."""
        ...

    async def move_back(self, transaction: Transaction, moved: MovedRows, source_id: str, target_id: str) -> None:
        """Move back the people and letters of a merge that the target still has."""
        ...
