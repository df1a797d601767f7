"""Private sessions in the API: for tokens of those who may see them (docs/api.md)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal

from aiohttp import web
from msgspec import Meta, Struct

from broadcast.board.roles import SEE_PRIVATE_SESSIONS
from broadcast.programme.actions.changes import Request
from broadcast.programme.actions.private import (
    add_private,
    change_private_session,
    list_private,
    publish_private,
    undo_private,
)
from broadcast.programme.domain.acts import Add
from broadcast.programme.domain.private import PrivateChange
from broadcast.programme.ports import PrivateRow
from broadcast.programme.web.api import check_moments, session_id_of
from broadcast.programme.web.api_json import ClashCode, Moment, TitleIn, required
from broadcast.programme.web.context import programme_of
from conference.api.answers import ROOT, SEEN_HEADERS, CodeIn, SeenVersionIn, describe_act, describe_read
from conference.api.guard import require_token, seen_version
from conference.descriptions import describes
from conference.event.kinds import Kind
from conference.web import json_response, read_json, staff_of

PRIVATE = f"{ROOT}/private-sessions"


class PrivateOut(Struct, frozen=True, kw_only=True):
    """A private session; `viewers` are ids of staff and names of roles. `version` is to be sent with an act."""

    id: str
    title: Mapping[str, str]
    kind: str
    room: str
    starts_at: datetime
    ends_at: datetime
    viewers: list[str]
    cancelled: bool
    version: int


class PrivateListOut(Struct, frozen=True):
    """The private sessions that the owner of the token may see."""

    sessions: list[PrivateOut]


class PrivateIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An act on a private session. `publish` needs `sure`, and the permission to operate the board."""

    act: Literal["add", "change", "cancel", "reinstate", "undo", "publish"]
    title: dict[str, TitleIn] | None = None
    kind: Kind | None = None
    room: CodeIn | None = None
    starts_at: Moment | None = None
    ends_at: Moment | None = None
    viewers: Annotated[list[CodeIn], Meta(max_length=100)] | None = None
    sure: bool = False
    confirmed: Annotated[list[ClashCode], Meta(max_length=200)] = []
    version: SeenVersionIn | None = None


class PrivateDoneOut(Struct, frozen=True):
    """The session that an act concerned, and whether anything changed."""

    id: str
    changed: bool


@describes(describe_read(PrivateListOut))
@require_token(SEE_PRIVATE_SESSIONS)
async def list_sessions(request: web.Request) -> web.Response:
    """List the private sessions, in the order of their times."""
    rows = await list_private(programme_of(request), staff=staff_of(request))
    return json_response(PrivateListOut([private_out(row) for row in rows]))


@describes(describe_act(PrivateDoneOut, PrivateIn, headers=SEEN_HEADERS))
@require_token(SEE_PRIVATE_SESSIONS)
async def act_on_session(request: web.Request) -> web.Response:
    """Add, change, cancel, reinstate, undo or publish a private session."""
    body = await read_json(request, PrivateIn)
    check_moments(request, body)
    services, session_id = programme_of(request), session_id_of(request)
    asked = Request(
        operator=staff_of(request),
        expected=None if body.act == "add" else seen_version(request, body.version),
        confirmed=tuple(body.confirmed),
    )
    match body.act:
        case "add":
            changed = (await add_private(services, _addition_of(session_id, body), body.viewers or (), asked)).changed
        case "undo":
            changed = (await undo_private(services, session_id, asked)).changed
        case "publish":
            changed = (await publish_private(services, session_id, asked, confirmed=body.sure)).changed
        case _:
            changed = (await change_private_session(services, session_id, _change_of(body), asked)).changed
    return json_response(PrivateDoneOut(session_id, changed))


def private_out(row: PrivateRow) -> PrivateOut:
    """Return a private session."""
    plan = row.session.plan
    return PrivateOut(
        id=row.session.id,
        title=plan.title,
        kind=plan.kind,
        room=plan.room,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        viewers=list(row.session.viewers),
        cancelled=row.session.cancelled,
        version=row.version,
    )


def _addition_of(session_id: str, body: PrivateIn) -> Add:
    return Add(
        session=session_id,
        title=required(body.title, "title"),
        kind=required(body.kind, "kind"),
        room=required(body.room, "room"),
        starts_at=required(body.starts_at, "starts_at"),
        ends_at=required(body.ends_at, "ends_at"),
    )


def _change_of(body: PrivateIn) -> PrivateChange:
    if body.act != "change":
        return PrivateChange(cancelled=body.act == "cancel")
    return PrivateChange(
        title=body.title,
        kind=body.kind,
        room=body.room,
        starts_at=body.starts_at,
        ends_at=body.ends_at,
        viewers=None if body.viewers is None else tuple(body.viewers),
    )


def routes() -> list[web.RouteDef]:
    """Return the routes."""
    return [web.get(PRIVATE, list_sessions), web.post(f"{PRIVATE}/{{session}}/acts", act_on_session)]
