"""Changes of the programme in the API (docs/api.md)."""

from datetime import datetime, timedelta

from aiohttp import web
from msgspec import Struct

from broadcast.board.actions.read import read_board
from broadcast.board.roles import OPERATE_BOARD
from broadcast.programme.actions.changes import Request, change_programme, preview_change
from broadcast.programme.web.api_json import ID, PreviewOut, ProgrammeIn, act_of, clash_out
from broadcast.programme.web.context import programme_of
from conference.api.answers import ROOT, SEEN_HEADERS, describe_act
from conference.api.guard import require_token, seen_version
from conference.descriptions import describes
from conference.errors import InvalidError, NotFoundError
from conference.web import json_response, read_json, site_of, staff_of

CHANGES = f"{ROOT}/sessions/{{session}}/changes"

FARTHEST = timedelta(days=366)
"""How far away a time may be; far days have no moment in UTC."""


class ChangedOut(Struct, frozen=True):
    """The session that a change concerned, whether the board changed, and its offset."""

    key: str
    changed: bool
    offset: int


@describes(describe_act(ChangedOut, ProgrammeIn, headers=SEEN_HEADERS))
@require_token(OPERATE_BOARD)
async def change_session(request: web.Request) -> web.Response:
    """Move, delay, postpone, split, merge, add, cancel or retitle a session, or agree on its end."""
    body = await read_json(request, ProgrammeIn)
    check_moments(request, body)
    asked = Request(
        operator=staff_of(request),
        expected=seen_version(request, body.version),
        confirmed=tuple(body.confirmed),
    )
    done = await change_programme(programme_of(request), act_of(session_id_of(request), body), asked)
    return json_response(ChangedOut(done.key, done.changed, done.revision.offset))


@describes(describe_act(PreviewOut, ProgrammeIn))
@require_token(OPERATE_BOARD)
async def preview_session(request: web.Request) -> web.Response:
    """Return what a change would write, and the clashes that it would make; nothing is written."""
    body = await read_json(request, ProgrammeIn)
    check_moments(request, body)
    services = programme_of(request)
    offset = (await read_board(services.board)).revision.offset
    preview = await preview_change(services, act_of(session_id_of(request), body), operator=staff_of(request))
    return json_response(PreviewOut(sorted(preview.states), [clash_out(one) for one in preview.clashes], offset))


def session_id_of(request: web.Request) -> str:
    """Return the id in the address. Raises NotFoundError for one that no session can have."""
    session_id = request.match_info["session"]
    if ID.fullmatch(session_id) is None:
        raise NotFoundError("board.unknown_key")
    return session_id


def check_moments(request: web.Request, body: Struct) -> None:
    """Raise InvalidError `field.not_date` for a moment that is more than a year away."""
    now = site_of(request).clock.now()
    for field in ("starts_at", "ends_at", "resumes_at", "until"):
        moment: datetime | None = getattr(body, field, None)
        if moment is not None and abs(moment - now) > FARTHEST:
            raise InvalidError("field.not_date", {field: "field.not_date"})


def routes() -> list[web.RouteDef]:
    """Return the routes."""
    return [web.post(CHANGES, change_session), web.post(f"{CHANGES}/preview", preview_session)]
