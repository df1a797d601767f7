"""Ports of the watch-list: the list, the hits, and the agency's own log. Stores are stateless."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from msgspec import Struct

from accreditation.watch_list.domain.entries import WatchEntry
from accreditation.watch_list.domain.hits import WatchHit
from conference.audit import AuditEntry
from conference.transactions import Transaction


class ImportedList(Struct, frozen=True):
    """A list that was imported: its number, when, by whom, and how many entries it has."""

    version: int
    at: datetime
    officer: str
    entries: int


class CheckedList(Struct, frozen=True):
    """The content of a list that an officer has checked and not imported yet."""

    digest: str
    content: bytes
    expires_at: datetime


class WatchList(Protocol):
    """Store of the list in force, and of lists that were checked."""

    async def find_current(self, transaction: Transaction) -> ImportedList | None:
        """Return the list in force, or None."""
        ...

    async def replace(self, transaction: Transaction, entries: Sequence[WatchEntry], imported: ImportedList) -> None:
        """Put these entries in the place of all earlier ones, and end open hits of entries that are gone."""
        ...

    async def list_entries(self, transaction: Transaction, entry_ids: Collection[str]) -> Mapping[str, WatchEntry]:
        """Return the entries of these ids that are in the list."""
        ...

    async def list_candidates(self, transaction: Transaction, keys: Collection[int]) -> Mapping[str, WatchEntry]:
        """Return the entries that have one of the keys."""
        ...

    async def save_checked(self, transaction: Transaction, officer: str, checked: CheckedList) -> None:
        """Save a checked list in the place of an earlier one of this officer."""
        ...

    async def find_checked(self, transaction: Transaction, officer: str, *, now: datetime) -> CheckedList | None:
        """Return the officer's checked list, None without one and after its end."""
        ...

    async def delete_checked(self, transaction: Transaction, officer: str) -> None:
        """Delete the officer's checked list, if there is one."""
        ...


class WatchHits(Protocol):
    """Store of hits."""

    async def list_outdated(self, transaction: Transaction, list_version: int, *, limit: int) -> list[str]:
        """Return submitted applications that were not compared with this list since their data changed."""
        ...

    async def note_compared(
        self, transaction: Transaction, application_id: str, data_version: int, list_version: int
    ) -> None:
        """Note that an application was compared with this list."""
        ...

    async def list_of(self, transaction: Transaction, application_id: str) -> list[WatchHit]:
        """Return all hits of an application."""
        ...

    async def find(
        self, transaction: Transaction, application_id: str, entry_id: str, *, lock: bool = False
    ) -> WatchHit | None:
        """Return a hit, or None; `lock` locks it until the transaction ends."""
        ...

    async def save(self, transaction: Transaction, hits: Sequence[WatchHit]) -> None:
        """Add the hits, or replace those of the same application and entry."""
        ...

    async def delete(self, transaction: Transaction, application_id: str, entry_ids: Collection[str]) -> None:
        """Delete these hits of an application."""
        ...

    async def list_page(
        self, transaction: Transaction, *, settled: bool, offset: int, limit: int
    ) -> tuple[list[WatchHit], int]:
        """Return a page of the open or the settled hits, the newest first, and the number of all."""
        ...


class WatchLog(Protocol):
    """The agency's own audit log."""

    async def append(self, transaction: Transaction, entry: AuditEntry) -> None:
        """Add an entry to the end of the log."""
        ...

    async def list_newest(self, transaction: Transaction, *, offset: int, limit: int) -> tuple[list[AuditEntry], int]:
        """Return a page of the log, the newest entry first, and the number of all."""
        ...


class ReadBirthDate(Protocol):
    """Reads the birth date of an applicant, if it is known."""

    def __call__(self, transaction: Transaction, application_id: str, /) -> Awaitable[date | None]:
        """Return the birth date, or None."""
        ...


class DigestSecret(Protocol):
    """Secret of the digests (`accreditation.applications.storage.passport_secret.PassportSecret`)."""

    def find(self, transaction: Transaction) -> Awaitable[bytes | None]:
        """Return the secret, None before its first use and after its deletion."""
        ...

    def ensure(self, transaction: Transaction) -> Awaitable[bytes]:
        """Return the secret, making it at the first use."""
        ...


class WriteLater(Protocol):
    """Queue of writes in the background (`conference.storage.background.BackgroundWrites.add`)."""

    def __call__(self, name: str, act: Callable[[Transaction], Awaitable[None]], /) -> object:
        """Queue a write."""
        ...
