"""Installation of the board on an application: feed, pages, and background tasks."""

from functools import partial

from aiohttp import web

from broadcast.board.actions.programme import renew_epoch
from broadcast.board.actions.proposals import Proposals
from broadcast.board.domain.events import BoardChanged
from broadcast.board.proposal_storage import SqlProposals
from broadcast.console.console import STAFF_STREAM
from broadcast.feed.assembly import BoardPlace, Broadcast, Node, assemble, stream_of
from broadcast.feed.connections.router import RouterFactory
from broadcast.feed.fanout.redis import RedisFanout
from broadcast.feed.hub import Hub
from broadcast.feed.metrics import BoardCollector, Latency
from broadcast.feed.service import FEED
from broadcast.programme.actions.changes import ProgrammeServices, carry_out_merge
from broadcast.programme.storage import SqlPrivateSessions
from broadcast.programme.web import event_folder, private_api, private_pages
from broadcast.rehearsal.access import PARAMETER
from conference.audit import SYSTEM
from conference.auth.roles import ADMINISTRATOR, Staff
from conference.connections.accepted import Router
from conference.health import HEALTH
from conference.languages import FALLBACK
from conference.metrics import METRICS
from conference.web import SITE
from rostrum.parts.board.alerts import install_alerts
from rostrum.parts.board.announcements import install_announcements
from rostrum.parts.board.following import install_following
from rostrum.parts.board.notifications import install_notifications
from rostrum.parts.board.outages import install_outages
from rostrum.parts.board.press_questions import install_press_questions
from rostrum.parts.board.press_room import install_press_room
from rostrum.parts.board.screen_control import install_screen_control
from rostrum.parts.board.screens import install_screens
from rostrum.parts.board.signing import followers_of, install_signing, signing_services
from rostrum.parts.boards.media import install_media
from rostrum.parts.boards.pages import FeedLimits, install_board_pages
from rostrum.parts.boards.publish import install_publish
from rostrum.parts.boards.rehearsal import install_rehearsals
from rostrum.parts.room_systems import install_room_systems
from rostrum.parts.sessions.lower_thirds import install_lower_thirds
from rostrum.parts.sessions.record import install_record
from rostrum.parts.sessions.scripts import install_scripts
from rostrum.parts.sessions.statements import install_statements
from rostrum.parts.sessions.successes import install_successes
from rostrum.runtime import Runtime
from rostrum.serving.runner import CONNECTIONS, FRONT


def assemble_broadcast(runtime: Runtime, pages: str = "") -> Broadcast:
    """Assemble the board of the runtime's event, without connecting. `pages` names the build of the pages' files."""
    return assemble(
        runtime.event,
        transactions=runtime.transactions,
        bus=runtime.bus,
        clock=runtime.clock,
        ids=runtime.ids,
        catalogues=runtime.catalogues,
        node=Node(redis_url=runtime.settings.redis_url, tick_s=runtime.settings.tick_s, pages=pages),
        place=BoardPlace(stream=stream_of(runtime.event), followers=followers_of(runtime.event)),
    )


async def renew_board(runtime: Runtime) -> str:
    """Begin a new epoch of the board as the program itself, and return its name. Nodes detect it at their next read."""
    program = Staff(SYSTEM, SYSTEM, SYSTEM, frozenset({ADMINISTRATOR}), FALLBACK)
    return (await renew_epoch(assemble_broadcast(runtime).board, operator=program)).epoch


def install_broadcast(app: web.Application, runtime: Runtime) -> None:
    """Install the board's pages, its feed, and their metrics and health check."""
    latency = Latency(app[METRICS].registry)
    runtime.bus.subscribe(BoardChanged, latency.record_commit)
    broadcast = assemble_broadcast(runtime, app[SITE].page_build)
    settings = runtime.settings
    limits = FeedLimits(most_viewers=settings.most_viewers, drain_s=settings.drain_s)
    private = SqlPrivateSessions()
    proposals = Proposals(
        board=broadcast.board,
        store=SqlProposals(),
        carry_out_merge=partial(carry_out_merge, ProgrammeServices(board=broadcast.board, private=private)),
        reserved=runtime.event.console.second_person_for,
        on_change=partial(_show_proposals, app),
    )
    install_board_pages(app, broadcast, limits, private=private, proposals=proposals)
    app.router.add_routes([*private_api.routes(), *private_pages.routes(), *event_folder.routes()])
    install_scripts(app, runtime, broadcast.board)
    install_announcements(app, runtime, broadcast.board)
    install_screens(app, runtime, broadcast.board)
    install_alerts(app, runtime, broadcast.board)
    router: Router = RouterFactory(app[FEED], prefix=app[SITE].prefix, proxies=settings.proxies, refused={PARAMETER})
    app[FRONT] = router
    app[CONNECTIONS].count_viewers = partial(len, app[FEED].connections)
    install_signing(app, runtime, signing_services(runtime, broadcast.board))
    install_room_systems(app, runtime, broadcast.board)
    install_statements(app, runtime, broadcast.board)
    install_following(app, runtime, broadcast.board)
    install_publish(app)
    install_media(app, runtime, broadcast.board)
    install_record(app, broadcast.board)
    install_successes(app, runtime)
    install_lower_thirds(app)
    install_press_room(app, runtime, broadcast.board)
    install_press_questions(app, broadcast.board)
    look_at_followed = install_notifications(app, runtime, broadcast.hub)

    def note_refreshed(offset: int) -> None:
        latency.record_written(offset)
        look_at_followed()

    broadcast.hub.on_refreshed = note_refreshed
    if isinstance(broadcast.fanout, RedisFanout):
        broadcast.fanout.on_received = latency.record_notification
    app[METRICS].registry.register(BoardCollector(app[FEED], broadcast.fanout, latency))
    app[HEALTH].watch("board", partial(_is_confirmed, broadcast.hub))
    install_rehearsals(app, runtime, broadcast.board)
    install_outages(app, runtime)
    install_screen_control(app, runtime)


def _show_proposals(app: web.Application) -> None:
    """Push the proposals to the consoles of this node."""
    app[STAFF_STREAM].look_again()


async def _is_confirmed(hub: Hub) -> bool:
    return hub.is_confirmed
