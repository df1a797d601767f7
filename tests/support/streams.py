"""Streams of the plenary hall: floor as video, two languages, sign language, captions."""

from aiohttp import web

from broadcast.media.actions.changes import save_stream
from broadcast.media.web.listing import STREAM_WATCH
from conference.event import Stream
from tests.support.board_samples import OPERATOR

FLOOR = Stream(
    id="floor", room="plenary", role="floor", medium="video", address="https://video.example.org/plenary/floor.m3u8"
)
FRENCH = Stream(
    id="fr",
    room="plenary",
    role="interpretation",
    medium="audio",
    language="fr",
    address="https://video.example.org/plenary/fr.m3u8",
)
ARABIC = Stream(
    id="ar",
    room="plenary",
    role="interpretation",
    medium="audio",
    language="ar",
    address="https://video.example.org/plenary/ar.m3u8",
)
SIGN = Stream(
    id="sign", room="plenary", role="sign_language", medium="video", address="https://sign.example.org/plenary.m3u8"
)
CAPTIONS = Stream(
    id="captions",
    room="plenary",
    role="captions",
    medium="text",
    language="en",
    address="https://video.example.org/plenary/en.m3u8",
)
STREAMS = [FLOOR, FRENCH, ARABIC, SIGN, CAPTIONS]


async def add_streams(app: web.Application | None) -> None:
    """Add the streams to an application that serves, as an operator does on the day."""
    assert app is not None
    watch = app[STREAM_WATCH]
    for stream in STREAMS:
        await save_stream(watch.services, stream, seen="", operator=OPERATOR)
    await watch.read_states()
