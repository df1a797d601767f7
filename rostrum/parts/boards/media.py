"""Installation of the streams of rooms: their lists on public pages and in the archive, and their watch."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial

from aiohttp import web

from broadcast.board.ports import Board
from broadcast.media.fetching import PlaylistFetcher
from broadcast.media.loudness import find_ffmpeg, measure_peak
from broadcast.media.ports import SoundServices, StreamServices
from broadcast.media.runtime import StreamWatch
from broadcast.media.sound_watch import SoundWatch
from broadcast.media.storage import SqlStreamStates
from broadcast.media.web import embed, staff_pages, states_json
from broadcast.media.web.listing import STREAM_WATCH
from broadcast.media.web.staff_pages import CHECK_LIMITS
from broadcast.publish.sections import ROOM_SECTIONS, SESSION_SECTIONS
from broadcast.publish.stream_section import ROOM_STREAM_SECTION, SESSION_STREAM_SECTION
from conference.rate_limits import Limits
from conference.tasks import end
from rostrum.runtime import Runtime


def install_media(app: web.Application, runtime: Runtime, board: Board) -> None:
    """Show the streams on the pages of rooms and sessions before other sections, watch them, let staff change them."""
    fetcher = PlaylistFetcher(allows_private=runtime.settings.streams_private)
    watch = _list_streams(app, runtime, board, fetcher)
    app[CHECK_LIMITS] = Limits()
    for module in (embed, staff_pages, states_json):
        app.router.add_routes(module.routes())

    sounds = _make_sound_watch(watch, fetcher)

    async def watch_streams(_app: web.Application) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(one.run(), name="streams") for one in (watch, sounds) if one is not None]
        yield
        await end(*tasks)
        await fetcher.close()

    app.cleanup_ctx.append(watch_streams)


def install_archived_media(app: web.Application, runtime: Runtime, board: Board) -> None:
    """Show the streams with the states that were last saved; no stream is asked for."""
    watch = _list_streams(app, runtime, board, PlaylistFetcher())

    async def read_states(_app: web.Application) -> None:
        await watch.read_states()

    app.on_startup.append(read_states)


def _list_streams(app: web.Application, runtime: Runtime, board: Board, fetcher: PlaylistFetcher) -> StreamWatch:
    """Add the lists of streams to the pages, and return what knows their states."""
    services = StreamServices(board=board, store=SqlStreamStates(), fetch=fetcher.fetch, event=runtime.event)
    watch = app[STREAM_WATCH] = StreamWatch(services, runtime.ids.new("node"))
    app[ROOM_SECTIONS].insert(0, ROOM_STREAM_SECTION)
    app[SESSION_SECTIONS].insert(0, SESSION_STREAM_SECTION)
    return watch


def _make_sound_watch(watch: StreamWatch, fetcher: PlaylistFetcher) -> SoundWatch | None:
    """Return the watch over the sound of streams, None on a machine without ffmpeg."""
    program = find_ffmpeg()
    if program is None:
        return None
    services = SoundServices(
        fetch=fetcher.fetch_segment, measure=partial(measure_peak, program), clock=watch.services.board.clock
    )
    return SoundWatch(services, watch.sounds, watch.list_segments)
