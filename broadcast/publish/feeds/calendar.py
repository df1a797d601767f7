"""Calendars as iCalendar objects (RFC 5545, with the properties of RFC 7986)."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from msgspec import Struct

from broadcast.publish.feeds.entries import Entry, Status

if TYPE_CHECKING:
    from icalendar import Event

REFRESH = timedelta(minutes=15)
"""How often calendar programs are asked to read a calendar again."""


class CalendarFrame(Struct, frozen=True, kw_only=True):
    """What the entries of a calendar have in common.

    `title` is the calendar's name, `site` the address of the site in the calendar's language, `event_name` the
    permanent name of the event: the same for every language and address.
    """

    title: str
    address: str
    site: str
    zone: ZoneInfo
    event_name: str


def write_calendar(frame: CalendarFrame, entries: Iterable[Entry]) -> bytes:
    """Return an iCalendar object with the entries, and the rules of the venue's time zone in their years.

    The same entries give the same bytes: DTSTAMP is the time of the last change.
    """
    from icalendar import Calendar, vDuration  # noqa: PLC0415 - 6 MB, which a server needs only for calendars

    written = list(entries)
    calendar = Calendar()
    calendar.add("prodid", "-//Rostrum//Programme//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", frame.title)
    calendar.add("x-wr-calname", frame.title)
    calendar.add("x-wr-timezone", frame.zone.key)
    calendar.add("source", frame.address, parameters={"VALUE": "URI"})
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar["x-published-ttl"] = vDuration(REFRESH)
    for entry in written:
        calendar.add_component(_write_event(frame, entry))
    if written:
        first = min(entry.starts_at for entry in written).year
        last = max(entry.ends_at for entry in written).year
        calendar.add_missing_timezones(first_date=date(first - 1, 1, 1), last_date=date(last + 1, 12, 31))
    return bytes(calendar.to_ical())


def _write_event(frame: CalendarFrame, entry: Entry) -> "Event":
    from icalendar import Event  # noqa: PLC0415 - as above

    event = Event()
    event.add("uid", f"{entry.id}@{frame.event_name}")
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("sequence", entry.number)
    event.add("dtstart", entry.starts_at.astimezone(frame.zone))
    event.add("dtend", entry.ends_at.astimezone(frame.zone))
    event.add("status", entry.status.value)
    event.add("transp", "TRANSPARENT" if entry.status is Status.CANCELLED else "OPAQUE")
    event.add("summary", entry.title, parameters={"LANGUAGE": entry.tag})
    if entry.place:
        event.add("location", entry.place)
    if entry.kind:
        event.add("categories", [entry.kind])
    if entry.details:
        event.add("description", entry.details)
    event.add("url", f"{frame.site}/sessions/{entry.id}")
    return event
