"""Installation of the streams of rooms: their watch and their lists on public pages, on the live application only."""

import asyncio
from collections.abc import AsyncIterator, Sequence

from aiohttp import web

from broadcast.board.ports import Board
from broadcast.media.fetching import PlaylistFetcher
from broadcast.media.ports import StreamServices
from broadcast.media.room_streams import group_streams
from broadcast.media.runtime import StreamWatch
from broadcast.media.storage import SqlStreamStates
from broadcast.media.web import embed
from broadcast.media.web.listing import STREAM_WATCH
from broadcast.publish.sections import ROOM_SECTIONS, SESSION_SECTIONS
from broadcast.publish.stream_section import ROOM_STREAM_SECTION, SESSION_STREAM_SECTION
from conference.event import Stream
from conference.tasks import end
from rostrum.runtime import Runtime


def make_watch(runtime: Runtime, board: Board, fetcher: PlaylistFetcher, streams: Sequence[Stream]) -> StreamWatch:
    """Make the watch over streams, which does not run yet."""
    services = StreamServices(board=board, store=SqlStreamStates(), fetch=fetcher.fetch, rooms=group_streams(streams))
    return StreamWatch(services, runtime.ids.new("node"))


def install_media(app: web.Application, runtime: Runtime, board: Board) -> None:
    """Show the event's streams on the pages of rooms and sessions before other sections, and watch them."""
    fetcher = PlaylistFetcher(allows_private=runtime.settings.streams_private)
    app[STREAM_WATCH] = watch = make_watch(runtime, board, fetcher, runtime.event.streams)
    app.router.add_routes(embed.routes())
    app[ROOM_SECTIONS].insert(0, ROOM_STREAM_SECTION)
    app[SESSION_SECTIONS].insert(0, SESSION_STREAM_SECTION)

    async def watch_streams(_app: web.Application) -> AsyncIterator[None]:
        task = asyncio.create_task(watch.run(), name="streams")
        yield
        await end(task)
        await fetcher.close()

    if watch.rooms:
        app.cleanup_ctx.append(watch_streams)
