"""Grants in the database."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, func, insert, select, update

from accreditation.access.rules import Window
from accreditation.applications.ports import NoteChange
from accreditation.applications.storage.erasing import of_application
from accreditation.grants.domain import Grant, GrantUse
from accreditation.grants.ports import GrantUses
from accreditation.grants.tables import grants
from conference.audit import AuditEntry
from conference.retention.ages import DataClass
from conference.retention.erasing import RowEraser
from conference.storage import locks
from conference.transactions import Transaction


class SqlGrants:
    """`accreditation.grants.ports.GrantStore` on SQLite and PostgreSQL."""

    def __init__(self, note_change: NoteChange, uses: GrantUses) -> None:
        self._note_change = note_change
        self._uses = uses

    async def add(self, transaction: Transaction, new_grants: Sequence[Grant]) -> None:
        """Store new grants."""
        await transaction.connection.execute(insert(grants), [_grant_to_row(grant) for grant in new_grants])
        for grant in new_grants:
            self._note_change(transaction, grant.application_id)

    async def find(self, transaction: Transaction, grant_id: str, *, lock: bool) -> Grant | None:
        """Find the grant of this id; `lock` locks its row until the transaction ends."""
        wanted = select(grants).where(grants.c.id == grant_id)
        row = (await transaction.connection.execute(wanted.with_for_update() if lock else wanted)).first()
        return None if row is None else grant_of(row)

    async def save_end(self, transaction: Transaction, grant: Grant) -> None:
        """Save who ended the grant, and when."""
        change = update(grants).where(grants.c.id == grant.id)
        await transaction.connection.execute(change.values(ended_by=grant.ended_by, ended_at=grant.ended_at))
        self._note_change(transaction, grant.application_id)

    async def list_members(self, transaction: Transaction, pool: str) -> set[str]:
        """List the applications with a card of the pool that has not ended; a write transaction locks the pool."""
        await locks.hold(transaction.connection, [f"pool {pool}"])
        applications = select(grants.c.application_id).where(grants.c.pool == pool, grants.c.ended_at.is_(None))
        return set((await transaction.connection.scalars(applications)).all())

    async def count_members(self, transaction: Transaction) -> Mapping[str, int]:
        """Count by press pool the people with a card of it that has not ended."""
        people = func.count(grants.c.application_id.distinct())
        counted = select(grants.c.pool, people).where(grants.c.pool.is_not(None), grants.c.ended_at.is_(None))
        return {row.pool: row[1] for row in await transaction.connection.execute(counted.group_by(grants.c.pool))}

    async def list_uses(self, transaction: Transaction, application_id: str) -> list[GrantUse]:
        """List every grant of the person, also ended ones, in the order of their windows."""
        wanted = select(grants).where(grants.c.application_id == application_id)
        rows = await transaction.connection.execute(
            wanted.order_by(grants.c.valid_from, grants.c.given_at, grants.c.id)
        )
        person_grants = [grant_of(row) for row in rows]
        used = await self._uses.count_uses(transaction, [grant.id for grant in person_grants])
        return [GrantUse(grant, used.get(grant.id, 0)) for grant in person_grants]

    async def end_all(self, transaction: Transaction, application_id: str, *, actor: str, at: datetime) -> None:
        """End every grant of a person whose approval ends; a later approval restores none of them."""
        of_person = and_(grants.c.application_id == application_id, grants.c.ended_at.is_(None))
        ended = (await transaction.connection.scalars(select(grants.c.id).where(of_person).with_for_update())).all()
        if not ended:
            return
        await transaction.connection.execute(update(grants).where(of_person).values(ended_by=actor, ended_at=at))
        for grant_id in sorted(ended):
            details = {"application": application_id}
            await transaction.record(AuditEntry("accreditation:grant:ended", actor, grant_id, at, details))
        self._note_change(transaction, application_id)


def grant_of(row: Row[Any]) -> Grant:
    """Make the grant of a row of `grants`."""
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


def _grant_to_row(grant: Grant) -> dict[str, Any]:
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


ERASERS = (
    RowEraser(
        name="grants",
        classes=frozenset({DataClass.APPLICATIONS}),
        table=grants,
        of_person=of_application(grants.c.application_id),
    ),
)
