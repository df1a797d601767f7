"""Pictures of sessions, rooms and the programme for other sites, below `/share/{language}/`."""

import hashlib
from http import HTTPStatus

import msgspec
from aiohttp import web

from broadcast.board.domain.highlights import expected_end, expected_start
from broadcast.board.domain.sessions import Phase
from broadcast.board.domain.shown import ShownSession
from broadcast.board.domain.timing import local_day
from broadcast.feed.public_board import PublicBoard, read_snapshot
from broadcast.feed.service import feed_of
from broadcast.publish.art.share_card import ShareCard, draw_card
from broadcast.publish.views import find_room, find_session
from conference.graphics.picture_cache import PictureCache
from conference.languages import LANGUAGES, language
from conference.texts.dates import format_date, format_time
from conference.web import language_of, site_of
from conference.web.compression.answers import is_known

MOST_KEPT = 256
"""Pictures that are kept, of about 40 kB each."""

CACHE = "public, max-age=300, stale-while-revalidate=3600"
"""The address in a page changes with the content."""

SHARE_PICTURES: web.AppKey[PictureCache[ShareCard]] = web.AppKey("share_pictures", PictureCache)


def make_cache() -> PictureCache[ShareCard]:
    """Return an empty cache of pictures."""
    return PictureCache(draw_card, MOST_KEPT)


def routes() -> list[web.RouteDef]:
    """Return the routes of the pictures in each language."""
    folder = f"/share/{{language:{'|'.join(LANGUAGES)}}}"
    return [
        web.get(f"{folder}/sessions/{{session}}.png", send_session),
        web.get(f"{folder}/rooms/{{room}}.png", send_room),
        web.get(f"{folder}/programme.png", send_programme),
    ]


def picture_path(page: str, card: ShareCard, code: str) -> str:
    """Return the path of the picture of a page, whose path below the language is given; it changes with the card."""
    return f"/share/{code}/{page}.png?v={name_content(card)}"


async def send_session(request: web.Request) -> web.Response:
    """Send the picture of a session. Raises HTTPNotFound."""
    board, code = _read_board(request), language_of(request)
    view = find_session(board, request.match_info["session"])
    if view is None:
        raise web.HTTPNotFound
    return await _send_card(request, make_card(view.session, board, code))


async def send_room(request: web.Request) -> web.Response:
    """Send the picture of a room. Raises HTTPNotFound."""
    board, code = _read_board(request), language_of(request)
    view = find_room(board, request.match_info["room"], site_of(request).clock.now())
    if view is None:
        raise web.HTTPNotFound
    return await _send_card(request, make_page_card(view.name, board, code))


async def send_programme(request: web.Request) -> web.Response:
    """Send the picture of the whole programme."""
    code = language_of(request)
    title = site_of(request).catalogues.text(code, "live.programme")
    return await _send_card(request, make_page_card(title, _read_board(request), code))


def _read_board(request: web.Request) -> PublicBoard:
    return read_snapshot(feed_of(request).hub.snapshot(language_of(request)).payload)


async def _send_card(request: web.Request, card: ShareCard) -> web.Response:
    headers = {"ETag": f'"{name_content(card)}"', "Cache-Control": CACHE}
    if is_known(request, headers["ETag"]):
        return web.Response(status=HTTPStatus.NOT_MODIFIED, headers=headers)
    picture = await request.config_dict[SHARE_PICTURES].read_picture(card)
    return web.Response(body=picture, content_type="image/png", headers=headers)


def make_card(session: ShownSession, board: PublicBoard, code: str) -> ShareCard:
    """Return what the picture of a session says."""
    start, end = expected_start(session), expected_end(session)
    hours = f"{format_time(code, start, board.zone)}–{format_time(code, end, board.zone)}"
    event = board.event
    return ShareCard(
        event=event.name if event else "",
        title=session.title,
        day=format_date(code, local_day(start, board.zone), weekday=True),
        hours=f"≈ {hours}" if session.assumed else hours,
        place=" · ".join(one for one in (session.room_name, event.venue if event else "") if one),
        state="" if session.phase == Phase.SCHEDULED else session.phase_label,
        phase=session.phase,
        direction=language(code).direction,
    )


def make_page_card(title: str, board: PublicBoard, code: str) -> ShareCard:
    """Return what the picture of a room or of the programme says, with the days and the venue of the event."""
    event = board.event
    days = [format_date(code, day) for day in (event.days if event else ())]
    return ShareCard(
        event=event.name if event else "",
        title=title,
        day=" – ".join(dict.fromkeys([*days[:1], *days[-1:]])),
        hours="",
        place=event.venue if event else "",
        state="",
        phase=Phase.SCHEDULED,
        direction=language(code).direction,
    )


def name_content(card: ShareCard) -> str:
    """Return a short name of the content of a picture."""
    return hashlib.sha256(msgspec.json.encode(card)).hexdigest()[:16]
