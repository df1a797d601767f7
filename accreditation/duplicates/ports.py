"""Ports of duplicates: what is compared, and the hits. Stores are stateless."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from accreditation.applications.domain.duplicates import Duplicate
from accreditation.duplicates.domain.documents import DocumentDigests
from accreditation.duplicates.domain.hits import Hit, Pair
from accreditation.duplicates.domain.people import ComparedPerson, Frequencies, PhotoPrint
from conference.transactions import Transaction


@dataclass(frozen=True, slots=True)
class StoredPerson:
    """Person of a submitted application, at this version of its data, with the id of its photo.

    The person's photo is None until a print of this photo is stored.
    """

    person: ComparedPerson
    data_version: int
    photo_id: str | None


class ComparedPeople(Protocol):
    """Store of people's keys and prints, by which candidates are found."""

    async def list_outdated(self, transaction: Transaction, *, limit: int) -> list[str]:
        """Return submitted applications that were not compared since their data changed, oldest first."""
        ...

    async def find(self, transaction: Transaction, application_id: str) -> StoredPerson | None:
        """Return the person of a submitted application, or None."""
        ...

    async def list_people(self, transaction: Transaction, application_ids: Collection[str]) -> list[ComparedPerson]:
        """Return the persons of these applications, with the prints of their photos."""
        ...

    async def save_keys(
        self, transaction: Transaction, application_id: str, keys: Collection[int], photo: tuple[str, PhotoPrint] | None
    ) -> None:
        """Save the keys of an application and the id and print of its photo in the place of earlier ones."""
        ...

    async def save_document(
        self, transaction: Transaction, application_id: str, digests: DocumentDigests | None
    ) -> None:
        """Save the digests of the passport's number in the place of earlier ones; None: there is no number."""
        ...

    async def count_keys(self, transaction: Transaction, keys: Collection[int]) -> Frequencies:
        """Return how many applications have each of the keys, and how many are compared."""
        ...

    async def list_candidates(
        self, transaction: Transaction, keys: Collection[int], *, beside: str, limit: int
    ) -> list[str]:
        """Return the applications other than `beside` with most of the keys."""
        ...

    async def note_compared(self, transaction: Transaction, stored: StoredPerson) -> None:
        """Note that an application was compared with these data."""
        ...

    async def forget_comparison(self, transaction: Transaction, application_id: str) -> None:
        """Note that an application is to be compared again, because its passport has changed."""
        ...


class Hits(Protocol):
    """Store of hits."""

    async def list_of(self, transaction: Transaction, application_id: str) -> list[Hit]:
        """Return all hits of an application, open and settled."""
        ...

    async def find(self, transaction: Transaction, pair: Pair, *, lock: bool = False) -> Hit | None:
        """Return the hit of a pair, or None."""
        ...

    async def save(self, transaction: Transaction, hits: Sequence[Hit]) -> None:
        """Add the hits, or replace those of the same pairs."""
        ...

    async def delete(self, transaction: Transaction, pairs: Sequence[Pair]) -> None:
        """Delete the hits of these pairs."""
        ...

    async def list_open(self, transaction: Transaction, *, offset: int, limit: int) -> tuple[list[Hit], int]:
        """Return a page of the open hits with the most evidence first, and the number of all."""
        ...

    async def list_settled(self, transaction: Transaction, *, offset: int, limit: int) -> tuple[list[Hit], int]:
        """Return a page of the settled hits, the latest first, and the number of all."""
        ...

    async def list_open_of(
        self, transaction: Transaction, application_ids: Collection[str]
    ) -> Mapping[str, tuple[Duplicate, ...]]:
        """Return application id → the other applications of its open hits, those with most evidence first."""
        ...


class HoldApplications(Protocol):
    """Puts applications on hold that were submitted with one passport, or ends such holds."""

    def __call__(self, transaction: Transaction, application_ids: Sequence[str]) -> Awaitable[None]:
        """Change those of the applications whose state allows it."""
        ...


MakePrint = Callable[[bytes, str], PhotoPrint]
"""Make the print of a photo from its JPEG bytes and its SHA-256; it blocks for milliseconds."""


class WriteAndWait(Protocol):
    """Queue of writes in the background (`conference.storage.background.BackgroundWrites.add_and_wait`)."""

    def __call__(self, name: str, act: Callable[[Transaction], Awaitable[None]], *, within_s: float) -> Awaitable[bool]:
        """Queue a write and return whether it is durable within the time."""
        ...
