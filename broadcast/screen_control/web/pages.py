"""The page of all screens: how each stands, commands to one, many or all with the result of each, pictures."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

from aiohttp import web
from msgspec import Meta, Struct

from broadcast.board.roles import OPERATE_BOARD
from broadcast.feed.displays.standings import Standing
from broadcast.feed.screens import Screen
from broadcast.feed.service import Feed, feed_of
from broadcast.outages.domain import find_standings
from broadcast.screen_control.actions import read_control, send_commands
from broadcast.screen_control.domain import CommandKind, CommandOutcome, outcome_of
from broadcast.screen_control.web.context import control_of
from conference.texts.catalogues import key_family
from conference.web import (
    FormOutcome,
    Identifier,
    form_on,
    read_form,
    read_query,
    render,
    require,
    shows_refusal_on,
    site_of,
    staff_of,
)

HOME = "/staff/screens/control"
REFRESH_S = 3
"""Seconds between two reads of the page, also without scripts while results are waited for."""

KINDS = key_family("control.act.", (kind.value for kind in CommandKind))
OUTCOMES = key_family("control.outcome.", (one.value for one in CommandOutcome))
ERRORS = key_family("error.screens.", ("none_chosen", "no_picture"))
STANDINGS = key_family("console.screens.", (one.value for one in Standing))


class ControlQuery(Struct, frozen=True, kw_only=True):
    """Query of the page: the commands whose results are shown."""

    batch: Identifier = ""


class CommandForm(Struct, frozen=True, kw_only=True):
    """A command to the chosen screens, or to all of them."""

    act: Annotated[CommandKind, Meta(extra={"error": "http_422"})]
    screens: tuple[str, ...] = ()
    everywhere: bool = False


class ControlRow(Struct, frozen=True, kw_only=True):
    """A paired screen: how it stands, when it last reported, which page it shows, its picture, its latest result.

    `is_unstored`: its device has no copy of the page, and would not start without the server.
    `kind` and `outcome` are those of the commands that are shown, None for a screen that got none.
    """

    name: str
    standing: Standing
    reported_at: datetime | None
    page: int
    pages: int
    is_unstored: bool
    pictured_at: datetime | None
    kind: CommandKind | None
    outcome: CommandOutcome | None


def routes() -> list[web.RouteDef]:
    """Return the routes."""
    return [web.get(HOME, show_control), web.post(HOME, command)]


@require(OPERATE_BOARD)
async def show_control(request: web.Request) -> web.Response:
    """Show all paired screens, with the results of the commands of `?batch=`."""
    return await _render_page(request, read_query(request, ControlQuery).batch, FormOutcome())


async def _show_outcome(request: web.Request, outcome: FormOutcome) -> web.Response:
    return await _render_page(request, "", outcome)


@form_on(HOME, CommandForm)
@require(OPERATE_BOARD)
@shows_refusal_on(_show_outcome, CommandForm)
async def command(request: web.Request) -> web.Response:
    """Send a command to the chosen screens."""
    form = await read_form(request, CommandForm)
    chosen = None if form.everywhere else form.screens
    batch = await send_commands(control_of(request), form.act, chosen, staff=staff_of(request))
    raise web.HTTPSeeOther(f"{HOME}?batch={batch}")


async def _render_page(request: web.Request, batch: str, outcome: FormOutcome) -> web.Response:
    rows = await _list_rows(request, batch)
    chosen = outcome.typed.get("screens") or [row.name for row in rows if row.outcome is not None]
    context: dict[str, Any] = {
        "rows": rows,
        "home": HOME,
        "refresh_s": REFRESH_S,
        "batch": batch,
        "chosen": chosen,
        "kinds": KINDS,
        "outcomes": OUTCOMES,
        "standings": STANDINGS,
        "outcome": outcome,
        "counts": _count_outcomes(rows),
    }
    return render(request, "screen_control/control.html", status=outcome.status, **context)


def _count_outcomes(rows: Sequence[ControlRow]) -> Mapping[CommandOutcome, int]:
    outcomes = [row.outcome for row in rows if row.outcome is not None]
    return {one: outcomes.count(one) for one in CommandOutcome if one in outcomes}


async def _list_rows(request: web.Request, batch: str) -> list[ControlRow]:
    services, feed, now = control_of(request), feed_of(request), site_of(request).clock.now()
    read = await read_control(services, batch)
    names, commands, pictured = read.screens, read.commands, read.pictured
    standings = find_standings(feed.screens.list_all(), names, feed.standing_of)
    latest = _latest_reports(feed, names)
    return [
        ControlRow(
            name=name,
            standing=standings[name],
            reported_at=latest[name].shown_at if name in latest else None,
            page=latest[name].page if name in latest else 1,
            pages=latest[name].pages if name in latest else 1,
            is_unstored=name in latest and latest[name].is_stored is False,
            pictured_at=pictured.get(name),
            kind=commands[name].kind if name in commands else None,
            outcome=outcome_of(commands[name], now) if name in commands else None,
        )
        for name in names
    ]


def _latest_reports(feed: Feed, names: Sequence[str]) -> Mapping[str, Screen]:
    """Return the connection of each screen that reported last."""
    found: dict[str, Screen] = {}
    known = set(names)
    for screen in feed.screens.list_all():
        name = screen.name.partition(".")[0]
        if name not in known or screen.shown_at is None:
            continue
        earlier = found.get(name)
        if earlier is None or earlier.shown_at is None or earlier.shown_at < screen.shown_at:
            found[name] = screen
    return found
