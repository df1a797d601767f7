"""Grants with the number of their used entries, counted from scans that were not undone."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import func, select

from accreditation.access.rules import GrantRecord, Window
from accreditation.doors.domain.doors import ENTERED
from accreditation.doors.storage.tables import scans
from accreditation.grants.domain import Grant
from accreditation.grants.storage import grant_of
from accreditation.grants.tables import grants
from conference.storage.sql_lists import among, for_both, listed
from conference.transactions import Transaction

_ENTERED = sorted(verdict.value for verdict in ENTERED)
_USED = (
    select(func.count())
    .select_from(scans)
    .where(scans.c.grant_id == grants.c.id, scans.c.verdict.in_(_ENTERED), scans.c.undone_at.is_(None))
    .scalar_subquery()
    .label("used")
)
_RECORDS = for_both(
    lambda dialect: (
        select(grants, _USED)
        .where(among(grants.c.application_id, "applications", dialect), grants.c.ended_at.is_(None))
        .order_by(grants.c.valid_from, grants.c.id)
    )
)
_NAMED = for_both(lambda dialect: select(grants).where(among(grants.c.id, "ids", dialect)))
_COUNTED = for_both(
    lambda dialect: (
        select(scans.c.grant_id, func.count().label("used"))
        .where(among(scans.c.grant_id, "ids", dialect), scans.c.verdict.in_(_ENTERED), scans.c.undone_at.is_(None))
        .group_by(scans.c.grant_id)
    )
)


class SqlGrantRecords:
    """`accreditation.doors.ports.scans.Grants` and `accreditation.grants.ports.GrantUses` on SQLite and PostgreSQL."""

    async def find_by_applications(
        self, transaction: Transaction, application_ids: Collection[str]
    ) -> Mapping[str, tuple[GrantRecord, ...]]:
        """Find the grants that have not ended by application, with their used entries."""
        statement = _RECORDS[transaction.connection.dialect.name]
        found: dict[str, list[GrantRecord]] = defaultdict(list)
        for row in await transaction.connection.execute(statement, {"applications": listed(application_ids)}):
            window = Window(row.valid_from, row.valid_until)
            record = GrantRecord(row.id, frozenset(row.zones), window, row.entries, row.used)
            found[row.application_id].append(record)
        return {application_id: tuple(records) for application_id, records in found.items()}

    async def find_by_ids(self, transaction: Transaction, grant_ids: Collection[str]) -> Mapping[str, Grant]:
        """Find grants by id, also those that have ended."""
        rows = await transaction.connection.execute(
            _NAMED[transaction.connection.dialect.name], {"ids": listed(grant_ids)}
        )
        return {row.id: grant_of(row) for row in rows}

    async def count_uses(self, transaction: Transaction, grant_ids: Collection[str]) -> Mapping[str, int]:
        """Count the entries by grant; grants without entries are left out."""
        rows = await transaction.connection.execute(
            _COUNTED[transaction.connection.dialect.name], {"ids": listed(grant_ids)}
        )
        return {row.grant_id: row.used for row in rows}
