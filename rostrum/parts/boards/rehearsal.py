"""Installation of rehearsals: their pages for staff, and the application of the one that runs, opened when needed."""

import base64
import hashlib
import hmac
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from functools import partial

from aiohttp import web

from broadcast.board.event_data import countries_of
from broadcast.board.ports import Board
from broadcast.board.roles import OPERATE_BOARD
from broadcast.board.storage import SqlBoardStore
from broadcast.feed.assembly import BoardPlace, Broadcast, Node, assemble, stream_of
from broadcast.feed.node_storage import SqlNodeStore
from broadcast.rehearsal import access
from broadcast.rehearsal.clock import RehearsalClock
from broadcast.rehearsal.domain.rehearsals import Rehearsal
from broadcast.rehearsal.following import FollowedBoardStore
from broadcast.rehearsal.hosting import RehearsalHost
from broadcast.rehearsal.ports import RehearsalServices
from broadcast.rehearsal.register import RehearsedRegister
from broadcast.rehearsal.runs import RehearsedRuns
from broadcast.rehearsal.storage import SqlNotes, SqlRehearsals
from broadcast.rehearsal.tables import BOARD_TABLES, NODE_TABLE
from broadcast.rehearsal.transactions import RehearsalTransactions
from broadcast.rehearsal.web import api, control, debrief, refusing
from broadcast.rehearsal.web.context import HOST, REHEARSALS
from broadcast.signing.actions.following import RegisterFollowers
from broadcast.signing.ports import NoBadges, SigningServices
from broadcast.signing.services import SIGNING
from broadcast.signing.storage import SqlRegister
from conference.api.guard import API_GUARD, ApiGuard, limit_per_token
from conference.bus import Bus
from conference.metrics import METRICS
from conference.web import SITE, Site
from conference.web.install import install_frame
from conference.web.observed import observe
from conference.web.prefix import MountedSite
from rostrum.parts.board.alerts import install_rehearsed_alerts
from rostrum.parts.boards.pages import FeedLimits, install_board_pages
from rostrum.parts.sessions.scripts import install_rehearsed_scripts, rehearsed_script_services
from rostrum.runtime import Runtime

LIMITS = FeedLimits(most_viewers=500, drain_s=1.0)
"""The feed of a rehearsal has screens alone."""

API_PER_MINUTE = 60_000
"""Requests of one API token in a rehearsal: its clock, by which the limit counts, may be set back."""


def install_rehearsals(app: web.Application, runtime: Runtime, live: Board) -> None:
    """Install the pages of rehearsals, and the place of the running one."""
    services = RehearsalServices(
        transactions=runtime.transactions,
        store=SqlRehearsals(),
        notes=SqlNotes(),
        live=live,
        board_store=SqlBoardStore(BOARD_TABLES),
        bus=Bus(),
        clock=runtime.clock,
        ids=runtime.ids,
        derive_token=partial(_derive_token, runtime.issued_secrets.derive_key("rehearsal")),
    )

    async def open_rehearsal(rehearsal: Rehearsal, note_end: Callable[[], None]) -> "ServedRehearsal":
        served = ServedRehearsal(app, runtime, services, rehearsal=rehearsal, note_end=note_end)
        await served.start()
        return served

    host = RehearsalHost(services, open_rehearsal)
    app[REHEARSALS], app[HOST] = services, host
    app.router.register_resource(MountedSite(access.PATH, host.find_application))
    for module in (control, debrief, api, refusing):
        app.router.add_routes(module.routes())
    app.middlewares.append(refusing.refuse_token_on_live)

    async def close_host(_app: web.Application) -> AsyncIterator[None]:
        yield
        await host.close()

    app.cleanup_ctx.append(close_host)


def _derive_token(key: bytes, rehearsal_id: str) -> str:
    digest = hmac.new(key, rehearsal_id.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:24]).decode()


class ServedRehearsal:
    """`broadcast.rehearsal.hosting.OpenRehearsal`: the board, hub and pages of a rehearsal in this process."""

    def __init__(
        self,
        live: web.Application,
        runtime: Runtime,
        services: RehearsalServices,
        *,
        rehearsal: Rehearsal,
        note_end: Callable[[], None],
    ) -> None:
        self.rehearsal = rehearsal
        self._note_end = note_end
        self._bus = services.bus
        self._clock = RehearsalClock(runtime.clock, rehearsal.pace)
        self._register, self._seed = RehearsedRegister(SqlRegister()), countries_of(runtime.event)
        self._transactions = RehearsalTransactions(
            runtime.transactions, rehearsal.id, bus=services.bus, clock=runtime.clock
        )
        self._broadcast = self._assemble_board(runtime, services, live[SITE].page_build)
        self._broadcast.hub.latest.set_rate(rehearsal.pace.speed)
        self.app = self._make_application(live, runtime, replace(live[SITE], clock=self._clock))
        scripts = rehearsed_script_services(
            runtime,
            self._broadcast.board,
            transactions=self._transactions,
            runs=RehearsedRuns(services.notes, lambda: self.rehearsal, runtime.clock),
        )
        install_rehearsed_scripts(self.app, scripts)

    async def start(self) -> None:
        """Read the board and begin to serve it."""
        self.app.freeze()
        await self.app.startup()

    async def close(self) -> None:
        """Disconnect the screens and stop following the board."""
        self._bus.unsubscribe_all()
        await self.app.shutdown()
        await self.app.cleanup()

    def _assemble_board(self, runtime: Runtime, services: RehearsalServices, pages: str) -> Broadcast:
        store = FollowedBoardStore(services.store, self._note_running)
        place = BoardPlace(
            store=store,
            followers=RegisterFollowers(store, self._register, self._seed),
            nodes=SqlNodeStore(NODE_TABLE),
            stream=f"{stream_of(runtime.event)}:rehearsal",
        )
        settings = runtime.settings
        return assemble(
            runtime.event,
            transactions=self._transactions,
            bus=services.bus,
            clock=self._clock,
            ids=runtime.ids,
            catalogues=runtime.catalogues,
            node=Node(redis_url=settings.redis_url, tick_s=settings.tick_s, pages=pages),
            place=place,
        )

    def _make_application(self, live: web.Application, runtime: Runtime, site: Site) -> web.Application:
        app = web.Application(client_max_size=live._client_max_size)
        tiles = [tile for tile in site.tiles if tile.permission == OPERATE_BOARD]
        install_frame(app, replace(site, below=access.PATH, mark="rehearsal", tiles=tiles, elsewhere=False))
        app[METRICS] = live[METRICS]
        app[API_GUARD] = ApiGuard(limit_per_token(API_PER_MINUTE))
        app.middlewares.insert(1, observe)
        app.middlewares.append(access.guard_rehearsal(lambda: self.rehearsal))
        install_board_pages(app, self._broadcast, LIMITS)
        app[SIGNING] = SigningServices(
            board=self._broadcast.board, register=self._register, badges=NoBadges(), seed=self._seed
        )
        install_rehearsed_alerts(app, runtime, self._broadcast.board)
        return app

    def _note_running(self, found: Rehearsal | None) -> None:
        """Follow the clock of the database, or the end of the rehearsal."""
        if found is None or found.id != self.rehearsal.id:
            if self.rehearsal.is_running:
                self.rehearsal = replace(self.rehearsal, ended_at=self._clock.source.now())
                self._note_end()
            return
        self.rehearsal = found
        if found.pace != self._clock.pace:
            self._clock.pace = found.pace
            self._broadcast.hub.latest.set_rate(found.pace.speed)
            self._broadcast.hub.send_tick()
