"""Transparent pages that broadcasters lay over their picture, and the floor of a room as JSON.

The pages contain no state of the board; their scripts paint what the feed says.
"""

from datetime import datetime

from aiohttp import web
from msgspec import Struct

from broadcast.board.domain.sessions import Phase
from broadcast.board.domain.shown import ShownSession
from broadcast.feed.page_time import add_page_time
from broadcast.feed.public_board import PublicBoard, read_snapshot
from broadcast.feed.service import feed_of
from broadcast.pages.live import PAGE_HEADER
from broadcast.pages.page_cache import serve_cached
from broadcast.pages.page_data import script_data
from broadcast.pages.screen_boards import read_board
from broadcast.publish.views import RoomView, find_room
from conference.descriptions import Description, describes
from conference.languages import LANGUAGES
from conference.texts.catalogues import key_family
from conference.web import Identifier, json_response, language_of, read_query, render, site_of

LANGUAGE_IN_PATH = f"{{language:{'|'.join(LANGUAGES)}}}"
LOWER_THIRD = f"/lower-thirds/{LANGUAGE_IN_PATH}"
FLOOR = f"{LOWER_THIRD}/rooms/{{room}}.json"
COUNTDOWN = f"/countdown/{LANGUAGE_IN_PATH}"

TITLES = key_family("lower_thirds.", ("lower_third", "countdown"))
"""Kind of page → key of its title."""

TEXTS = ("board.", "screen.speakers.reply")


class RoomQuery(Struct, frozen=True, kw_only=True):
    """Query of the pages: the id of the room."""

    room: Identifier = ""


class FloorSpeaker(Struct, frozen=True, kw_only=True):
    """Who has the floor: `name` of the State or organization, `role` of the person ("" if not known)."""

    name: str
    role: str
    right_of_reply: bool


class FloorSession(Struct, frozen=True, kw_only=True):
    """The session in progress. `language` is that of its title and of the speaker's role."""

    id: str
    title: str
    language: str


class FloorOut(Struct, frozen=True, kw_only=True):
    """The floor of a room. `session` and `speaker` are null while no speaker has the floor."""

    room: str
    room_name: str
    session: FloorSession | None
    speaker: FloorSpeaker | None


async def show_lower_third(request: web.Request) -> web.Response:
    """Serve the lower third of a room. Raises HTTPNotFound for an unknown room."""
    return _render_overlay(request, "lower_third")


async def show_countdown(request: web.Request) -> web.Response:
    """Serve the countdown to the next session of a room. Raises HTTPNotFound for an unknown room."""
    return _render_overlay(request, "countdown")


@describes(Description(answer=FloorOut, refusals=(404,)))
async def send_floor(request: web.Request) -> web.Response:
    """Send the floor of a room as JSON. Raises HTTPNotFound for an unknown room."""
    snapshot = feed_of(request).hub.snapshot(language_of(request))

    async def make_file() -> web.Response:
        board = read_snapshot(snapshot.payload)
        room = _find_room(board, request.match_info["room"], site_of(request).clock.now())
        return json_response(describe_floor(room))

    response = await serve_cached(request, snapshot, make_file)
    response.headers["Cache-Control"] = "no-cache"
    return response


def describe_floor(room: RoomView) -> FloorOut:
    """Return who has the floor: of sessions in progress, the one that began last."""
    begun = [one for one in room.sessions if one.phase == Phase.IN_SESSION and one.speaker is not None]
    session = max(begun, key=lambda one: one.since or one.starts_at, default=None)
    return FloorOut(
        room=room.id,
        room_name=room.name,
        session=FloorSession(id=session.id, title=session.title, language=session.language) if session else None,
        speaker=_describe_speaker(session) if session else None,
    )


def routes() -> list[web.RouteDef]:
    """Return the routes of the pages and of the JSON."""
    return [web.get(LOWER_THIRD, show_lower_third), web.get(FLOOR, send_floor), web.get(COUNTDOWN, show_countdown)]


def _describe_speaker(session: ShownSession) -> FloorSpeaker | None:
    speaker = session.speaker
    if speaker is None:
        return None
    return FloorSpeaker(name=speaker.name, role=speaker.role, right_of_reply=speaker.reply > 0)


def _find_room(board: PublicBoard, room_id: str, now: datetime) -> RoomView:
    room = find_room(board, room_id, now)
    if room is None:
        raise web.HTTPNotFound
    return room


def _render_overlay(request: web.Request, kind: str) -> web.Response:
    code, now = language_of(request), site_of(request).clock.now()
    board = read_board(request, code)
    room = _find_room(board, read_query(request, RoomQuery).room, now)
    data = {**script_data(request, code, TEXTS, board), "room": room.id}
    response = render(request, f"lower_thirds/{kind}.html", title=TITLES[kind], room=room, data=data)
    response.headers[PAGE_HEADER] = kind
    response.headers["Cache-Control"] = "no-cache"
    add_page_time(request, response)
    return response
