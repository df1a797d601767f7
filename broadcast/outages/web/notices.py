"""Notices of dark screens on the console, and the form that takes one off."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from aiohttp import web
from msgspec import Struct

from broadcast.board.roles import OPERATE_BOARD
from broadcast.outages.actions import acknowledge_notice
from broadcast.outages.domain import Outage
from broadcast.outages.ports import OutageServices
from broadcast.outages.runtime import OutageWatch
from conference.web import Identifier, form_on, read_form, require, staff_of

OUTAGES: web.AppKey[OutageServices] = web.AppKey("outages", OutageServices)
OUTAGE_WATCH: web.AppKey[OutageWatch] = web.AppKey("outage_watch", OutageWatch)


class NoticeRow(Struct, frozen=True, kw_only=True):
    """A notice that waits to be acknowledged: its dark screens, and those that are right again, by name."""

    id: str
    since: datetime
    dark: Sequence[Outage]
    recovered: Sequence[Outage]


class NoticeForm(Struct, frozen=True, kw_only=True):
    """The form of a notice: the session that is chosen on the console."""

    session: Identifier = ""


def routes() -> list[web.RouteDef]:
    """Return the route of the form."""
    return [web.post("/staff/console/outages/{notice}/acknowledge", acknowledge)]


@require(OPERATE_BOARD)
@form_on("/staff/console", NoticeForm)
async def acknowledge(request: web.Request) -> web.Response:
    """Acknowledge a notice of dark screens."""
    form, services = await read_form(request, NoticeForm), request.config_dict[OUTAGES]
    await acknowledge_notice(services, request.match_info["notice"], staff=staff_of(request))
    request.config_dict[OUTAGE_WATCH].look_again()
    raise web.HTTPSeeOther(f"/staff/console?session={form.session}")


def notice_rows(request: web.Request) -> list[NoticeRow]:
    """Return the notices that wait, the latest first, as this node last read them; none in a rehearsal."""
    watch = request.config_dict.get(OUTAGE_WATCH)
    if watch is None or not request.config_dict[OUTAGES].rules.on_console:
        return []
    return group_notices(watch.waiting)


def group_notices(outages: Sequence[Outage]) -> list[NoticeRow]:
    """Return the notices of outages that are sorted by notice."""
    return [_make_row(notice, list(told)) for notice, told in groupby(outages, lambda one: one.notice)]


def _make_row(notice: str, outages: Sequence[Outage]) -> NoticeRow:
    return NoticeRow(
        id=notice,
        since=min(one.since for one in outages),
        dark=[one for one in outages if one.ended_at is None],
        recovered=[one for one in outages if one.ended_at is not None],
    )
