"""The stream of the console's parts: its route, and which parts show which keys of the board."""

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence

from aiohttp import web
from markupsafe import Markup

from broadcast.board.domain.board import (
    ALERT,
    ANNOUNCEMENT,
    IDENTIFICATION,
    INTERPRETATION,
    TALLY,
    session_key,
    speakers_key,
)
from broadcast.board.roles import OPERATE_BOARD
from broadcast.console.console import (
    CHANGED_PARTS,
    STAFF_STREAM,
    ConsoleQuery,
    Outcome,
    console_context,
    read_console,
)
from broadcast.console.staff_stream import RenderedParts, StaffConnection, StaffStream, Wanted, without_tokens
from broadcast.feed.displays.standings import Standing
from broadcast.feed.service import FEED, Feed, feed_of
from conference.auth.logins import find_follower
from conference.auth.roles import may
from conference.connections.http import request_network
from conference.tasks import end
from conference.web import language_of, read_query, render_text, require, site_of, staff_of
from conference.web.context import visit_of

EVENTS = "/staff/console/events"

COMMON_PARTS = ("numbers", "log", "screens", "presence", "outages", "proposals", "planned", "interpretation")
"""Parts that are rendered at each push: any change is in the log, screens come and go, and an agreed end draws near."""

STANDINGS_EVERY_S = 1.0
"""Seconds between two looks at the standings of screens."""

EMPTY_PARTS = ("numbers",)
"""Parts of the console before a programme is loaded."""

OWN_PARTS = ("chosen", "speakers", "signing", "dialogs")
"""Parts that show the session and its list of speakers."""


def routes() -> list[web.RouteDef]:
    """Return the route of the stream."""
    return [web.get(EVENTS, push_parts, allow_head=False)]


@require(OPERATE_BOARD)
async def push_parts(request: web.Request) -> web.StreamResponse:
    """Push the parts of the console with the session of `?session=`: all of them, then those that change."""
    feed, session = feed_of(request), read_query(request, ConsoleQuery).session
    response = web.StreamResponse(
        headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    )
    connection = StaffConnection(
        feed.connections,
        request.config_dict[STAFF_STREAM],
        request,
        language=language_of(request),
        session=session,
        staff=staff_of(request),
        network=request_network(request),
    )
    await response.prepare(request)
    await connection.serve(request)
    return response


def install_stream(app: web.Application) -> None:
    """Put the stream on an application that has its feed, and push parts while the application runs."""
    app[STAFF_STREAM] = StaffStream(render_groups, app[FEED].hub.latest.changed_since, may_follow)
    app.cleanup_ctx.append(_run_stream)


async def _run_stream(app: web.Application) -> AsyncIterator[None]:
    hub, stream = app[FEED].hub, app[STAFF_STREAM]
    tell = hub.on_refreshed

    def note_refresh(offset: int) -> None:
        tell(offset)
        stream.note_offset(offset)

    hub.on_refreshed = note_refresh
    stream.note_offset(hub.latest.offset)
    pushing = asyncio.create_task(stream.run(), name="console pushes")
    watching = asyncio.create_task(_watch_standings(app[FEED], stream), name="console screens")
    yield
    await end(pushing, watching)


async def _watch_standings(feed: Feed, stream: StaffStream) -> None:
    """Push soon after the standing of a screen has changed, which no message says of one that is silent."""
    known: dict[str, Standing] = {}
    while True:
        await asyncio.sleep(STANDINGS_EVERY_S)
        standings = {screen.name: feed.standing_of(screen) for screen in feed.screens.list_all()}
        if standings != known:
            known = standings
            stream.look_again()


async def render_groups(wanted: Sequence[Wanted]) -> Sequence[RenderedParts]:
    """Render the parts of each group; the board is read once for all.

    A board that has changed since the changed keys were told is rendered whole: no part may be older than the revision.
    """
    read = await read_console(wanted[0].connection.request)
    found = []
    for one in wanted:
        request, session = one.connection.request, one.connection.session
        context = await console_context(request, chosen=session or None, outcome=Outcome(), read=read)
        context["csrf_field"] = _blank_field
        changed = one.changed if read.state.revision.offset <= one.offset else None
        names = list_parts(changed, session) if context["chosen"] else EMPTY_PARTS
        parts = {name: without_tokens(render_text(request, f"console/part_{name}.html", **context)) for name in names}
        found.append(RenderedParts(context["revision"], parts))
    return found


async def may_follow(connection: StaffConnection) -> bool:
    """Return whether the login with which a stream was opened has not ended and may operate the board."""
    secret = visit_of(connection.request).login_secret
    staff = await find_follower(site_of(connection.request).accounts, secret) if secret else None
    return staff is not None and may(staff, OPERATE_BOARD)


def list_parts(changed: Collection[str] | None, session: str) -> Sequence[str]:
    """Return the parts that show the changed keys, in their order; None stands for every key."""
    pushed = tuple(name for name in CHANGED_PARTS if name != "revision")
    if changed is None:
        return pushed
    names = set(COMMON_PARTS)
    for key in changed:
        names.update(_parts_of_key(key, session, pushed))
    return tuple(name for name in pushed if name in names)


def _parts_of_key(key: str, session: str, every: Collection[str]) -> Collection[str]:
    if key in (session_key(session), speakers_key(session)):
        return OWN_PARTS
    if key.startswith((session_key(""), speakers_key(""), INTERPRETATION, ALERT)) or key == IDENTIFICATION:
        return ()
    if key.startswith(ANNOUNCEMENT):
        return ("announced",)
    return ("signing",) if key == TALLY else every


def _blank_field() -> Markup:
    return Markup('<input type="hidden" name="csrf" value=""><input type="hidden" name="csrf_person" value="">')
