"""Announcements to the press: on the page of the press room, each at an address that stays, and as an Atom feed.

They are those for everywhere and for the press centre, as the record has them: what was undone is none of them, what
has expired stays. Planned ones that are listed before their time have subject and time only.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from aiohttp import web
from msgspec import Struct
from msgspec.structs import replace

from broadcast.announcements.domain.planned import Planned, list_upcoming
from broadcast.announcements.web.context import PLANNED_WATCH
from broadcast.board.domain.announcements import Announcement, is_for_press
from broadcast.board.domain.display import project
from broadcast.board.domain.shown import ShownAnnouncement
from broadcast.pages.page_cache import serve_cached
from broadcast.pages.page_data import TemplateHelpers
from broadcast.press_room.files import FOLDER
from broadcast.publish.feeds.atom import NewsFrame, NewsItem, make_announcement_item, write_atom
from broadcast.publish.feeds.log_reader import LOG_READER, entry_maker_of
from broadcast.record.entries import Record
from broadcast.record.requests import make_context, read_record
from conference.languages import LANGUAGES, Text, language, pick
from conference.web import language_of, render, site_of

PATH = f"/{{language:{'|'.join(LANGUAGES)}}}/press/announcements/{{announcement}}"

MOST_SENT = 100
"""Announcements of the feed: the latest ones."""


class ShownSubject(Struct, frozen=True, kw_only=True):
    """The subject of an announcement, in `language`; `fallback`: not in that of the reader."""

    text: str
    language: str
    fallback: bool


class PressAnnouncement(Struct, frozen=True, kw_only=True):
    """An announcement to the press; without a `subject` its text stands alone."""

    shown: ShownAnnouncement
    subject: ShownSubject | None


class UpcomingAnnouncement(Struct, frozen=True, kw_only=True):
    """What is public of a planned announcement before its time."""

    at: datetime
    subject: ShownSubject


def routes() -> list[web.RouteDef]:
    """Return the routes."""
    return [web.get(PATH, show_announcement), web.get(f"{FOLDER}/press.atom", send_atom)]


def list_announcements(request: web.Request, record: Record) -> list[PressAnnouncement]:
    """Return the announcements to the press in the language of the request, newest first."""
    (_, context), code = make_context(request, record), language_of(request)
    announced = [one.subject for one in record.entries if isinstance(one.subject, Announcement)]
    shown = [(one, project(one, context, code)) for one in reversed(announced) if is_for_press(one)]
    return [
        PressAnnouncement(shown=state, subject=_show_subject(one.subject, code))
        for one, state in shown
        if isinstance(state, ShownAnnouncement)
    ]


def find_upcoming(request: web.Request) -> tuple[Planned, ...]:
    """Return the planned announcements listed before their time, as this process last read them; none in an archive."""
    watch = request.config_dict.get(PLANNED_WATCH)
    return () if watch is None else list_upcoming(watch.waiting, site_of(request).clock.now())


def view_upcoming(planned: Iterable[Planned], code: str) -> list[UpcomingAnnouncement]:
    """Return what is public of planned announcements, in a language."""
    shown = ((one.timing.publish_at, _show_subject(one.announcement.subject, code)) for one in planned)
    return [UpcomingAnnouncement(at=at, subject=subject) for at, subject in shown if at and subject]


async def show_announcement(request: web.Request) -> web.Response:
    """Serve one announcement. Raises HTTPNotFound."""
    record = await read_record(request)

    async def render_page() -> web.Response:
        found = _find_announcement(list_announcements(request, record), request.match_info["announcement"])
        helpers = TemplateHelpers(language_of(request), site_of(request).clock.now(), site_of(request).zone)
        shown, subject = found.shown, found.subject
        return render(request, "press_room/announcement.html", one=shown, subject=subject, **helpers.functions())

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


def _list_news(request: web.Request, announcements: Sequence[PressAnnouncement]) -> list[NewsItem]:
    folder = f"{site_of(request).public_url.rstrip('/')}/{language_of(request)}/press/announcements"
    return [_make_item(one, f"{folder}/{one.shown.id}") for one in announcements]


def _make_item(announcement: PressAnnouncement, address: str) -> NewsItem:
    """Return the item of an announcement: with a subject as its title, the text is the summary."""
    item, subject = make_announcement_item(announcement.shown, address), announcement.subject
    if subject is None:
        return item
    return replace(item, title=subject.text, tag=language(subject.language).tag, summary=item.title)


def _show_subject(subject: Text, code: str) -> ShownSubject | None:
    """Return a subject in a language; None if it is empty."""
    if not subject:
        return None
    text, chosen = pick(subject, code)
    return ShownSubject(text=text, language=chosen, fallback=chosen != code)


def _find_announcement(announcements: Sequence[PressAnnouncement], announcement_id: str) -> PressAnnouncement:
    for one in announcements:
        if one.shown.id == announcement_id:
            return one
    raise web.HTTPNotFound
