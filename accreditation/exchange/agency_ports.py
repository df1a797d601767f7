"""Ports of the exchange with agencies that do not sign in."""

from collections.abc import Callable, Sequence
from typing import Protocol

from accreditation.applications.domain.applications import Agency
from accreditation.badges.domain.tokens import PublishedKey
from accreditation.exchange.domain.agency_keys import RegisteredKey
from accreditation.exchange.domain.batches import Batch, BatchRow
from conference.transactions import RecordingTransactions, Transaction

NestTransactions = Callable[[Transaction], RecordingTransactions]
"""Return transactions that are parts of an open one, so that several actions commit or roll back together."""


class AgencyKeys(Protocol):
    """Store of the public keys of agencies."""

    async def add(self, transaction: Transaction, registered: RegisteredKey) -> bool:
        """Add a key; return False if its fingerprint is there already."""
        ...

    async def save(self, transaction: Transaction, registered: RegisteredKey) -> None:
        """Save the withdrawal of a key."""
        ...

    async def list_all(self, transaction: Transaction) -> Sequence[RegisteredKey]:
        """List all keys, oldest first."""
        ...


class Batches(Protocol):
    """Store of batches."""

    async def lock(self, transaction: Transaction, agency: Agency) -> None:
        """Let one transaction at a time change the batches of an agency."""
        ...

    async def next_sequence(self, transaction: Transaction, agency: Agency) -> int:
        """Return the number of the agency's next batch."""
        ...

    async def add(self, transaction: Transaction, batch: Batch, rows: Sequence[BatchRow]) -> None:
        """Add a batch with its rows."""
        ...

    async def save(self, transaction: Transaction, batch: Batch) -> None:
        """Save the end of a batch."""
        ...

    async def find(self, transaction: Transaction, batch_id: str) -> Batch | None:
        """Return a batch, or None."""
        ...

    async def list_newest(self, transaction: Transaction, agency: Agency, *, limit: int) -> Sequence[Batch]:
        """List the newest batches of an agency, newest first."""
        ...

    async def list_rows(self, transaction: Transaction, batch: Batch) -> Sequence[BatchRow | None]:
        """List the rows of a batch in their order; None at the place of a deleted application."""
        ...

    async def list_enclosed(self, transaction: Transaction, agency: Agency) -> Sequence[str]:
        """List the applications in the open batches of an agency."""
        ...


class SiteKeys(Protocol):
    """The installation's own signing keys (`accreditation.badges.keys.SigningKeys`)."""

    async def sign_document(self, transaction: Transaction, content: bytes) -> tuple[str, bytes]:
        """Return the id of the newest key of this node and its signature. Raises RuleError `badge.no_signing_key`."""
        ...

    async def list_all(self, transaction: Transaction) -> list[PublishedKey]:
        """List every published key, oldest first."""
        ...
