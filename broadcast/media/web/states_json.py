"""The streams with their states as JSON: for the pages that play them, and for programs of staff."""

from datetime import datetime

from aiohttp import web
from msgspec import Struct

from broadcast.board.roles import OPERATE_BOARD
from broadcast.media.domain.states import TrackState
from broadcast.media.web.listing import STREAM_WATCH, list_rows, stream_revision
from broadcast.media.wording import STATES
from broadcast.pages.page_cache import serve_cached
from conference.api.answers import ROOT, describe_read
from conference.api.guard import require_token
from conference.descriptions import Description, describes
from conference.event.model import LanguageCode, StreamMedium, StreamRole
from conference.languages import LANGUAGES
from conference.web import for_programs, json_response, language_of, site_of

PATH = f"/feeds/{{language:{'|'.join(LANGUAGES)}}}/streams.json"


class StreamOut(Struct, frozen=True, kw_only=True):
    """A stream of a room: an HLS playlist at `address`. The floor and sign language have no `language`.

    Before the first check `state` and `since` are null, and `text`, which says the state in the language of the
    answer, is empty. If `is_interrupted`, nothing is heard or seen.
    """

    id: str
    room: str
    role: StreamRole
    medium: StreamMedium
    language: LanguageCode | None
    address: str
    state: TrackState | None
    text: str
    is_interrupted: bool
    since: datetime | None


class StreamsOut(Struct, frozen=True, kw_only=True):
    """The streams by room, in the order of the pages."""

    streams: list[StreamOut]


def routes() -> list[web.RouteDef]:
    """Return the routes."""
    return [web.get(PATH, send_streams), web.get(f"{ROOT}/streams", list_api_streams)]


@describes(Description(answer=StreamsOut))
@for_programs
async def send_streams(request: web.Request) -> web.Response:
    """Send the streams of all rooms with their states, as this node knows them."""

    async def render_json() -> web.Response:
        return json_response(_list_streams(request))

    return await serve_cached(request, stream_revision(request), render_json)


@describes(describe_read(StreamsOut))
@require_token(OPERATE_BOARD)
async def list_api_streams(request: web.Request) -> web.Response:
    """List the streams of all rooms with their states, as this node knows them."""
    return json_response(_list_streams(request))


def _list_streams(request: web.Request) -> StreamsOut:
    texts, code = site_of(request).catalogues, language_of(request)
    rows = [row for room in request.config_dict[STREAM_WATCH].rooms for row in list_rows(request, room)]
    return StreamsOut(
        streams=[
            StreamOut(
                id=row.stream.id,
                room=row.stream.room,
                role=row.stream.role,
                medium=row.stream.medium,
                language=row.stream.language,
                address=row.stream.address,
                state=row.state,
                text=texts.text(code, STATES[row.state]) if row.state else "",
                is_interrupted=row.is_interrupted,
                since=row.since,
            )
            for row in rows
        ]
    )
