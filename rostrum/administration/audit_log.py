"""The audit log with filters, as a page and as a table. Entries are shown as stored: nothing is joined to a subject."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace as with_changes
from datetime import date, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from aiohttp import web
from msgspec import Meta, Struct, to_builtins
from msgspec.structs import replace

from conference.audit import SYSTEM, AuditEntry, canonical_details
from conference.auth.people import list_staff
from conference.auth.roles import ADMINISTER, READ_TRAIL, may
from conference.errors import RostrumError
from conference.spreadsheets import csv_rows, csv_table
from conference.storage.audit_list import AuditPage, AuditRow, AuditSearch, each_page, find_newest, search_entries
from conference.texts.catalogues import key_family
from conference.web import Identifier, KeyPager, Line, language_of, query_address, read_query, render, require
from conference.web.context import site_of, staff_of
from rostrum.administration.audit_actions import ACTION_TEXTS
from rostrum.administration.context import runtime_of
from rostrum.administration.trail_people import find_people

PATH = "/staff/audit"
TABLE_PATH = f"{PATH}.csv"
PAGE_ROWS = 50
TABLE_ROWS = 1000
"""Rows of the table that are read and written at a time."""

ACTORS = key_family("admin.actor.", ("applicant", SYSTEM))
"""Actors of the audit log who are no staff."""

_COLUMNS = ("number", "at", "action", "action_text", "actor", "subject", "details")
_Number = Annotated[int, Meta(ge=1)]


class AuditQuery(Struct, frozen=True, kw_only=True, rename={"words": "q"}):
    """Query of the list: actor, action, subject (`q`), person, day at the venue, and the entry beside the page."""

    actor: Identifier = ""
    action: Identifier = ""
    words: Line = ""
    person: Line = ""
    day: date | None = None
    before: _Number | None = None
    after: _Number | None = None

    @property
    def filter(self) -> "AuditQuery":
        """The query of the first page."""
        return replace(self, before=None, after=None)


@require(ADMINISTER, READ_TRAIL)
async def show_audit(request: web.Request) -> web.Response:
    """`GET /staff/audit`."""
    query, runtime = read_query(request, AuditQuery), runtime_of(request)
    async with runtime.transactions.read() as transaction:
        about = await find_people(transaction, query.person) if query.person else None
        search = with_changes(_to_search(request, query, limit=PAGE_ROWS), about=about)
        found = await search_entries(transaction.connection, search)
    accounts = await list_staff(site_of(request).accounts)
    return render(
        request,
        "administration/audit.html",
        query=query,
        entries=found.rows,
        pager=_pager_of(found),
        older_address=lambda number: query_address(PATH, replace(query.filter, before=number)),
        newer_address=lambda number: query_address(PATH, replace(query.filter, after=number)),
        subject_address=lambda subject: query_address(PATH, AuditQuery(words=subject)),
        table_address=query_address(TABLE_PATH, query.filter),
        is_filtered=query != AuditQuery(),
        action_texts=ACTION_TEXTS,
        actions=_actions_in_order(request),
        actors=ACTORS,
        links_to_people=may(staff_of(request), ADMINISTER),
        names={account.staff.id: account.staff.name for account in accounts},
    )


def _pager_of(page: AuditPage) -> KeyPager:
    if not page.rows:
        return KeyPager(None, None)
    newest, oldest = page.rows[0].seq, page.rows[-1].seq
    return KeyPager(newest if page.has_newer else None, oldest if page.has_older else None)


def _actions_in_order(request: web.Request) -> Sequence[tuple[str, str]]:
    """Return the code and the text of every action, by code: the actions of one thing are together."""
    texts, code = site_of(request).catalogues, language_of(request)
    return [(action, texts.text(code, key)) for action, key in sorted(ACTION_TEXTS.items())]


@require(ADMINISTER, READ_TRAIL)
async def download_audit(request: web.Request) -> web.StreamResponse:
    """`GET /staff/audit.csv`: all entries of a query, read and sent in pages.

    The download is an entry of the audit log itself, written before the first row is sent.
    """
    query, runtime = read_query(request, AuditQuery).filter, runtime_of(request)
    async with runtime.transactions.read() as transaction:
        newest = await find_newest(transaction.connection)
        about = await find_people(transaction, query.person) if query.person else None
    filters = {name: value for name, value in to_builtins(query).items() if value}
    typed = {name: filters.pop(name) for name in ("q", "person") if name in filters}
    details = {"newest": newest, **filters}
    await runtime.transactions.record_read(
        AuditEntry("conference:audit:exported", staff_of(request).id, "audit", runtime.clock.now(), details, typed)
    )
    search = with_changes(_to_search(request, query, limit=TABLE_ROWS), before=newest + 1, about=about)
    return await _send_table(request, search)


async def _send_table(request: web.Request, search: AuditSearch) -> web.StreamResponse:
    runtime, zone = runtime_of(request), runtime_of(request).event.zone_info
    texts = dict(_actions_in_order(request))
    headers = {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": 'attachment; filename="audit.csv"',
        "Cache-Control": "no-store",
    }
    response = web.StreamResponse(headers=headers)
    await response.prepare(request)
    await response.write(csv_table(_COLUMNS, ()))
    try:
        async for rows in each_page(runtime.transactions, search):
            await response.write(await asyncio.to_thread(_table_rows, rows, texts, zone))
    except RostrumError:
        if request.transport is not None:
            request.transport.abort()  # a table without its end must not look complete
        return response
    await response.write_eof()
    return response


def _table_rows(rows: Sequence[AuditRow], texts: Mapping[str, str], zone: ZoneInfo) -> bytes:
    return csv_rows(
        (
            str(row.seq),
            row.entry.at.astimezone(zone).isoformat(),
            row.entry.action,
            texts.get(row.entry.action, ""),
            row.entry.actor,
            row.entry.subject,
            canonical_details(with_changes(row.entry, details={**row.entry.details, **row.entry.personal})),
        )
        for row in rows
    )


def _to_search(request: web.Request, query: AuditQuery, *, limit: int) -> AuditSearch:
    zone, day = runtime_of(request).event.zone_info, query.day
    return AuditSearch(
        actor=query.actor,
        action=query.action,
        subject=query.words,
        since=None if day is None else datetime.combine(day, time.min, zone),
        until=None if day is None else datetime.combine(day + timedelta(days=1), time.min, zone),
        before=query.before,
        after=query.after,
        limit=limit,
    )
