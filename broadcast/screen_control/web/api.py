"""Commands to screens in the API. The acts are those of the page of all screens."""

from datetime import datetime
from typing import Annotated

from aiohttp import web
from msgspec import Meta, Struct

from broadcast.board.roles import OPERATE_BOARD
from broadcast.screen_control.actions import read_control, send_commands
from broadcast.screen_control.domain import CommandKind, CommandOutcome, outcome_of
from broadcast.screen_control.web.context import control_of
from conference.api.answers import ROOT, CodeIn, describe_act, describe_read
from conference.api.guard import require_token
from conference.descriptions import describes
from conference.errors import NotFoundError
from conference.web import json_response, read_json, site_of, staff_of

COMMANDS = f"{ROOT}/screen-commands"
MOST_SCREENS = 1000


class CommandsIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A command to some paired screens by name, or to all of them; names of other screens are left out."""

    act: CommandKind
    screens: Annotated[list[CodeIn], Meta(max_length=MOST_SCREENS)] = []
    everywhere: bool = False


class CommandOut(Struct, frozen=True, kw_only=True):
    """A command to one screen, and what has become of it by now."""

    screen: str
    act: CommandKind
    outcome: CommandOutcome
    asked_at: datetime
    answered_at: datetime | None


class BatchOut(Struct, frozen=True):
    """The commands of one request by screen; `batch` is the id under which they are read again, for a day."""

    batch: str
    commands: list[CommandOut]


@describes(describe_act(BatchOut, CommandsIn))
@require_token(OPERATE_BOARD)
async def add_commands(request: web.Request) -> web.Response:
    """Send a command to screens."""
    body = await read_json(request, CommandsIn)
    chosen = None if body.everywhere else body.screens
    batch = await send_commands(control_of(request), body.act, chosen, staff=staff_of(request))
    return json_response(await _read_batch(request, batch))


@describes(describe_read(BatchOut, refusals=(404,)))
@require_token(OPERATE_BOARD)
async def read_commands(request: web.Request) -> web.Response:
    """Return what has become of the commands of one request."""
    found = await _read_batch(request, request.match_info["batch"])
    if not found.commands:
        raise NotFoundError("http_404")
    return json_response(found)


async def _read_batch(request: web.Request, batch: str) -> BatchOut:
    now, read = site_of(request).clock.now(), await read_control(control_of(request), batch)
    commands = [
        CommandOut(
            screen=one.screen,
            act=one.kind,
            outcome=outcome_of(one, now),
            asked_at=one.asked_at,
            answered_at=one.answered_at,
        )
        for one in read.commands.values()
    ]
    return BatchOut(batch, commands)


def routes() -> list[web.RouteDef]:
    """Return the routes."""
    return [web.post(COMMANDS, add_commands), web.get(f"{COMMANDS}/{{batch}}", read_commands)]
