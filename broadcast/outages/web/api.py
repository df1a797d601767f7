"""Notices of dark screens in the API. The act is that of the console."""

from datetime import datetime
from typing import Literal

from aiohttp import web
from msgspec import Struct

from broadcast.board.roles import OPERATE_BOARD
from broadcast.feed.displays.standings import Standing
from broadcast.outages.actions import acknowledge_notice, list_notices
from broadcast.outages.domain import Outage
from broadcast.outages.web.notices import OUTAGE_WATCH, OUTAGES, group_notices
from conference.api.answers import ROOT, describe_act, describe_read
from conference.api.guard import require_token
from conference.descriptions import describes
from conference.web import json_response, read_json, staff_of

NOTICES = f"{ROOT}/screen-notices"


class OutageOut(Struct, frozen=True, kw_only=True):
    """A screen of a notice: how it stood, since when, and when it was right again."""

    screen: str
    standing: Standing
    since: datetime
    ended_at: datetime | None


class NoticeOut(Struct, frozen=True, kw_only=True):
    """A notice that waits to be acknowledged; its screens that are dark come first, then by name."""

    notice: str
    since: datetime
    screens: list[OutageOut]


class NoticeListOut(Struct, frozen=True):
    """The notices that wait, the latest first."""

    notices: list[NoticeOut]


class NoticeActIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An act on a notice."""

    act: Literal["acknowledge"]


@describes(describe_read(NoticeListOut))
@require_token(OPERATE_BOARD)
async def list_api_notices(request: web.Request) -> web.Response:
    """List the notices of dark screens that wait on the console."""
    return json_response(await _read_notices(request))


@describes(describe_act(NoticeListOut, NoticeActIn))
@require_token(OPERATE_BOARD)
async def act_on_notice(request: web.Request) -> web.Response:
    """Take a notice off the console, and return those that still wait."""
    await read_json(request, NoticeActIn)
    notice = request.match_info["notice"]
    await acknowledge_notice(request.config_dict[OUTAGES], notice, staff=staff_of(request))
    request.config_dict[OUTAGE_WATCH].look_again()
    return json_response(await _read_notices(request))


async def _read_notices(request: web.Request) -> NoticeListOut:
    rows = group_notices(await list_notices(request.config_dict[OUTAGES]))
    return NoticeListOut(
        [
            NoticeOut(notice=row.id, since=row.since, screens=[_outage_out(one) for one in (*row.dark, *row.recovered)])
            for row in rows
        ]
    )


def _outage_out(outage: Outage) -> OutageOut:
    return OutageOut(screen=outage.screen, standing=outage.standing, since=outage.since, ended_at=outage.ended_at)


def routes() -> list[web.RouteDef]:
    """Return the routes."""
    return [web.get(NOTICES, list_api_notices), web.post(f"{NOTICES}/{{notice}}/acts", act_on_notice)]
