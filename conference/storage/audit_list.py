"""Queries of the audit log, newest entry first."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from conference.audit import AuditEntry
from conference.storage.audit import audit_log


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditSearch:
    """Filter of entries: actor and action exactly, a part of the subject, `since` ≤ time < `until`.

    Empty values filter nothing. `limit` None returns all rows.
    """

    actor: str = ""
    action: str = ""
    subject: str = ""
    since: datetime | None = None
    until: datetime | None = None
    offset: int = 0
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class AuditRow:
    """A stored entry and its number in the log."""

    seq: int
    entry: AuditEntry


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Rows of a search, and the number of all its rows."""

    rows: Sequence[AuditRow]
    total: int


async def search_entries(connection: AsyncConnection, search: AuditSearch) -> AuditPage:
    """Return one page of the entries that match a search."""
    where = [true(), *_search_conditions(search)]
    total = await connection.scalar(select(func.count()).select_from(audit_log).where(*where))
    wanted = select(audit_log).where(*where).order_by(audit_log.c.seq.desc())
    rows = await connection.execute(wanted.offset(search.offset).limit(search.limit))
    return AuditPage(
        [AuditRow(r.seq, AuditEntry(r.action, r.actor, r.subject, r.at, json.loads(r.details))) for r in rows],
        total or 0,
    )


async def list_actions(connection: AsyncConnection) -> list[str]:
    """Return the actions that occur in the log, in alphabetical order."""
    rows = await connection.execute(select(audit_log.c.action).distinct())
    return sorted(row.action for row in rows)


def _search_conditions(search: AuditSearch) -> list[ColumnElement[bool]]:
    columns, conditions = audit_log.c, list[ColumnElement[bool]]()
    if search.actor:
        conditions.append(columns.actor == search.actor)
    if search.action:
        conditions.append(columns.action == search.action)
    if search.subject:
        conditions.append(columns.subject.contains(search.subject, autoescape=True))
    if search.since is not None:
        conditions.append(columns.at >= search.since)
    if search.until is not None:
        conditions.append(columns.at < search.until)
    return conditions
