"""The record that a request is about, and the day that its path names."""

from datetime import date

from aiohttp import web

from broadcast.board.domain.board import EVENT, EventInfo
from broadcast.board.domain.display import ProjectionContext
from broadcast.board.words import CatalogueWords
from broadcast.feed.service import feed_of
from broadcast.record.entries import Record, on_day
from broadcast.record.reading import RecordReader
from broadcast.record.wording import RecordRow, RecordTeller
from conference.languages import LANGUAGES
from conference.texts.countries import countries
from conference.web import language_of, site_of

DAYS = f"/{{language:{'|'.join(LANGUAGES)}}}/record"
DAY = f"{DAYS}/{{day:\\d{{4}}-\\d{{2}}-\\d{{2}}}}"

RECORD: web.AppKey[RecordReader] = web.AppKey("record", RecordReader)


async def read_record(request: web.Request) -> Record:
    """Return the record at the present revision of the board."""
    return await request.app[RECORD].read(feed_of(request).hub.latest.revision)


def find_day(request: web.Request, record: Record) -> date:
    """Return the day of the path.

    Raises: web.HTTPNotFound: it is no day of the event.
    """
    event = find_event(record)
    for day in event.days if event else ():
        if day.isoformat() == request.match_info["day"]:
            return day
    raise web.HTTPNotFound


def find_event(record: Record) -> EventInfo | None:
    """Return the event of the board, None until a programme is loaded."""
    event = record.board.get(EVENT)
    return event if isinstance(event, EventInfo) else None


def make_context(request: web.Request, record: Record) -> tuple[CatalogueWords, ProjectionContext]:
    """Return the words of the catalogues, and the context of texts about the board."""
    site = site_of(request)
    words = CatalogueWords(site.catalogues, {code: one.name for code, one in countries().items()})
    return words, ProjectionContext(words=words, zone=site.zone, board=record.board)


def tell_day(request: web.Request, record: Record, day: date) -> list[RecordRow]:
    """Return the entries of a day in the language of the request."""
    words, context = make_context(request, record)
    catalogues = site_of(request).catalogues
    teller = RecordTeller(catalogues=catalogues, words=words, context=context, language=language_of(request))
    return [teller.tell(entry) for entry in on_day(record, day, context.zone)]
