"""Grants in the database. Their entries are counted from the scans: an entry that was taken back gives its use back."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, func, insert, select, update

from accreditation.access.rules import GrantRecord, Window
from accreditation.doors.domain.doors import ENTERED
from accreditation.doors.storage.roster import note_change
from accreditation.doors.storage.tables import scans
from accreditation.grants.domain import Grant, GrantUse
from accreditation.grants.tables import grants
from conference.audit import AuditEntry
from conference.storage import locks
from conference.storage.sql_lists import among, for_both, listed
from conference.transactions import Unit

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


class SqlGrants:
    """`accreditation.grants.ports.GrantStore` on SQLite and PostgreSQL."""

    async def add(self, unit: Unit, given: Sequence[Grant]) -> None:
        """Keep new grants."""
        await unit.connection.execute(insert(grants), [_values(grant) for grant in given])
        for grant in given:
            note_change(unit, grant.application_id)

    async def by_id(self, unit: Unit, grant_id: str, *, lock: bool) -> Grant | None:
        """The grant of this id; with `lock` nobody changes it before the unit ends (a unit that writes)."""
        wanted = select(grants).where(grants.c.id == grant_id)
        row = (await unit.connection.execute(wanted.with_for_update() if lock else wanted)).first()
        return None if row is None else _grant(row)

    async def keep_end(self, unit: Unit, grant: Grant) -> None:
        """Keep who ended the grant, and when."""
        this = update(grants).where(grants.c.id == grant.id)
        await unit.connection.execute(this.values(ended_by=grant.ended_by, ended_at=grant.ended_at))
        note_change(unit, grant.application_id)

    async def in_pool(self, unit: Unit, pool: str) -> set[str]:
        """The applications with a card of the pool that has not ended. In a unit that writes, nobody else counts or
        fills that pool before the unit ends."""
        await locks.hold(unit.connection, [f"pool {pool}"])
        held = select(grants.c.application_id).where(grants.c.pool == pool, grants.c.ended_at.is_(None))
        return set((await unit.connection.scalars(held)).all())

    async def members(self, unit: Unit) -> Mapping[str, int]:
        """Press pool → how many people have a card of it that has not ended."""
        people = func.count(grants.c.application_id.distinct())
        counted = select(grants.c.pool, people).where(grants.c.pool.is_not(None), grants.c.ended_at.is_(None))
        return {row.pool: row[1] for row in await unit.connection.execute(counted.group_by(grants.c.pool))}

    async def uses(self, unit: Unit, application_id: str) -> list[GrantUse]:
        """Every grant of the person, those that ended too, in the order of their windows."""
        wanted = select(grants, _USED).where(grants.c.application_id == application_id)
        rows = await unit.connection.execute(wanted.order_by(grants.c.valid_from, grants.c.given_at, grants.c.id))
        return [GrantUse(_grant(row), row.used) for row in rows]

    async def grants_of(self, unit: Unit, application_ids: Collection[str]) -> Mapping[str, tuple[GrantRecord, ...]]:
        """Application → its grants that have not ended, with their entries counted; none for who has none."""
        statement = _RECORDS[unit.connection.dialect.name]
        found: dict[str, list[GrantRecord]] = defaultdict(list)
        for row in await unit.connection.execute(statement, {"applications": listed(application_ids)}):
            window = Window(row.valid_from, row.valid_until)
            record = GrantRecord(row.id, frozenset(row.zones), window, row.entries, row.used)
            found[row.application_id].append(record)
        return {application_id: tuple(records) for application_id, records in found.items()}

    async def named(self, unit: Unit, grant_ids: Collection[str]) -> Mapping[str, Grant]:
        """The grants of these ids, those that have ended too."""
        rows = await unit.connection.execute(_NAMED[unit.connection.dialect.name], {"ids": listed(grant_ids)})
        return {row.id: _grant(row) for row in rows}


async def end_grants(unit: Unit, application_id: str, *, actor: str, at: datetime) -> None:
    """End every grant of a person whose approval ends: a later approval brings none of them back."""
    of_person = and_(grants.c.application_id == application_id, grants.c.ended_at.is_(None))
    ended = (await unit.connection.scalars(select(grants.c.id).where(of_person).with_for_update())).all()
    if not ended:
        return
    await unit.connection.execute(update(grants).where(of_person).values(ended_by=actor, ended_at=at))
    for grant_id in sorted(ended):
        details = {"application": application_id}
        await unit.record(AuditEntry("accreditation:grant:ended", actor, grant_id, at, details))
    note_change(unit, application_id)


def _grant(row: Row[Any]) -> Grant:
    return Grant(
        id=row.id,
        application_id=row.application_id,
        zones=tuple(row.zones),
        window=Window(row.valid_from, row.valid_until),
        entries=row.entries,
        given_by=row.given_by,
        given_at=row.given_at,
        pool=row.pool,
        ended_by=row.ended_by,
        ended_at=row.ended_at,
    )


def _values(grant: Grant) -> dict[str, Any]:
    return {
        "id": grant.id,
        "application_id": grant.application_id,
        "pool": grant.pool,
        "zones": list(grant.zones),
        "valid_from": grant.window.valid_from,
        "valid_until": grant.window.valid_until,
        "entries": grant.entries,
        "given_by": grant.given_by,
        "given_at": grant.given_at,
        "ended_by": grant.ended_by,
        "ended_at": grant.ended_at,
    }
