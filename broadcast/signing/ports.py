"""Ports of the signing: the register's store, the badges of signers, and who is in the hall."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from broadcast.board.ports import Board
from broadcast.signing.domain import Proposal, Signatory
from conference.transactions import Transaction


class RegisterStore(Protocol):
    """Store of the register and of signatures that wait for a second person."""

    async def list_stored(self, transaction: Transaction) -> list[Signatory]:
        """Return the entries that protocol has stored."""
        ...

    async def save(self, transaction: Transaction, entries: Sequence[Signatory]) -> None:
        """Add or replace the entries, each with the next version."""
        ...

    async def list_proposals(self, transaction: Transaction) -> list[Proposal]:
        """Return the signatures that wait for a second person, oldest first."""
        ...

    async def add_proposal(self, transaction: Transaction, proposal: Proposal) -> None:
        """Add a signature that waits for a second person."""
        ...

    async def remove_proposal(self, transaction: Transaction, proposal_id: str) -> bool:
        """Remove a signature that waits; return whether it was there."""
        ...


class FoundBadge(Struct, frozen=True):
    """A badge by its id and the number that is printed on it."""

    badge_id: str
    number: str


class SignerBadges(Protocol):
    """Badges of signers and their presence in the hall, from the doors."""

    async def find(self, transaction: Transaction, text: str) -> FoundBadge | None:
        """Return the badge of a number that was typed, or None."""
        ...

    async def list_present(self, transaction: Transaction, badge_ids: Collection[str]) -> Mapping[str, datetime]:
        """Return badge id → time of entry, for those of the badges that are in the hall."""
        ...


class NoBadges:
    """`SignerBadges` of a site without doors."""

    async def find(self, transaction: Transaction, text: str) -> FoundBadge | None:
        """Return None."""
        return None

    async def list_present(self, transaction: Transaction, badge_ids: Collection[str]) -> Mapping[str, datetime]:
        """Return nothing."""
        return {}


class SigningServices(Struct, frozen=True, kw_only=True):
    """Dependencies of the actions. `seed` are the event's signatories in the order of calling."""

    board: Board
    register: RegisterStore
    badges: SignerBadges
    seed: Sequence[str]
