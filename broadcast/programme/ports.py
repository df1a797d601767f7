"""Ports of the programme: the store of private sessions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from broadcast.programme.domain.private import PrivateSession
from conference.transactions import Transaction


class PrivateRow(Struct, frozen=True, kw_only=True):
    """A private session as stored: `version` counts its changes, `previous` is the state that an undo restores.

    None as `previous`: there is nothing to undo.
    """

    session: PrivateSession
    version: int
    changed_at: datetime
    changed_by: str
    previous: PrivateSession | None = None


class PrivateSessions(Protocol):
    """Store of sessions that only named staff may see."""

    async def list_rows(self, transaction: Transaction) -> list[PrivateRow]:
        """Return the sessions by start and id."""
        ...

    async def find_row(self, transaction: Transaction, session_id: str) -> PrivateRow | None:
        """Return one session, locked until the transaction ends, or None."""
        ...

    async def save_row(self, transaction: Transaction, row: PrivateRow) -> None:
        """Add a session, or replace it."""
        ...

    async def delete_rows(self, transaction: Transaction, session_ids: Sequence[str]) -> None:
        """Delete sessions."""
        ...
