"""The audit log with filters, as a page and as a table. Entries are shown as stored: nothing is joined to a subject."""

import asyncio
from datetime import date, datetime, time, timedelta

from aiohttp import web
from msgspec.structs import replace

from conference.audit import SYSTEM, AuditEntry, canonical_details
from conference.auth.people import list_staff
from conference.auth.roles import ADMINISTER
from conference.spreadsheets import csv_table
from conference.storage.audit_list import AuditSearch, list_actions, search_entries
from conference.texts.catalogues import key_family
from conference.web import Identifier, ListQuery, Pager, offset_of, query_address, read_query, render, require
from conference.web.context import site_of, staff_of
from rostrum.administration.context import runtime_of

PATH = "/staff/audit"
TABLE_PATH = f"{PATH}.csv"
PAGE_ROWS = 50
ACTORS = key_family("admin.actor.", ("applicant", SYSTEM))
"""Actors of the audit log who are no staff."""

_COLUMNS = ("number", "at", "action", "actor", "subject", "details")


class AuditQuery(ListQuery, frozen=True, kw_only=True):
    """Query of the list: actor, action, part of the subject (`q`), day at the venue, page."""

    actor: Identifier = ""
    action: Identifier = ""
    day: date | None = None


@require(ADMINISTER)
async def show_audit(request: web.Request) -> web.Response:
    """`GET /staff/audit`."""
    query, runtime = read_query(request, AuditQuery), runtime_of(request)
    async with runtime.transactions.read() as transaction:
        found = await search_entries(transaction.connection, _to_search(request, query))
        actions = await list_actions(transaction.connection)
    accounts = await list_staff(site_of(request).accounts)
    return render(
        request,
        "administration/audit.html",
        query=query,
        entries=found.rows,
        pager=Pager(query.page, PAGE_ROWS, found.total),
        page_address=lambda page: query_address(PATH, replace(query, page=page)),
        table_address=query_address(TABLE_PATH, replace(query, page=1)),
        is_filtered=replace(query, page=1) != AuditQuery(),
        actions=actions,
        actors=ACTORS,
        names={account.staff.id: account.staff.name for account in accounts},
    )


@require(ADMINISTER)
async def download_audit(request: web.Request) -> web.Response:
    """`GET /staff/audit.csv`: all entries of a query. The download is an entry of the audit log itself."""
    query, runtime = read_query(request, AuditQuery), runtime_of(request)
    search = _to_search(request, query, limit=None)
    async with runtime.transactions.read() as transaction:
        found = await search_entries(transaction.connection, search)
    entry = AuditEntry(
        "conference:audit:exported", staff_of(request).id, "audit", runtime.clock.now(), {"entries": found.total}
    )
    await runtime.transactions.record_read(entry)
    rows = [
        (str(row.seq), one.at.isoformat(), one.action, one.actor, one.subject, canonical_details(one))
        for row in found.rows
        for one in (row.entry,)
    ]
    table = await asyncio.to_thread(csv_table, _COLUMNS, rows)
    headers = {"Content-Disposition": 'attachment; filename="audit.csv"', "Cache-Control": "no-store"}
    return web.Response(body=table, content_type="text/csv", charset="utf-8", headers=headers)


def _to_search(request: web.Request, query: AuditQuery, *, limit: int | None = PAGE_ROWS) -> AuditSearch:
    zone = runtime_of(request).event.zone_info
    day = query.day
    return AuditSearch(
        actor=query.actor,
        action=query.action,
        subject=query.words,
        since=None if day is None else datetime.combine(day, time.min, zone),
        until=None if day is None else datetime.combine(day + timedelta(days=1), time.min, zone),
        offset=0 if limit is None else offset_of(query.page, PAGE_ROWS),
        limit=limit,
    )
