"""Ports of retention."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from accreditation.retention.domain import DataRequest, Run, Signature
from conference.transactions import Transaction


class RetentionStore(Protocol):
    """Store of the runs of the deletion, and of what each has deleted so far."""

    async def lock(self, transaction: Transaction) -> None:
        """Let one node at a time delete, until the transaction ends."""
        ...

    async def find_open(self, transaction: Transaction) -> Run | None:
        """Return the run that is not finished, if there is one."""
        ...

    async def add(self, transaction: Transaction, run: Run) -> None:
        """Add a run."""
        ...

    async def add_erased(self, transaction: Transaction, run_id: str, name: str, count: int) -> None:
        """Add to the number of rows of a kind that a run has deleted."""
        ...

    async def count_erased(self, transaction: Transaction, run_id: str) -> Mapping[str, int]:
        """Return the numbers of rows that a run has deleted, by kind."""
        ...

    async def save(self, transaction: Transaction, run: Run) -> None:
        """Save the end of a run."""
        ...

    async def list_runs(self, transaction: Transaction, *, limit: int) -> Sequence[Run]:
        """List the newest runs, newest first."""
        ...

    async def find(self, transaction: Transaction, run_id: str) -> Run | None:
        """Return a run, or None."""
        ...


class CompactStorage(Protocol):
    """Overwrites what deleted rows have left in the files of the database."""

    async def __call__(self) -> None:
        """Compact the storage. Raises UnavailableError when it is in use; to be repeated."""
        ...


class SignDocument(Protocol):
    """Signs with the newest signing key of this node."""

    async def __call__(self, transaction: Transaction, content: bytes, /) -> Signature:
        """Return the signature. Raises RuleError `badge.no_signing_key` without a key."""
        ...


class RequestStore(Protocol):
    """Store of applicants' requests."""

    async def add(self, transaction: Transaction, request: DataRequest) -> None:
        """Add a request."""
        ...

    async def find_latest(self, transaction: Transaction, application_id: str) -> DataRequest | None:
        """Return the latest request of an application, or None."""
        ...

    async def find(self, transaction: Transaction, request_id: str, *, lock: bool = False) -> DataRequest | None:
        """Return a request, or None; `lock` locks it until the end."""
        ...

    async def save(self, transaction: Transaction, request: DataRequest) -> None:
        """Save a decided request."""
        ...

    async def list_open(self, transaction: Transaction, *, limit: int) -> Sequence[DataRequest]:
        """List the open requests, those first that are due first."""
        ...


class OwnRecords(Protocol):
    """Rows of an applicant for the export of their data."""

    async def list_records(
        self, transaction: Transaction, application_id: str
    ) -> Mapping[str, Sequence[Mapping[str, object]]]:
        """List the rows of each part of the export, oldest first."""
        ...

    async def list_photos(self, transaction: Transaction, application_id: str) -> list[bytes]:
        """List the photos as JPEG: the present one, then replaced ones."""
        ...


class OwnDocuments(Protocol):
    """Pictures of an applicant's documents for the export of their data."""

    async def list_pictures(self, transaction: Transaction, application_id: str) -> dict[str, bytes] | None:
        """Return the pictures (JPEG) by the names of their files; None when their key is missing."""
        ...


class RemoveFromDoors(Protocol):
    """Ends the presences of an application, and tells the doors to delete its entry."""

    async def __call__(self, transaction: Transaction, application_id: str, /) -> None:
        """Record both changes."""
        ...
