"""Proposals of acts in the database."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Column, Index, Row, String, Table, Text, insert, select, update

from broadcast.board.domain.proposals import (
    Proposal,
    ProposalState,
    ProposedAct,
    SessionMerge,
    SessionMove,
    UrgentAnnouncement,
)
from conference.storage.engine import METADATA
from conference.storage.types import UtcDateTime
from conference.transactions import Transaction

board_proposals = Table(
    "board_proposals",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("act", Text, nullable=False),
    Column("proposed_by", String(80), nullable=False),
    Column("proposer", String(200), nullable=False),
    Column("proposed_at", UtcDateTime, nullable=False),
    Column("state", String(16), nullable=False),
    Column("decided_by", String(80)),
    Column("decided_at", UtcDateTime),
    Index("ix_board_proposals_state", "state", "proposed_at"),
)


class _StoredMove(msgspec.Struct, frozen=True, tag="session"):
    """A transition as JSON."""

    act: SessionMove


class _StoredMerge(msgspec.Struct, frozen=True, tag="merge"):
    """A merge of two sessions as JSON."""

    act: SessionMerge


class _StoredAnnouncement(msgspec.Struct, frozen=True, tag="announcement"):
    """An urgent announcement as JSON."""

    act: UrgentAnnouncement


_Stored = _StoredMove | _StoredMerge | _StoredAnnouncement


class SqlProposals:
    """`broadcast.board.ports.ProposalStore` on SQLite and PostgreSQL."""

    async def add(self, transaction: Transaction, proposal: Proposal) -> None:
        """Add a proposal."""
        row = {
            "id": proposal.id,
            "act": _encode_act(proposal.act),
            "proposed_by": proposal.proposed_by,
            "proposer": proposal.proposer,
            "proposed_at": proposal.proposed_at,
            "state": proposal.state.value,
        }
        await transaction.connection.execute(insert(board_proposals).values(row))

    async def find(self, transaction: Transaction, proposal_id: str) -> Proposal | None:
        """Return a proposal, None for an unknown id."""
        query = select(board_proposals).where(board_proposals.c.id == proposal_id)
        row = (await transaction.connection.execute(query)).first()
        return None if row is None else _row_to_proposal(row)

    async def list_waiting(self, transaction: Transaction, *, since: datetime) -> Sequence[Proposal]:
        """Return the undecided proposals made after `since`, oldest first."""
        columns = board_proposals.c
        is_open = (columns.state == ProposalState.WAITING.value) & (columns.proposed_at > since)
        rows = await transaction.connection.execute(
            select(board_proposals).where(is_open).order_by(columns.proposed_at, columns.id)
        )
        return [_row_to_proposal(row) for row in rows]

    async def decide(
        self, transaction: Transaction, proposal_id: str, state: ProposalState, *, by: str, at: datetime
    ) -> bool:
        """Save a decision; return False if the proposal was decided before."""
        waiting = (board_proposals.c.id == proposal_id) & (board_proposals.c.state == ProposalState.WAITING.value)
        values = {"state": state.value, "decided_by": by, "decided_at": at}
        result = await transaction.connection.execute(update(board_proposals).where(waiting).values(values))
        return result.rowcount == 1


def _encode_act(act: ProposedAct) -> str:
    stored: _Stored
    match act:
        case SessionMove():
            stored = _StoredMove(act)
        case SessionMerge():
            stored = _StoredMerge(act)
        case UrgentAnnouncement():
            stored = _StoredAnnouncement(act)
    return msgspec.json.encode(stored).decode()


def _row_to_proposal(row: Row[*tuple[Any, ...]]) -> Proposal:
    return Proposal(
        id=row.id,
        act=msgspec.json.decode(row.act, type=_Stored).act,
        proposed_by=row.proposed_by,
        proposer=row.proposer,
        proposed_at=row.proposed_at,
        state=ProposalState(row.state),
        decided_by=row.decided_by,
        decided_at=row.decided_at,
    )
