"""Queries of the audit log, newest entry first. A page is found by the number of the entry beside it."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Row, Select, false, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from conference.audit import AuditEntry
from conference.storage.audit import audit_log, audit_personal
from conference.storage.transactions import Transactions


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditSearch:
    """Filter of entries: actor, action and subject exactly, `since` ≤ time < `until`. Empty values filter nothing.
    `about`: entries with one of these ids or numbers as subject or as a value of their details.

    The entries with a smaller number than `before` come, or those next above `after`; `limit` is their greatest number.
    """

    actor: str = ""
    action: str = ""
    subject: str = ""
    about: Sequence[str] | None = None
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None
    after: int | None = None
    limit: int


class AuditRow(Struct, frozen=True):
    """A stored entry and its number in the log."""

    seq: int
    entry: AuditEntry


class AuditPage(Struct, frozen=True):
    """Rows of a search, and whether there are newer and older ones."""

    rows: Sequence[AuditRow]
    has_newer: bool
    has_older: bool


def page_query(search: AuditSearch) -> Select[Any]:
    """Return the query of one page and one row more.

    The entries of some days are found by their time, then sorted: SQLite would read the whole log in its order instead.
    """
    number = audit_log.c.seq
    order = number if search.since is None and search.until is None else number + 0
    beside = true() if search.before is None else number < search.before
    beside, order = (beside, order.desc()) if search.after is None else (number > search.after, order.asc())
    return select(audit_log).where(beside, *_search_conditions(search)).order_by(order).limit(search.limit + 1)


async def search_entries(connection: AsyncConnection, search: AuditSearch) -> AuditPage:
    """Return one page of the entries that match a search."""
    found = (await connection.execute(page_query(search))).all()
    rows, has_more = await _with_personal(connection, found[: search.limit]), len(found) > search.limit
    if search.after is not None:
        return AuditPage(rows[::-1], has_newer=has_more, has_older=True)
    return AuditPage(rows, has_newer=search.before is not None, has_older=has_more)


async def find_newest(connection: AsyncConnection) -> int:
    """Return the number of the newest entry, 0 for an empty log."""
    return int(await connection.scalar(select(func.max(audit_log.c.seq))) or 0)


async def each_page(transactions: Transactions, search: AuditSearch) -> AsyncIterator[Sequence[AuditRow]]:
    """Yield all entries that match a search in pages, newest first. Each page is a read of its own."""
    page: AuditPage | None = None
    while page is None or page.has_older:
        async with transactions.read() as transaction:
            page = await search_entries(transaction.connection, search)
        if page.rows:
            yield page.rows
            search = replace(search, before=page.rows[-1].seq)


async def _with_personal(connection: AsyncConnection, found: Sequence[Row[Any]]) -> list[AuditRow]:
    """Return the rows with the personal details that are not deleted."""
    numbers = [row.seq for row in found] or [0]
    within = audit_personal.c.seq.between(min(numbers), max(numbers))
    stored = await connection.execute(select(audit_personal.c.seq, audit_personal.c.details).where(within))
    personal = {row.seq: json.loads(row.details) for row in stored}
    return [_read_row(row, personal.get(row.seq, {})) for row in found]


def _read_row(row: Row[Any], personal: Mapping[str, object]) -> AuditRow:
    return AuditRow(row.seq, AuditEntry(row.action, row.actor, row.subject, row.at, json.loads(row.details), personal))


def _search_conditions(search: AuditSearch) -> list[ColumnElement[bool]]:
    columns, conditions = audit_log.c, list[ColumnElement[bool]]()
    for column, value in (
        (columns.actor, search.actor),
        (columns.action, search.action),
        (columns.subject, search.subject),
    ):
        if value:
            conditions.append(column == value)
    if search.about is not None:
        mentions = (columns.details.contains(f'"{one}"', autoescape=True) for one in search.about)
        conditions.append(or_(false(), columns.subject.in_(search.about), *mentions))
    if search.since is not None:
        conditions.append(columns.at >= search.since)
    if search.until is not None:
        conditions.append(columns.at < search.until)
    return conditions
