"""Requested grants of tests, and direct access to stored ones."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import select

from accreditation.access.rules import GrantRecord
from accreditation.doors.storage.grants import SqlGrantRecords
from accreditation.doors.storage.tables import roster_changes
from accreditation.grants.actions import GrantServices
from accreditation.grants.domain import WantedGrant
from conference.clock import ManualClock

HOUR = timedelta(hours=1)


def wanted(clock: ManualClock, *zones: str, entries: int | None = None) -> WantedGrant:
    """Return a request for the next hour; without zones, for the signing stage."""
    return WantedGrant(zones or ("signing_stage",), clock.now(), clock.now() + HOUR, entries)


async def records(grants: GrantServices, *application_ids: str) -> Mapping[str, tuple[GrantRecord, ...]]:
    """Return the grants that open zones at doors, by application."""
    async with grants.transactions.read() as transaction:
        return await SqlGrantRecords().find_by_applications(transaction, application_ids)


async def list_changes(grants: GrantServices) -> list[str]:
    """List the applications whose roster rows changed, in order."""
    async with grants.transactions.read() as transaction:
        return list(await transaction.connection.scalars(select(roster_changes.c.application_id)))
