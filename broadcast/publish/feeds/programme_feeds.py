"""Addresses of the feeds: changes and announcements as Atom, programme and lists of speakers as data."""

from functools import partial

import msgspec
from aiohttp import web

from broadcast.feed.public_board import is_for_web
from broadcast.feed.service import feed_of
from broadcast.publish.feeds.atom import NewsFrame, NewsItem, make_announcement_item, write_atom
from broadcast.publish.feeds.entries import EntryMaker
from broadcast.publish.feeds.log_reader import LOG_READER, entry_maker_of
from broadcast.publish.feeds.public_files import KindQuery, answer_file
from broadcast.publish.feeds.rows import ProgrammeFile, list_rows, write_csv, write_json
from broadcast.publish.feeds.selection import Selection
from broadcast.publish.speaking_lists import SpeakingLists, read_lists
from conference.descriptions import Description, describes
from conference.languages import LANGUAGES, language
from conference.web import language_of, read_query, site_of

FEEDS = f"/feeds/{{language:{'|'.join(LANGUAGES)}}}"


async def send_atom(request: web.Request) -> web.Response:
    """Send the changes of the programme and the announcements for everyone as Atom."""
    return await answer_file(request, "programme.atom", kind="application/atom+xml", make=_make_atom)


@describes(Description(answer=ProgrammeFile, query=KindQuery, refusals={404}))
async def send_json(request: web.Request) -> web.Response:
    """Send the programme as JSON."""
    selection = Selection(kind=read_query(request, KindQuery).kind)
    name = f"programme.json {selection.kind}"
    return await answer_file(request, name, kind="application/json", make=partial(_make_json, selection))


async def send_csv(request: web.Request) -> web.Response:
    """Send the programme as CSV."""
    selection = Selection(kind=read_query(request, KindQuery).kind)
    name = f"programme.csv {selection.kind}"
    return await answer_file(request, name, kind="text/csv", make=partial(_make_csv, selection))


@describes(Description(answer=SpeakingLists))
async def send_lists(request: web.Request) -> web.Response:
    """Send the lists of speakers as JSON."""
    return await answer_file(request, "lists-of-speakers.json", kind="application/json", make=_make_lists)


def routes() -> list[web.RouteDef]:
    """Return the routes of the feeds."""
    return [
        web.get(f"{FEEDS}/programme.atom", send_atom),
        web.get(f"{FEEDS}/programme.json", send_json),
        web.get(f"{FEEDS}/programme.csv", send_csv),
        web.get(f"{FEEDS}/lists-of-speakers.json", send_lists),
    ]


async def _make_json(selection: Selection, request: web.Request) -> bytes:
    maker = await entry_maker_of(request)
    return write_json(maker, list_rows(maker, selection, site=_site_address(request), now=site_of(request).clock.now()))


async def _make_csv(selection: Selection, request: web.Request) -> bytes:
    maker = await entry_maker_of(request)
    return write_csv(list_rows(maker, selection, site=_site_address(request), now=site_of(request).clock.now()))


async def _make_lists(request: web.Request) -> bytes:
    return msgspec.json.encode(read_lists(feed_of(request).hub.latest, language_of(request)))


async def _make_atom(request: web.Request) -> bytes:
    maker, code = await entry_maker_of(request), language_of(request)
    site, event_name = _site_address(request), request.config_dict[LOG_READER].event_name
    event = maker.board.event
    changes = site_of(request).catalogues.text(code, "feeds.changes")
    frame = NewsFrame(
        name=f"{event_name}/{code}",
        title=f"{event.short_name} · {changes}" if event else changes,
        author=event.name if event else "Rostrum",
        tag=language(code).tag,
        address=f"{site_of(request).public_url.rstrip('/')}/feeds/{code}/programme.atom",
        site=f"{site}/",
        changed_at=maker.history.event_changed_at,
    )
    return write_atom(frame, [*_list_changes(maker, request), *_list_announcements(maker, frame.site)])


def _list_changes(maker: EntryMaker, request: web.Request) -> list[NewsItem]:
    site = _site_address(request)
    return [
        NewsItem(
            name=f"session/{entry.id}",
            changed_at=entry.changed_at,
            title=entry.title,
            tag=entry.tag,
            address=f"{site}/sessions/{entry.id}",
            summary=entry.details,
        )
        for entry in maker.list_changed(site_of(request).clock.now())
    ]


def _list_announcements(maker: EntryMaker, address: str) -> list[NewsItem]:
    return [make_announcement_item(one, address) for one in maker.board.announcements if is_for_web(one)]


def _site_address(request: web.Request) -> str:
    return f"{site_of(request).public_url.rstrip('/')}/{language_of(request)}"
