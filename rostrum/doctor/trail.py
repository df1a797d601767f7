"""Checks of the audit log: its end, and the times of its entries."""

import json
from collections.abc import AsyncIterator, Iterable
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.engine import make_url

from conference.clock_watch import STEPPED
from conference.storage.audit import audit_log
from conference.storage.engine import sqlite_file
from conference.storage.trail_head import END_LOST, find_lost_end, head_file, read_head
from conference.transactions import Transaction
from rostrum.doctor import Finding, ok, problem, warning
from rostrum.doctor.clocks import MAX_DIFFERENCE_S, clock_without_anchoring
from rostrum.doctor.database import database_exists, read_migrated_database
from rostrum.settings import Settings

RESTORE = "Other rows of that time are lost too; a backup may have them (docs/runbook.md, backup and restore)."
NO_LOG = "There is no audit log yet."
STEPS_REPORTED_FOR = timedelta(days=1)


async def check_trail(settings: Settings) -> Iterable[Finding]:
    """Check that the log has its end and no entry of the future, and report losses and recent steps of clocks."""
    if not database_exists(settings):
        return [ok(NO_LOG)]
    async with read_migrated_database(settings) as transaction:
        if transaction is None:
            return [ok(NO_LOG)]
        findings = [finding async for finding in _check_end(settings, transaction)]
        return findings + [finding async for finding in _check_times(settings, transaction)]


async def _check_end(settings: Settings, transaction: Transaction) -> AsyncIterator[Finding]:
    file = sqlite_file(make_url(settings.database))
    kept = read_head(head_file(file)) if file else None
    lost = await find_lost_end(transaction.connection, kept) if kept else None
    if lost is not None:
        yield problem(lost.describe(), RESTORE)
    elif kept is not None:
        yield ok(f"The audit log has its end of {kept.at:%Y-%m-%d %H:%M:%S} UTC.")
    losses = select(audit_log).where(audit_log.c.action == END_LOST).order_by(audit_log.c.seq)
    for row in await transaction.connection.execute(losses):
        entries = json.loads(row.details)["entries"]
        yield warning(f"{entries} entries of the audit log before {row.at:%Y-%m-%d %H:%M:%S} UTC were lost.", RESTORE)


async def _check_times(settings: Settings, transaction: Transaction) -> AsyncIterator[Finding]:
    now = clock_without_anchoring(settings).now()
    newest = (
        await transaction.connection.execute(select(audit_log.c.at).order_by(audit_log.c.seq.desc()).limit(1))
    ).scalar()
    if newest is not None and newest - now > timedelta(seconds=MAX_DIFFERENCE_S):
        said = f"The newest entry of the audit log is dated {newest:%Y-%m-%d %H:%M:%S}, later than now."
        yield problem(said, "The clock of this machine is behind, or that of a node was ahead: compare them.")
    else:
        yield ok(f"The newest entry of the audit log is of {newest:%Y-%m-%d %H:%M:%S} UTC." if newest else NO_LOG)
    since = now - STEPS_REPORTED_FOR
    steps = select(audit_log).where(audit_log.c.action == STEPPED, audit_log.c.at >= since).order_by(audit_log.c.seq)
    for row in await transaction.connection.execute(steps):
        seconds = json.loads(row.details)["seconds"]
        said = f"The clock of {row.subject} was set by {seconds:+} s at {row.at:%Y-%m-%d %H:%M:%S} UTC."
        yield warning(said, "Let it follow time servers that adjust it gradually (chrony, systemd-timesyncd).")
