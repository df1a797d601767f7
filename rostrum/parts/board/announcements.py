"""Installation of planned announcements: their services, their page, and the task that publishes what is due."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial

from aiohttp import web

from broadcast.announcements.actions.publishing import publish_due
from broadcast.announcements.domain.terms import Term
from broadcast.announcements.ports import AnnouncementServices
from broadcast.announcements.runtime import PlannedWatch
from broadcast.announcements.storage import SqlPlannedAnnouncements
from broadcast.announcements.web import api, pages, terms
from broadcast.announcements.web.context import ANNOUNCEMENTS, PLANNED_WATCH
from broadcast.board.domain.proposals import TwoPersonAct
from broadcast.board.ports import Board
from broadcast.console.console import STAFF_STREAM
from conference.event import Event
from conference.tasks import end
from rostrum.runtime import Runtime

_WRITE = "planned announcements"


def install_announcements(app: web.Application, runtime: Runtime, board: Board) -> None:
    """Install the page and the addresses in the API, and publish what is due while the application runs."""
    background = runtime.transactions.background

    def note_change() -> None:
        watch.look_again()

    services = AnnouncementServices(
        board=board,
        store=SqlPlannedAnnouncements(),
        needs_reader=TwoPersonAct.EMERGENCY.value in runtime.event.console.second_person_for,
        terms=terms_of(runtime.event),
        note_change=note_change,
    )
    watch = PlannedWatch(
        services,
        lambda: background.add(_WRITE, partial(publish_due, services), key=_WRITE),
        app[STAFF_STREAM].look_again,
    )
    app[ANNOUNCEMENTS], app[PLANNED_WATCH] = services, watch
    for module in (api, pages, terms):
        app.router.add_routes(module.routes())

    async def watch_times(_app: web.Application) -> AsyncIterator[None]:
        task = asyncio.create_task(watch.run(), name=_WRITE)
        yield
        await end(task)

    app.cleanup_ctx.append(watch_times)


def terms_of(event: Event) -> tuple[Term, ...]:
    """Return the agreed terms of the event."""
    made = []
    for term in event.terms:
        avoid: dict[str, tuple[str, ...]] = {}
        for one in term.avoid:
            avoid[one.language] = (*avoid.get(one.language, ()), one.wording)
        made.append(Term(code=term.code, name=term.name, avoid=avoid))
    return tuple(made)
