"""Calendars as bytes, read again by two parsers."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from broadcast.publish.feeds.calendar import CalendarFrame, write_calendar
from broadcast.publish.feeds.entries import Entry, Status
from tests.support.board_samples import HANOI, MORNING, NOON

WORDS = (
    st.text(
        st.one_of(
            st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF),
            st.characters(min_codepoint=0x0620, max_codepoint=0x064A),
            st.sampled_from(' ,;:\\\n"áệё😀'),
        ),
        min_size=1,
        max_size=120,
    )
    .map(str.strip)
    .filter(bool)
)


def frame(zone: ZoneInfo = HANOI) -> CalendarFrame:
    return CalendarFrame(
        title="Conf",
        address="https://press.example/calendar/en/programme.ics",
        site="https://press.example/en",
        zone=zone,
        event_name="conf.live",
    )


def entry(**changes: object) -> Entry:
    values: dict[str, object] = {
        "id": "opening",
        "number": 5,
        "changed_at": MORNING,
        "starts_at": MORNING,
        "ends_at": NOON,
        "status": Status.CONFIRMED,
        "title": "Opening",
        "tag": "en",
    }
    return Entry(**(values | changes))  # type: ignore[arg-type]


@settings(max_examples=25)
@given(title=WORDS, details=WORDS)
@example(title="《联合国打击网络犯罪公约》" * 8, details="مراسم التوقيع على الاتفاقية، " * 8 + ".")
def test_texts_are_folded_between_characters_and_read_back(title: str, details: str) -> None:
    body = write_calendar(frame(), [entry(title=title, details=details, place=details)])
    lines = body.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert [line.decode() for line in lines][-1] == ""
    assert b"\n" not in body.replace(b"\r\n", b"")
    (event,) = Calendar.from_ical(body).walk("VEVENT")
    assert (event["summary"], event["description"], event["location"]) == (title, details, details)


def test_both_parsers_read_the_same_event() -> None:
    vobject = pytest.importorskip("vobject")
    body = write_calendar(frame(), [entry(title="A, b; c\\d", kind="Plenary, high-level", place="Hall\nCentre")])
    (event,) = Calendar.from_ical(body).walk("VEVENT")
    other = vobject.readOne(body.decode()).vevent
    assert (str(event["uid"]), str(event["summary"])) == (other.uid.value, other.summary.value)
    assert other.uid.value == "opening@conf.live"
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (other.dtstart.value, other.dtend.value)
    assert other.dtstart.value == MORNING
    assert (event["location"], other.location.value) == ("Hall\nCentre", "Hall\nCentre")
    assert event.decoded("sequence") == int(other.sequence.value) == 5
    assert event["summary"].params["LANGUAGE"] == "en"


def test_calendar_says_what_programs_need() -> None:
    body = write_calendar(frame(), [entry(), entry(id="talks", status=Status.CANCELLED)])
    calendar = Calendar.from_ical(body)
    assert (calendar["version"], calendar["method"], calendar["x-wr-calname"]) == ("2.0", "PUBLISH", "Conf")
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT15M\r\nSOURCE;VALUE=URI:https://press.example/calendar/" in body
    assert b"X-PUBLISHED-TTL:PT15M\r\n" in body
    assert b"VALARM" not in body
    opening, talks = calendar.walk("VEVENT")
    assert (opening["status"], opening["transp"]) == ("CONFIRMED", "OPAQUE")
    assert (talks["status"], talks["transp"]) == ("CANCELLED", "TRANSPARENT")
    assert opening["url"] == "https://press.example/en/sessions/opening"
    assert opening.decoded("dtstamp") == opening.decoded("last-modified") == MORNING


@pytest.mark.parametrize("zone", ["Asia/Ho_Chi_Minh", "America/New_York", "Europe/Paris", "Africa/Casablanca", "UTC"])
def test_times_are_right_by_the_zone_that_the_file_has(zone: str) -> None:
    """The zone's rules are read from the file under a name that no program knows."""
    starts = [datetime(2025, 1, 15, 9, tzinfo=UTC) + timedelta(days=20 * n) for n in range(18)]
    entries = [entry(id=f"s{n}", starts_at=at, ends_at=at + timedelta(hours=1)) for n, at in enumerate(starts)]
    body = write_calendar(frame(ZoneInfo(zone)), entries)
    own = f"Venue-{zone.replace('/', '-')}"
    renamed = re.sub(f"TZID([:=]){zone}".encode(), rf"TZID\1{own}".encode(), body)
    events = Calendar.from_ical(renamed).walk("VEVENT")
    assert [event.decoded("dtstart").astimezone(UTC) for event in events] == starts


def test_calendar_without_sessions_is_valid() -> None:
    assert Calendar.from_ical(write_calendar(frame(), [])).walk("VEVENT") == []
