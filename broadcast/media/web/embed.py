"""The player of a room for frames on other sites, and what tells them of it (oEmbed 1.0)."""

from typing import Annotated, Literal
from urllib.parse import urlencode

from aiohttp import web
from markupsafe import Markup
from msgspec import Meta, Struct

from broadcast.feed.public_board import PublicBoard, read_snapshot
from broadcast.feed.service import feed_of
from broadcast.media.web.listing import has_streams, render_streams, stream_origins, stream_revision
from broadcast.pages.page_cache import board_source, serve_cached
from conference.descriptions import Description, describes
from conference.errors import NotFoundError
from conference.languages import LANGUAGES
from conference.web import for_programs, json_response, language_of, read_required_query, render, site_of
from conference.web.middlewares import allow_frames, allow_media

WIDTH, HEIGHT = 720, 640
"""Pixels of the frame, unless the other site has less space."""

_CODES = "|".join(LANGUAGES)
_SIZE = Meta(ge=1, le=10_000)


class OembedQuery(Struct, frozen=True, kw_only=True):
    """Query of oEmbed: the address of a page of a room or session, the format, the largest size in pixels."""

    url: Annotated[str, Meta(max_length=200)] = ""
    format: Literal["json"] = "json"
    maxwidth: Annotated[int, _SIZE] = WIDTH
    maxheight: Annotated[int, _SIZE] = HEIGHT


class OembedOut(Struct, frozen=True, kw_only=True):
    """The player as oEmbed describes it: `html` is a frame of this size in pixels."""

    version: str
    type: str
    title: str
    provider_name: str
    provider_url: str
    html: str
    width: int
    height: int


def routes() -> list[web.RouteDef]:
    """Return the routes."""
    return [web.get(f"/embed/{{language:{_CODES}}}/rooms/{{room}}", show_embed), web.get("/oembed", show_oembed)]


async def show_embed(request: web.Request) -> web.Response:
    """Serve the player of a room alone. Raises HTTPNotFound for a room without streams."""
    code, room = language_of(request), request.match_info["room"]
    snapshot = feed_of(request).hub.snapshot(code)

    async def render_page() -> web.Response:
        name = _name_room(read_snapshot(snapshot.payload), room)
        if name is None or not has_streams(request, room):
            raise web.HTTPNotFound
        streams = render_streams(request, room, is_embedded=True)
        response = render(request, "media/embed.html", room=room, name=name, streams=streams)
        allow_media(response, stream_origins(request))
        allow_frames(response)
        return response

    return await serve_cached(request, (board_source(request), stream_revision(request)), render_page)


@describes(Description(answer=OembedOut, query=OembedQuery, refusals=(404, 422)))
@for_programs
async def show_oembed(request: web.Request) -> web.Response:
    """Describe the player of the page at an address of this site. Raises NotFoundError for another address."""
    query, site = read_required_query(request, OembedQuery), site_of(request)
    code, kind, name = _read_address(query.url, site.public_url)
    board = read_snapshot(feed_of(request).hub.snapshot(code).payload)
    room = name if kind == "rooms" else next((one.room for one in board.sessions if one.id == name), "")
    title = _name_room(board, room)
    if title is None or not has_streams(request, room):
        raise NotFoundError("http_404")
    width, height = min(query.maxwidth, WIDTH), min(query.maxheight, HEIGHT)
    address = f"{site.public_url.rstrip('/')}/embed/{code}/rooms/{room}"
    html = Markup(
        '<iframe src="{}" title="{}" width="{}" height="{}" allow="autoplay; fullscreen" loading="lazy"></iframe>'
    ).format(address, title, width, height)
    answer = OembedOut(
        version="1.0",
        type="rich",
        title=title,
        provider_name=board.event.short_name if board.event else "",
        provider_url=site.public_url,
        html=str(html),
        width=width,
        height=height,
    )
    return json_response(answer)


def oembed_address(request: web.Request, page: str) -> str:
    """Return the address that describes the player of a page."""
    return f"{site_of(request).public_url.rstrip('/')}/oembed?{urlencode({'url': page, 'format': 'json'})}"


def _read_address(address: str, public_url: str) -> tuple[str, str, str]:
    """Return language, kind and name of a page of this site. Raises NotFoundError."""
    site = public_url.rstrip("/")
    path = address.removeprefix(site).partition("?")[0].partition("#")[0].split("/")
    is_ours = address.startswith(f"{site}/") and len(path) == 4
    if not is_ours or path[1] not in LANGUAGES or path[2] not in ("rooms", "sessions"):
        raise NotFoundError("http_404")
    return path[1], path[2], path[3]


def _name_room(board: PublicBoard, room: str) -> str | None:
    return next((one.name for one in board.event.rooms if one.id == room), None) if board.event else None
