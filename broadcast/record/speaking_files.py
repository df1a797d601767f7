"""Addresses of the log of speakers: all statements as CSV, those of a room and a day as an edit decision list."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from aiohttp import web
from msgspec import Struct

from broadcast.board.domain.plan_changes import room_name
from broadcast.board.domain.timing import local_day
from broadcast.pages.page_cache import serve_cached
from broadcast.record.edl import write_edl
from broadcast.record.entries import Record
from broadcast.record.requests import find_day, find_event, make_context, read_record
from broadcast.record.speaking import Statement, list_statements
from broadcast.record.timecodes import FrameRate, count_frames, write_timecode
from conference.languages import LANGUAGES, pick
from conference.spreadsheets import csv_table
from conference.web import language_of, read_required_query, site_of
from conference.web.files import file_response

SPEAKERS = f"/feeds/{{language:{'|'.join(LANGUAGES)}}}/speakers.csv"
EDIT_LIST = "/feeds/rooms/{room}/{day:\\d{4}-\\d{2}-\\d{2}}.edl"
COLUMNS = ("start", "end", "timecode_in", "timecode_out", "room", "session", "name", "role", "state", "language")


class RateQuery(Struct, frozen=True, kw_only=True):
    """Query of the files: frames a second of their timecodes."""

    rate: FrameRate = FrameRate.PAL


async def send_speakers(request: web.Request) -> web.Response:
    """Send all statements as CSV."""
    record, rate = await read_record(request), read_required_query(request, RateQuery).rate

    async def make_file() -> web.Response:
        body = csv_table(COLUMNS, _list_rows(request, record, rate))
        return file_response(body, "text/csv", f"speakers-{language_of(request)}.csv")

    return await serve_cached(request, record.revision, make_file)


async def send_edit_list(request: web.Request) -> web.Response:
    """Send the statements of a room on a day as an edit decision list. Raises HTTPNotFound."""
    record, rate = await read_record(request), read_required_query(request, RateQuery).rate
    day, room, event = find_day(request, record), request.match_info["room"], find_event(record)
    if event is None or room not in {one.id for one in event.rooms}:
        raise web.HTTPNotFound

    async def make_file() -> web.Response:
        zone = site_of(request).zone
        spoken = [one for one in list_statements(record) if one.room == room and local_day(one.began_at, zone) == day]
        return file_response(write_edl(f"{room} {day}", spoken, zone, rate), "text/plain", f"{room}-{day}.edl")

    return await serve_cached(request, record.revision, make_file)


def routes() -> list[web.RouteDef]:
    """Return the routes of the files."""
    return [web.get(SPEAKERS, send_speakers), web.get(EDIT_LIST, send_edit_list)]


def _list_rows(request: web.Request, record: Record, rate: FrameRate) -> Iterator[tuple[str, ...]]:
    code, zone = language_of(request), site_of(request).zone
    words, context = make_context(request, record)
    for one in list_statements(record):
        speaker = one.speaker
        role, language = pick(speaker.role, code) if any(speaker.role.values()) else ("", pick(speaker.name, code)[1])
        yield (
            *_write_times(one, zone),
            *_write_timecodes(one, zone, rate),
            room_name(one.room, context, code),
            pick(one.session.title, code)[0],
            pick(speaker.name, code)[0],
            role,
            words.country(code, speaker.country) if speaker.country else "",
            language,
        )


def _write_times(statement: Statement, zone: ZoneInfo) -> tuple[str, str]:
    def write(at: datetime | None) -> str:
        return at.astimezone(zone).isoformat(timespec="seconds") if at else ""

    return write(statement.began_at), write(statement.ended_at)


def _write_timecodes(statement: Statement, zone: ZoneInfo, rate: FrameRate) -> tuple[str, str]:
    def write(at: datetime | None) -> str:
        return write_timecode(count_frames(at, zone, rate), rate) if at else ""

    return write(statement.began_at), write(statement.ended_at)
