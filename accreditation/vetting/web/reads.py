"""Audit entries of officers who open an application."""

from datetime import timedelta

from aiohttp import web

from accreditation.applications.web.context import application_pages_of
from conference.audit import AuditEntry
from conference.transactions import Transaction
from conference.web import site_of, staff_of

AGAIN_AFTER = timedelta(minutes=10)
"""Time in which repeated views of one application by one officer are one entry: the page is shown after every act."""

_MOST_REMEMBERED = 10_000


def record_opening(request: web.Request, application_id: str) -> None:
    """Record that the officer reads the application; after the answer, and again until the database takes it."""
    pages, now, officer = application_pages_of(request), site_of(request).clock.now(), staff_of(request).id
    recent, key = pages.recent_reads, (officer, application_id)
    if key in recent and now - recent[key] < AGAIN_AFTER:
        return
    if len(recent) >= _MOST_REMEMBERED:
        recent.clear()
    recent[key] = now
    entry = AuditEntry("accreditation:application:read", officer, application_id, now)

    async def append(transaction: Transaction) -> None:
        await transaction.record(entry)

    pages.write_later("audit of a read application", append)
