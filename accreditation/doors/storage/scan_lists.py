"""Lists of scans in the database, with the people scanned."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Row, Select, and_, func, or_, select

from accreditation.badges.ports import Holder
from accreditation.badges.storage.badge_rows import BADGES_OF_PEOPLE, HOLDER_COLUMNS, holder_of
from accreditation.badges.storage.tables import badges
from accreditation.doors.domain.doors import Verdict
from accreditation.doors.ports.scan_lists import ListedScan, ScanBatch, ScanFilter, ScanKey, ScanPage, ScanSearch
from accreditation.doors.storage.day_badges import find_day_bearers
from accreditation.doors.storage.tables import scans
from conference.transactions import Transaction

_NEWER = badges.alias("newer")
_IS_NEWEST = ~select(_NEWER.c.serial).where(
    _NEWER.c.badge_id == badges.c.badge_id, _NEWER.c.serial > badges.c.serial
).exists()  # fmt: skip
_SCANS: FromClause = scans.outerjoin(BADGES_OF_PEOPLE, and_(badges.c.badge_id == scans.c.badge_id, _IS_NEWEST))
_LATEST_FIRST = (scans.c.occurred_at.desc(), scans.c.key)


class SqlScanLists:
    """`accreditation.doors.ports.scan_lists.ScanLists` on SQLite and PostgreSQL."""

    async def search(self, transaction: Transaction, search: ScanSearch) -> ScanPage:
        """List the scans found, latest first."""
        where = _search_conditions(search)
        total = await transaction.connection.scalar(select(func.count()).select_from(scans).where(*where))
        wanted = _select_scans().where(*where).limit(search.limit).offset(search.offset)
        rows = (await transaction.connection.execute(wanted)).all()
        return ScanPage(await _scans_of(transaction, rows), total or 0)

    async def count(self, transaction: Transaction, wanted: ScanFilter) -> int:
        """Count the scans of a filter."""
        counted = select(func.count()).select_from(scans).where(*_filter_conditions(wanted))
        return await transaction.connection.scalar(counted) or 0

    async def list_in_order(
        self, transaction: Transaction, wanted: ScanFilter, *, after: ScanKey | None, limit: int
    ) -> ScanBatch:
        """List scans of a filter after a key."""
        where = [*_filter_conditions(wanted), *([_is_after(*after)] if after else [])]
        in_order = _select_scans(scans.c.received_at, scans.c.id).add_columns(scans.c.received_at)
        rows = (await transaction.connection.execute(in_order.where(*where).limit(limit))).all()
        return ScanBatch(await _scans_of(transaction, rows), (rows[-1].received_at, rows[-1].id) if rows else None)

    async def list_of_badge(self, transaction: Transaction, badge_id: str, *, limit: int) -> Sequence[ListedScan]:
        """List the latest scans of a badge through all its issues, undone ones included, latest first."""
        wanted = _select_scans().where(scans.c.badge_id == badge_id).limit(limit)
        return await _scans_of(transaction, (await transaction.connection.execute(wanted)).all())

    async def find_holder(self, transaction: Transaction, badge_id: str) -> tuple[str, Holder] | None:
        """Find the badge's number and its holder."""
        columns = select(badges.c.number, *HOLDER_COLUMNS).select_from(BADGES_OF_PEOPLE)
        row = (await transaction.connection.execute(columns.where(badges.c.badge_id == badge_id, _IS_NEWEST))).first()
        if row is None:
            return (await find_day_bearers(transaction, [badge_id])).get(badge_id)
        return row.number, holder_of(row)


async def _scans_of(transaction: Transaction, rows: Sequence[Row[Any]]) -> tuple[ListedScan, ...]:
    """Return the scans of rows, also those of one-day badges with their bearers."""
    unnamed = {row.badge_id for row in rows if row.application is None and row.badge_id is not None}
    bearers = await find_day_bearers(transaction, unnamed)
    return tuple(_row_to_scan(row, bearers.get(row.badge_id)) for row in rows)


def _select_scans(*order: ColumnElement[Any]) -> Select[Any]:
    columns = (
        scans.c.id, scans.c.door, scans.c.direction, scans.c.verdict, scans.c.occurred_at, scans.c.time_uncertain,
        scans.c.decided_offline, scans.c.undone_at, scans.c.badge_id, badges.c.number,
    )  # fmt: skip
    return select(*columns, *HOLDER_COLUMNS).select_from(_SCANS).order_by(*(order or _LATEST_FIRST))


def _search_conditions(search: ScanSearch) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [scans.c.received_at >= search.since, scans.c.undone_at.is_(None)]
    if search.door is not None:
        conditions.append(scans.c.door == search.door)
    if search.verdicts is not None:
        conditions.append(scans.c.verdict.in_([verdict.value for verdict in search.verdicts]))
    return conditions


def _filter_conditions(wanted: ScanFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [scans.c.undone_at.is_(None)]
    if wanted.begins_at is not None:
        conditions.append(scans.c.occurred_at >= wanted.begins_at)
    if wanted.ends_at is not None:
        conditions.append(scans.c.occurred_at < wanted.ends_at)
    if wanted.door is not None:
        conditions.append(scans.c.door == wanted.door)
    if wanted.verdicts is not None:
        conditions.append(scans.c.verdict.in_([verdict.value for verdict in wanted.verdicts]))
    return conditions


def _is_after(received_at: datetime, scan_id: str) -> ColumnElement[bool]:
    """Return the condition for the keys after this one, such that an index on the time is used."""
    is_later = or_(scans.c.received_at > received_at, scans.c.id > scan_id)
    return and_(scans.c.received_at >= received_at, is_later)


def _row_to_scan(row: Row[Any], bearer: tuple[str, Holder] | None) -> ListedScan:
    number, holder = bearer or (row.number, None if row.application is None else holder_of(row))
    return ListedScan(
        scan_id=row.id,
        door=row.door,
        direction=row.direction,
        verdict=Verdict(row.verdict),
        occurred_at=row.occurred_at,
        time_uncertain=row.time_uncertain,
        decided_offline=row.decided_offline,
        is_undone=row.undone_at is not None,
        badge_id=row.badge_id,
        number=number,
        holder=holder,
    )
