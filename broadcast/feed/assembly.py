"""Assemble the board, its hub and its change notifier for one process."""

import asyncio
from functools import cache
from hashlib import sha256

from msgspec import Struct, field

from broadcast.board.domain.announcements import template_parameters
from broadcast.board.domain.events import BoardChanged, BoardCommitted
from broadcast.board.event_data import countries_of, rooms_of, templates_of
from broadcast.board.ports import Board, BoardStore, Followers
from broadcast.board.storage import SqlBoardStore
from broadcast.board.words import CatalogueWords
from broadcast.feed.fanout.memory import MemoryFanout
from broadcast.feed.fanout.redis import STREAM, RedisFanout
from broadcast.feed.hub import Hub
from broadcast.feed.latest import LatestBoard
from broadcast.feed.node_storage import SqlNodeStore
from broadcast.feed.presence import NodeStore, Presence
from broadcast.feed.screens import Screens
from conference.bus import Bus
from conference.clock import Clock
from conference.event import Event
from conference.ids import Ids
from conference.languages import LANGUAGES
from conference.tasks import end
from conference.texts.catalogues import Catalogues
from conference.texts.countries import countries
from conference.transactions import Transactions


class Broadcast(Struct, frozen=True, kw_only=True):
    """The board, the hub of this node and the change notifier. Call `start` before use and `close` at the end."""

    board: Board
    hub: Hub
    fanout: RedisFanout | MemoryFanout
    screens: Screens
    presence: Presence | None = None
    tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Read the board and start following it; with several nodes, start exchanging the connected screens."""
        await self.hub.start()
        if self.presence is not None:
            self.tasks.append(asyncio.create_task(self.presence.run(), name="presence"))

    async def close(self) -> None:
        """Stop following the board and close the change notifier."""
        await end(*self.tasks)
        await self.hub.close()
        await self.fanout.close()


class BoardPlace(Struct, frozen=True, kw_only=True):
    """Where a board is stored and notified: the live one, or that of a rehearsal, which shares nothing with it.

    `followers` complete each change of the board.
    """

    store: BoardStore = field(default_factory=SqlBoardStore)
    nodes: NodeStore = field(default_factory=SqlNodeStore)
    stream: str = ""
    followers: Followers | None = None


class Node(Struct, frozen=True, kw_only=True):
    """Settings of this node: `redis_url` connects several nodes; `pages` identifies the build of the pages' files."""

    redis_url: str = ""
    tick_s: int = 5
    pages: str = ""


def assemble(
    event: Event,
    *,
    transactions: Transactions,
    bus: Bus,
    clock: Clock,
    ids: Ids,
    catalogues: Catalogues,
    node: Node | None = None,
    place: BoardPlace | None = None,
) -> Broadcast:
    """Assemble a board of an event without connecting to anything; without a `place` the live one.

    Raises: ValueError: a prepared announcement has a placeholder of unknown kind.
    """
    node, place = node or Node(), place or BoardPlace(stream=stream_of(event))
    names = {code: country.name for code, country in countries().items()}
    board = make_board(event, transactions=transactions, clock=clock, ids=ids, place=place)
    fanout: RedisFanout | MemoryFanout = MemoryFanout()
    if node.redis_url:
        fanout = RedisFanout(node.redis_url, stream=place.stream)
    words = CatalogueWords(catalogues, names)
    latest = LatestBoard(words, event.zone_info, build=build_of(catalogues), pages=node.pages, tick_s=node.tick_s)

    async def notify(changed: BoardChanged) -> None:
        await fanout.notify(changed.offset)

    bus.subscribe(BoardChanged, notify)
    screens = Screens()
    presence = Presence(screens, board, place.nodes, node=ids.new("node"), every_s=node.tick_s)
    hub = Hub(board, fanout, latest)
    bus.subscribe(BoardCommitted, hub.take_commit)
    return Broadcast(
        board=board,
        hub=hub,
        fanout=fanout,
        screens=screens,
        presence=presence if node.redis_url else None,
    )


def make_board(event: Event, *, transactions: Transactions, clock: Clock, ids: Ids, place: BoardPlace) -> Board:
    """Make the board of an event for actions, without a hub that follows it.

    Raises: ValueError: a prepared announcement has a placeholder of unknown kind.
    """
    templates = templates_of(event)
    for template in templates.values():
        template_parameters(template)
    return Board(
        transactions=transactions,
        store=place.store,
        clock=clock,
        ids=ids,
        zone=event.zone_info,
        countries=countries_of(event),
        templates=templates,
        languages=event.languages,
        rooms=rooms_of(event),
        followers=place.followers,
    )


def stream_of(event: Event) -> str:
    """Return the Redis stream of this event and environment: conferences and rehearsals may share a Redis."""
    return f"{STREAM}:{event.audience}"


@cache
def build_of(catalogues: Catalogues) -> str:
    """Return a digest of all texts: viewers of a build with other texts must load the whole board again."""
    digest = sha256()
    for language in LANGUAGES:
        for key, entry in sorted(catalogues.entries(language).items()):
            digest.update(f"{language}\0{key}\0{entry}\0".encode())
    return digest.hexdigest()[:8]
