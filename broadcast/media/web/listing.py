"""The streams of a room as a list of links with their states, which works without scripts."""

from collections.abc import Sequence
from datetime import datetime

from aiohttp import web
from markupsafe import Markup
from msgspec import Struct

from broadcast.media.domain.states import INTERRUPTED, TrackState
from broadcast.media.room_streams import origins_of, player_values
from broadcast.media.runtime import StreamWatch
from broadcast.media.wording import MEDIA, ROLES, STATES
from conference.event import Stream
from conference.languages import language
from conference.web import render_text

STREAM_WATCH: web.AppKey[StreamWatch] = web.AppKey("stream_watch", StreamWatch)


class StreamRow(Struct, frozen=True, kw_only=True):
    """A stream with its state and the time since when it is so, None before it was checked."""

    stream: Stream
    state: TrackState | None
    since: datetime | None

    @property
    def is_interrupted(self) -> bool:
        """Whether nothing is heard or seen."""
        return self.state in INTERRUPTED


def list_rows(request: web.Request, room: str) -> Sequence[StreamRow]:
    """Return the streams of a room with their states as this node knows them."""
    watch = request.config_dict[STREAM_WATCH]
    found = ((stream, watch.records.get(stream.id)) for stream in watch.rooms.get(room, ()))
    return [
        StreamRow(stream=stream, state=record.state if record else None, since=record.since if record else None)
        for stream, record in found
    ]


def has_streams(request: web.Request, room: str) -> bool:
    """Return whether a room has streams."""
    return bool(request.config_dict[STREAM_WATCH].rooms.get(room))


def stream_revision(request: web.Request) -> int:
    """Return a number that changes with the state of any stream."""
    return request.config_dict[STREAM_WATCH].revision


def stream_origins(request: web.Request) -> Sequence[str]:
    """Return the origins from which the pages load sound and pictures."""
    return origins_of(stream for streams in request.config_dict[STREAM_WATCH].rooms.values() for stream in streams)


def render_streams(request: web.Request, room: str, *, is_embedded: bool = False) -> Markup:
    """Return the player and the list of the streams of a room, "" for a room without any."""
    rows = list_rows(request, room)
    if not rows:
        return Markup("")
    html = render_text(
        request,
        "media/streams.html",
        room=room,
        rows=rows,
        roles=ROLES,
        media=MEDIA,
        states=STATES,
        language_face=language,
        is_embedded=is_embedded,
        **player_values([row.stream for row in rows]),
    )
    return Markup(html)  # noqa: S704 — a template escapes what it shows
