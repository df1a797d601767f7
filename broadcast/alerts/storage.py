"""The register of alerts in the database, and the record of who has shown them."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Column, Index, Integer, Row, String, Table, Text, UniqueConstraint, select, update

from broadcast.alerts.domain.register import AlertState, RegisteredAlert
from broadcast.alerts.ports import Receipt, ReceiverKind
from conference.storage.engine import METADATA
from conference.storage.inserts import insert_into
from conference.storage.types import UtcDateTime
from conference.transactions import Transaction

LONGEST_NAME = 160
"""Characters of a sender and of an identifier that are compared; longer ones are cut."""


class AlertTables(Struct, frozen=True):
    """The tables of one register of alerts, and of its receipts."""

    alerts: Table
    receipts: Table


def make_alert_tables(prefix: str) -> AlertTables:
    """Make the tables `{prefix}alerts` and `{prefix}alert_receipts`."""
    return AlertTables(
        alerts=Table(
            f"{prefix}alerts",
            METADATA,
            Column("id", String(40), primary_key=True),
            Column("sender", String(LONGEST_NAME), nullable=False),
            Column("identifier", String(LONGEST_NAME), nullable=False),
            Column("state", String(16), nullable=False),
            Column("changed_at", UtcDateTime, nullable=False),
            Column("registered", Text, nullable=False),
            UniqueConstraint("sender", "identifier", name=f"uq_{prefix}alerts_sender"),
            Index(f"ix_{prefix}alerts_state", "state", "changed_at"),
        ),
        receipts=Table(
            f"{prefix}alert_receipts",
            METADATA,
            Column("alert_id", String(40), primary_key=True),
            Column("kind", String(16), primary_key=True),
            Column("name", String(80), primary_key=True),
            Column("at", UtcDateTime, nullable=False),
            Column("number", Integer, nullable=False),
        ),
    )


LIVE_TABLES = make_alert_tables("")

_OPEN = (AlertState.DRAFT.value, AlertState.IN_FORCE.value)


class SqlAlerts:
    """`broadcast.alerts.ports.AlertStore` on SQLite and PostgreSQL, over the tables of one register."""

    def __init__(self, tables: AlertTables = LIVE_TABLES) -> None:
        self._alerts, self._receipts = tables.alerts, tables.receipts

    async def add(self, transaction: Transaction, registered: RegisteredAlert) -> bool:
        """Add an alert; return False if one with its sender and identifier is there."""
        connection = transaction.connection
        statement = insert_into(self._alerts, connection.dialect.name).values(_to_values(registered))
        added = await connection.execute(statement.on_conflict_do_nothing())
        return added.rowcount == 1

    async def find(self, transaction: Transaction, alert_id: str) -> RegisteredAlert | None:
        """Return an alert, locked until a writing transaction ends; None for an unknown id."""
        query = select(self._alerts.c.registered).where(self._alerts.c.id == alert_id).with_for_update()
        row = (await transaction.connection.execute(query)).first()
        return None if row is None else _to_registered(row)

    async def save(self, transaction: Transaction, registered: RegisteredAlert) -> None:
        """Replace an alert."""
        statement = update(self._alerts).where(self._alerts.c.id == registered.id).values(_to_values(registered))
        await transaction.connection.execute(statement)

    async def list_all(self, transaction: Transaction, *, limit: int) -> list[RegisteredAlert]:
        """Return the alerts that were changed last, the latest first."""
        query = (
            select(self._alerts.c.registered)
            .order_by(self._alerts.c.changed_at.desc(), self._alerts.c.id.desc())
            .limit(limit)
        )
        return _to_list(await transaction.connection.execute(query))

    async def list_open(self, transaction: Transaction) -> list[RegisteredAlert]:
        """Return the drafts and the messages in force, the oldest first; published ones also when they have expired."""
        query = (
            select(self._alerts.c.registered)
            .where(self._alerts.c.state.in_(_OPEN))
            .order_by(self._alerts.c.changed_at, self._alerts.c.id)
        )
        return _to_list(await transaction.connection.execute(query))

    async def add_receipts(self, transaction: Transaction, receipts: Sequence[Receipt]) -> None:
        """Add receipts; the first one of each receiver stays."""
        if not receipts:
            return
        connection = transaction.connection
        statement = insert_into(self._receipts, connection.dialect.name)
        rows = [_receipt_values(one) for one in receipts]
        await connection.execute(statement.on_conflict_do_nothing(), rows)

    async def list_receipts(self, transaction: Transaction, alert_id: str) -> list[Receipt]:
        """Return the receipts of an alert by their time."""
        query = select(self._receipts).where(self._receipts.c.alert_id == alert_id)
        rows = await transaction.connection.execute(
            query.order_by(self._receipts.c.at, self._receipts.c.kind, self._receipts.c.name)
        )
        return [_to_receipt(row) for row in rows]


def _to_values(registered: RegisteredAlert) -> dict[str, Any]:
    return {
        "id": registered.id,
        "sender": registered.alert.sender[:LONGEST_NAME],
        "identifier": registered.alert.identifier[:LONGEST_NAME],
        "state": registered.state.value,
        "changed_at": registered.changed_at,
        "registered": msgspec.json.encode(registered).decode(),
    }


def _to_registered(row: Row[*tuple[Any, ...]]) -> RegisteredAlert:
    return msgspec.json.decode(row.registered, type=RegisteredAlert)


def _to_list(rows: Iterable[Row[*tuple[Any, ...]]]) -> list[RegisteredAlert]:
    return [_to_registered(row) for row in rows]


def _receipt_values(receipt: Receipt) -> dict[str, Any]:
    return {
        "alert_id": receipt.alert_id,
        "kind": receipt.kind.value,
        "name": receipt.name,
        "at": receipt.at,
        "number": receipt.count,
    }


def _to_receipt(row: Row[*tuple[Any, ...]]) -> Receipt:
    return Receipt(alert_id=row.alert_id, kind=ReceiverKind(row.kind), name=row.name, at=row.at, count=row.number)
