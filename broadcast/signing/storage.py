"""The register in the database, on SQLite and PostgreSQL by the same queries."""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import Boolean, Column, Integer, Row, String, Table, delete, func, insert, select, update

from broadcast.signing.domain import NAME_LENGTH, Proposal, Signatory
from conference.retention.ages import DataClass
from conference.retention.erasing import Eraser
from conference.storage.engine import METADATA
from conference.storage.types import UtcDateTime
from conference.transactions import Transaction

COUNTRY, ID = String(2), String(48)

signing_register = Table(
    "signing_register",
    METADATA,
    Column("country", COUNTRY, primary_key=True),
    Column("order", Integer, nullable=False),
    Column("signer_name", String(NAME_LENGTH), nullable=False),
    Column("signer_rank", String(NAME_LENGTH), nullable=False),
    Column("powers_at", UtcDateTime),
    Column("powers_by", String(200), nullable=False),
    Column("declined_at", UtcDateTime),
    Column("badge_id", String(64), nullable=False),
    Column("badge_number", String(40), nullable=False),
    Column("version", Integer, nullable=False),
)
"""Entries that protocol has stored. An event's signatory without a row is on the register as the event says."""

signing_proposals = Table(
    "signing_proposals",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("country", COUNTRY, nullable=False, unique=True),
    Column("in_plenary", Boolean, nullable=False),
    Column("proposed_by", ID, nullable=False),
    Column("proposed_by_name", String(200), nullable=False),
    Column("proposed_at", UtcDateTime, nullable=False),
)


class RegisterEraser(Struct, frozen=True):
    """`conference.retention.erasing.Eraser` of the register: signers of delegations, who are no applicants."""

    table: Table = signing_register
    name: str = "signing_register"
    classes: frozenset[DataClass] = frozenset({DataClass.CONTACTS})

    async def count(self, transaction: Transaction) -> int:
        """Return the number of entries."""
        return int(await transaction.connection.scalar(select(func.count()).select_from(signing_register)) or 0)

    async def erase(self, transaction: Transaction, *, limit: int) -> int:
        """Delete at most `limit` entries; return how many."""
        chosen = select(signing_register.c.country).order_by(signing_register.c.country).limit(limit)
        removed = delete(signing_register).where(signing_register.c.country.in_(chosen))
        return (await transaction.connection.execute(removed)).rowcount

    async def erase_person(self, transaction: Transaction, application_id: str) -> int:
        """Delete nothing: entries belong to no application."""
        return 0


ERASERS: tuple[Eraser, ...] = (RegisterEraser(),)
"""The names of signers are contact data of delegations; the States that signed are public."""


class SqlRegister:
    """`broadcast.signing.ports.RegisterStore` on SQLite and PostgreSQL."""

    async def list_stored(self, transaction: Transaction) -> list[Signatory]:
        """Return the entries that protocol has stored."""
        return [_row_to_signatory(row) for row in await transaction.connection.execute(select(signing_register))]

    async def save(self, transaction: Transaction, entries: Sequence[Signatory]) -> None:
        """Add or replace the entries, each with the next version."""
        for entry in entries:
            values = _signatory_values(entry)
            changed = update(signing_register).where(signing_register.c.country == entry.country).values(values)
            if (await transaction.connection.execute(changed)).rowcount == 0:
                await transaction.connection.execute(insert(signing_register).values(values))

    async def list_proposals(self, transaction: Transaction) -> list[Proposal]:
        """Return the signatures that wait for a second person, oldest first."""
        statement = select(signing_proposals).order_by(signing_proposals.c.proposed_at, signing_proposals.c.id)
        return [Proposal(**row._mapping) for row in await transaction.connection.execute(statement)]

    async def add_proposal(self, transaction: Transaction, proposal: Proposal) -> None:
        """Add a signature that waits for a second person."""
        names = (column.name for column in signing_proposals.columns)
        values = {name: getattr(proposal, name) for name in names}
        await transaction.connection.execute(insert(signing_proposals).values(values))

    async def remove_proposal(self, transaction: Transaction, proposal_id: str) -> bool:
        """Remove a signature that waits; return whether it was there."""
        statement = delete(signing_proposals).where(signing_proposals.c.id == proposal_id)
        return (await transaction.connection.execute(statement)).rowcount > 0


def _row_to_signatory(row: Row[*tuple[Any, ...]]) -> Signatory:
    return Signatory(**row._mapping)


def _signatory_values(entry: Signatory) -> dict[str, object]:
    values: dict[str, object] = {column.name: getattr(entry, column.name) for column in signing_register.columns}
    return values | {"version": entry.version + 1}
