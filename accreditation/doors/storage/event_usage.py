"""Entries of the event that applications, badges, grants, devices and scans refer to."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Text, func, select, type_coerce

from accreditation.annexes.storage import annex_answers
from accreditation.applications.storage.tables import application_history, applications
from accreditation.badges.storage.tables import badges
from accreditation.day_badges.tables import day_badge_sets
from accreditation.documents.storage.tables import document_uploads, documents
from accreditation.doors.domain.devices import DeviceState
from accreditation.doors.storage.tables import devices, scans
from accreditation.grants.tables import grants
from conference.transactions import Transaction


async def list_used_names(transaction: Transaction) -> dict[str, frozenset[str]]:
    """Return the names in use by section of the event. A category is in use once a badge was issued for it.

    A reason is in use as long as the history of an application names it, also when the refusal or revocation was
    overturned or taken back: letters were sent with its text, and the history shows it.
    """
    connection = transaction.connection
    rows = (await connection.execute(select(badges.c.category, badges.c.zones, badges.c.reason).distinct())).all()
    made = (await connection.execute(select(day_badge_sets.c.category, day_badge_sets.c.zones).distinct())).all()
    granted = (await connection.execute(select(grants.c.zones, grants.c.pool).distinct())).all()
    held = (await connection.scalars(select(devices.c.doors).distinct())).all()
    scanned = (await connection.execute(select(scans.c.door, scans.c.zone).distinct())).all()
    asked = (await connection.execute(select(applications.c.function, applications.c.decision).distinct())).all()
    sent = (await connection.scalars(select(documents.c.kind).union(select(document_uploads.c.kind)))).all()
    named = type_coerce(application_history.c.details, Text).contains('"reason"')
    steps = (await connection.scalars(select(application_history.c.details).where(named).distinct())).all()
    decisions = [row.decision for row in asked if row.decision]
    decided = frozenset(str(one["reason"]) for one in (*decisions, *steps) if one.get("reason"))
    filled = (await connection.scalars(select(annex_answers.c.annex).distinct())).all()
    badge_reasons = frozenset(row.reason for row in rows if row.reason)
    return {
        "categories": frozenset(row.category for row in (*rows, *made)),
        "functions": frozenset(row.function for row in asked),
        "zones": _join_names(*(row.zones for row in (*rows, *made, *granted)), [row.zone for row in scanned]),
        "doors": _join_names(*held, [row.door for row in scanned]),
        "pools": frozenset(row.pool for row in granted if row.pool),
        "document_kinds": frozenset(sent),
        "refusal_reasons": decided,
        "revocation_reasons": decided | badge_reasons,
        "reissue_reasons": badge_reasons,
        "annexes": frozenset(filled),
    }


def _join_names(*lists: Iterable[str]) -> frozenset[str]:
    return frozenset(name for names in lists for name in names)


async def find_last_scans(transaction: Transaction) -> dict[str, datetime]:
    """Return door → when its last scan was received, for doors with scans that were not undone."""
    wanted = select(scans.c.door, func.max(scans.c.received_at).label("last")).where(scans.c.undone_at.is_(None))
    rows = await transaction.connection.execute(wanted.group_by(scans.c.door))
    return {row.door: row.last for row in rows}


async def list_enrolled_doors(transaction: Transaction, *, at: datetime) -> frozenset[str]:
    """Return the doors for which a device is enrolled that is neither locked nor expired."""
    wanted = select(devices.c.doors).where(devices.c.state == DeviceState.ACTIVE.value, devices.c.expires_at > at)
    return _join_names(*(await transaction.connection.scalars(wanted)).all())
