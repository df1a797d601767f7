"""Announcements to the press: on the page of the press room, each at an address that stays, and as an Atom feed.

They are those for everywhere and for the press centre, as the record has them: what was undone is none of them, what
has expired stays.
"""

from collections.abc import Sequence
from datetime import datetime

from aiohttp import web

from broadcast.board.domain.announcements import Announcement, Destination
from broadcast.board.domain.display import project
from broadcast.board.domain.shown import ShownAnnouncement
from broadcast.pages.page_cache import serve_cached
from broadcast.pages.page_data import TemplateHelpers
from broadcast.press_room.files import FOLDER
from broadcast.publish.feeds.atom import NewsFrame, NewsItem, make_announcement_item, write_atom
from broadcast.publish.feeds.log_reader import LOG_READER, entry_maker_of
from broadcast.record.entries import Record
from broadcast.record.requests import make_context, read_record
from conference.languages import LANGUAGES, language
from conference.web import language_of, render, site_of

PATH = f"/{{language:{'|'.join(LANGUAGES)}}}/press/announcements/{{announcement}}"

MOST_SENT = 100
"""Announcements of the feed: the latest ones."""


def routes() -> list[web.RouteDef]:
    """Return the routes."""
    return [web.get(PATH, show_announcement), web.get(f"{FOLDER}/press.atom", send_atom)]


def list_announcements(request: web.Request, record: Record) -> list[ShownAnnouncement]:
    """Return the announcements to the press in the language of the request, newest first."""
    (_, context), code = make_context(request, record), language_of(request)
    announced = [one.subject for one in record.entries if isinstance(one.subject, Announcement)]
    shown = [project(one, context, code) for one in announced if _is_for_press(one)]
    return [one for one in reversed(shown) if isinstance(one, ShownAnnouncement)]


async def show_announcement(request: web.Request) -> web.Response:
    """Serve one announcement. Raises HTTPNotFound."""
    record = await read_record(request)

    async def render_page() -> web.Response:
        found = _find_announcement(list_announcements(request, record), request.match_info["announcement"])
        helpers = TemplateHelpers(language_of(request), site_of(request).clock.now(), site_of(request).zone)
        return render(request, "press_room/announcement.html", one=found, **helpers.functions())

    return await serve_cached(request, record.revision, render_page)


async def send_atom(request: web.Request) -> web.Response:
    """Send the announcements to the press as Atom."""
    record = await read_record(request)

    async def write_feed() -> web.Response:
        announcements = list_announcements(request, record)[:MOST_SENT]
        changed_at = (await entry_maker_of(request)).history.event_changed_at
        body = write_atom(_make_frame(request, changed_at), _list_news(request, announcements))
        return web.Response(body=body, content_type="application/atom+xml", charset="utf-8")

    return await serve_cached(request, record.revision, write_feed)


def _make_frame(request: web.Request, changed_at: datetime) -> NewsFrame:
    site, code = site_of(request), language_of(request)
    title = site.catalogues.text(code, "press.announcements.title")
    public = site.public_url.rstrip("/")
    return NewsFrame(
        name=f"{request.config_dict[LOG_READER].event_name}/{code}/press",
        title=title,
        author=title,
        tag=language(code).tag,
        address=f"{public}/feeds/{code}/press.atom",
        site=f"{public}/{code}/press",
        changed_at=changed_at,
    )


def _list_news(request: web.Request, announcements: Sequence[ShownAnnouncement]) -> list[NewsItem]:
    folder = f"{site_of(request).public_url.rstrip('/')}/{language_of(request)}/press/announcements"
    return [make_announcement_item(one, f"{folder}/{one.id}") for one in announcements]


def _is_for_press(announcement: Announcement) -> bool:
    if announcement.destinations is None:
        return announcement.rooms is None
    return Destination.PRESS in announcement.destinations


def _find_announcement(announcements: Sequence[ShownAnnouncement], announcement_id: str) -> ShownAnnouncement:
    for one in announcements:
        if one.id == announcement_id:
            return one
    raise web.HTTPNotFound
