"""Installation of paired screens: services, pages, addresses in the API, and what the feed knows of them."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial

from aiohttp import web

from broadcast.board.ports import Board
from broadcast.feed.service import FEED
from broadcast.screens.actions.attempts import save_attempts
from broadcast.screens.domain.events import ScreensChanged
from broadcast.screens.knowledge import ScreenKnowledge
from broadcast.screens.ports import ScreenServices
from broadcast.screens.storage import SqlScreenStore
from broadcast.screens.web import api, devices, pages, start_page
from broadcast.screens.web.context import SCREENS
from conference.rate_limits import Limits
from conference.tasks import end
from rostrum.runtime import Runtime


def install_screens(app: web.Application, runtime: Runtime, board: Board) -> None:
    """Install what pairs screens, what lists and changes them, and what the feed knows of them."""
    limits = Limits()
    app[SCREENS] = ScreenServices(
        board=board,
        store=SqlScreenStore(),
        rooms=frozenset(room.code for room in runtime.event.rooms),
        charge=lambda network: limits.charge(devices.REQUESTS, network, runtime.clock.now()),
    )
    for module in (api, devices, pages, start_page):
        app.router.add_routes(module.routes())
    _follow_screens(app, runtime)


def _follow_screens(app: web.Application, runtime: Runtime) -> None:
    """Let the feed ask for proofs, and tell screens what they show, while the application runs."""
    knowledge = ScreenKnowledge(runtime.transactions, SqlScreenStore(), every_s=runtime.settings.tick_s)
    sessions = app[FEED].sessions
    sessions.keys, knowledge.on_change = knowledge, sessions.review
    knowledge.on_tick = partial(save_attempts, runtime.transactions, SqlScreenStore(), app[FEED].screens)

    async def read_again(_event: ScreensChanged) -> None:
        await knowledge.refresh()

    runtime.bus.subscribe(ScreensChanged, read_again)

    async def follow(_app: web.Application) -> AsyncIterator[None]:
        await knowledge.refresh()
        task = asyncio.create_task(knowledge.run(), name="paired screens")
        yield
        await end(task)

    app.cleanup_ctx.append(follow)
