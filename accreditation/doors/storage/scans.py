"""Store of scans."""

from collections.abc import Collection, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, bindparam, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from accreditation.access.rules import Direction
from accreditation.doors.domain.doors import ENTERED, Verdict
from accreditation.doors.ports.scans import Scan
from accreditation.doors.storage.tables import scans
from conference.errors import ConflictError
from conference.storage.engine import Dialect
from conference.storage.sql_lists import among, for_both, listed
from conference.transactions import Transaction

_FIELDS = tuple(field.name for field in fields(Scan))
_ALL = attrgetter(*_FIELDS)
_COLUMNS = tuple(scans.c[name] for name in _FIELDS)
_MOVED = sorted(verdict.value for verdict in (*ENTERED, Verdict.EXIT_RECORDED))


def _is_movement(dialect: Dialect) -> ColumnElement[bool]:
    return and_(among(scans.c.badge_id, "badges", dialect), scans.c.verdict.in_(_MOVED))


def _has_key(dialect: Dialect) -> ColumnElement[bool]:
    return among(scans.c.key, "keys", dialect)


_BY_KEYS = for_both(lambda dialect: select(*_COLUMNS).where(_has_key(dialect)))
_BY_IDS = for_both(lambda dialect: select(*_COLUMNS).where(among(scans.c.id, "ids", dialect)))
_MOVEMENTS = for_both(lambda dialect: select(*_COLUMNS).where(_is_movement(dialect)))
_BY_KEYS_WITH_MOVEMENTS = for_both(
    lambda dialect: select(*_COLUMNS).where(or_(_has_key(dialect), _is_movement(dialect)))
)
_ADD = insert(scans)
_CHANGEABLE = (
    "direction",
    "verdict",
    "scanned_at",
    "occurred_at",
    "decided_offline",
    "grant_id",
    "prior_scan_id",
    "undone_at",
    "undone_by",
    "undo_reason",
    "conflict",
    "conflict_key",
)
_CHANGE = (
    update(scans)
    .where(scans.c.id == bindparam("scan_id"))
    .values({name: bindparam(f"new_{name}") for name in _CHANGEABLE})
)


class SqlScans:
    """`accreditation.doors.ports.scans.ScanStore` on SQLite and PostgreSQL."""

    async def find_by_keys(self, transaction: Transaction, keys: Collection[str]) -> dict[str, Scan]:
        """Find the scans with these idempotency keys, by key."""
        rows = await transaction.connection.execute(
            _BY_KEYS[transaction.connection.dialect.name], {"keys": listed(keys)}
        )
        return {row.key: _row_to_scan(row) for row in rows}

    async def find_by_ids(self, transaction: Transaction, ids: Collection[str]) -> dict[str, Scan]:
        """Find scans by id."""
        rows = await transaction.connection.execute(_BY_IDS[transaction.connection.dialect.name], {"ids": listed(ids)})
        return {row.id: _row_to_scan(row) for row in rows}

    async def find_with_movements(
        self, transaction: Transaction, keys: Collection[str], badge_ids: Collection[str]
    ) -> tuple[dict[str, Scan], list[Scan]]:
        """Find the scans with these keys, by key, and list the movements of these badges, in one statement."""
        if not badge_ids:
            return (await self.find_by_keys(transaction, keys) if keys else {}), []
        statement = _BY_KEYS_WITH_MOVEMENTS[transaction.connection.dialect.name]
        rows = await transaction.connection.execute(statement, {"keys": listed(keys), "badges": listed(badge_ids)})
        found = [_row_to_scan(row) for row in rows]
        movements = [scan for scan in found if scan.badge_id in badge_ids and scan.verdict.value in _MOVED]
        return {scan.key: scan for scan in found if scan.key in keys}, movements

    async def list_movements(self, transaction: Transaction, badge_ids: Collection[str]) -> list[Scan]:
        """List all entries and exits of these badges, also undone ones."""
        rows = await transaction.connection.execute(
            _MOVEMENTS[transaction.connection.dialect.name], {"badges": listed(badge_ids)}
        )
        return [_row_to_scan(row) for row in rows]

    async def add(self, transaction: Transaction, added: Sequence[Scan]) -> None:
        """Add new scans. Raises ConflictError `scan.kept_meanwhile` when one of their keys was added meanwhile."""
        try:
            await transaction.connection.execute(_ADD, [_scan_values(scan) for scan in added])
        except IntegrityError as error:
            raise ConflictError("scan.kept_meanwhile") from error

    async def save(self, transaction: Transaction, changed: Sequence[Scan]) -> None:
        """Save the changed values of scans."""
        values = [(scan.id, _scan_values(scan)) for scan in changed]
        rows = [{"scan_id": key, **{f"new_{name}": row[name] for name in _CHANGEABLE}} for key, row in values]
        await transaction.connection.execute(_CHANGE, rows)


def _row_to_scan(row: Row[Any]) -> Scan:
    values = dict(zip(_FIELDS, row, strict=True))
    values["direction"], values["verdict"] = Direction(row.direction), Verdict(row.verdict)
    return Scan(**values)


def _scan_values(scan: Scan) -> dict[str, Any]:
    values = dict(zip(_FIELDS, _ALL(scan), strict=True))
    return values | {"direction": scan.direction.value, "verdict": scan.verdict.value}
