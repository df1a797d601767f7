"""Calendars over HTTP: what they have of the board, and how they follow it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from icalendar import Calendar, Component

from broadcast.board.actions.programme import load_programme
from broadcast.board.actions.sessions import move_session
from broadcast.board.domain.programme import PrivateItem, PublicItem
from broadcast.board.domain.sessions import Verb
from broadcast.board.event_data import programme_of
from broadcast.publish.feeds.selection import REMOVED_FOR
from conference.clock import ManualClock
from conference.event import ProgrammeItem
from conference.languages import LANGUAGES
from tests.support.board_pages import Served
from tests.support.board_samples import CANARY, private_item

PROGRAMME_CALENDAR = "/calendar/en/programme.ics"
NEW_START = datetime(2025, 10, 26, 9, 30, tzinfo=UTC)


async def read_events(served: Served, path: str) -> dict[str, Component]:
    """Return the events of a calendar by the ids of their sessions."""
    response = await served.client.get(path)
    body = await response.read()
    assert (response.status, response.content_type, response.charset) == (200, "text/calendar", "utf-8"), body
    return {str(event["uid"]).partition("@")[0]: event for event in Calendar.from_ical(body).walk("VEVENT")}


async def test_programme_is_a_calendar_in_each_language(served: Served) -> None:
    items = {item.id: item for item in served.runtime.event.public_programme}
    for code in LANGUAGES:
        events = await read_events(served, f"/calendar/{code}/programme.ics")
        assert {key: str(event["summary"]) for key, event in events.items()} == {
            key: item.title[code] for key, item in items.items()
        }


async def test_moved_session_keeps_its_uid_and_counts_on(served: Served, clock: ManualClock) -> None:
    before = (await read_events(served, PROGRAMME_CALENDAR))["rt-1"]
    clock.advance(60)
    await move_session(served.board, "rt-1", Verb.DELAY, operator=served.operator, until=NEW_START)
    await served.heard()
    delayed = (await read_events(served, PROGRAMME_CALENDAR))["rt-1"]
    assert (delayed["uid"], delayed.decoded("dtstart")) == (before["uid"], NEW_START)
    assert delayed.decoded("last-modified") == clock.now().replace(microsecond=0)
    await load_changed(served, {"rt-1": lambda item: replace(item, room="plenary")})
    moved = await read_events(served, "/calendar/en/rooms/plenary.ics")
    assert "rt-1" not in await read_events(served, f"/calendar/en/rooms/{item_of(served, 'rt-1').room}.ics")
    assert str(moved["rt-1"]["location"]).startswith(name_of_room(served, "plenary"))
    sequences = [one.decoded("sequence") for one in (before, delayed, moved["rt-1"])]
    assert sequences == sorted(set(sequences))


async def test_cancelled_session_stays_with_its_uid(served: Served, clock: ManualClock) -> None:
    before = (await read_events(served, PROGRAMME_CALENDAR))["rt-1"]
    await move_session(served.board, "rt-1", Verb.CANCEL, operator=served.operator)
    await served.heard()
    for path in (PROGRAMME_CALENDAR, "/calendar/en/sessions/rt-1.ics"):
        cancelled = (await read_events(served, path))["rt-1"]
        assert (cancelled["uid"], cancelled["status"]) == (before["uid"], "CANCELLED")
        assert cancelled["summary"] == f"Cancelled · {before['summary']}"
        assert cancelled.decoded("sequence") > before.decoded("sequence")


async def test_second_parser_sees_a_move_and_a_cancellation(served: Served) -> None:
    vobject = pytest.importorskip("vobject")
    before = vobject.readOne(await served.page(PROGRAMME_CALENDAR)).vevent_list
    await move_session(served.board, "rt-1", Verb.DELAY, operator=served.operator, until=NEW_START)
    await move_session(served.board, "closing", Verb.CANCEL, operator=served.operator)
    await served.heard()
    after = {one.uid.value: one for one in vobject.readOne(await served.page(PROGRAMME_CALENDAR)).vevent_list}
    grown = {one.uid.value for one in before if int(one.sequence.value) < int(after[one.uid.value].sequence.value)}
    moved, cancelled = sorted(grown, key=lambda uid: after[uid].status.value, reverse=True)
    assert [uid.partition("@")[0] for uid in (moved, cancelled)] == ["rt-1", "closing"]
    assert (after[moved].dtstart.value, after[cancelled].status.value) == (NEW_START, "CANCELLED")
    assert len(after) == len(before)


async def test_postponed_session_is_tentative_until_it_has_a_time(served: Served) -> None:
    await move_session(served.board, "rt-1", Verb.POSTPONE, operator=served.operator)
    await served.heard()
    assert (await read_events(served, PROGRAMME_CALENDAR))["rt-1"]["status"] == "TENTATIVE"


async def test_session_made_private_is_cancelled_without_its_title(served: Served, clock: ManualClock) -> None:
    title = item_of(served, "rt-1").title["en"]
    await load_changed(served, {"rt-1": lambda _: private_item("rt-1")})
    for path in (PROGRAMME_CALENDAR, "/calendar/en/sessions/rt-1.ics"):
        event = (await read_events(served, path))["rt-1"]
        assert (event["status"], event["summary"]) == ("CANCELLED", "Removed from the programme")
        page = await served.page(path)
        assert title not in page.replace("\r\n ", "")
        assert CANARY not in page
    clock.advance(REMOVED_FOR.total_seconds())
    assert "rt-1" not in await read_events(served, PROGRAMME_CALENDAR)
    await served.page("/calendar/en/sessions/rt-1.ics", status=404)


async def test_day_room_and_kind_select_sessions(served: Served) -> None:
    items = served.runtime.event.public_programme
    days = await read_events(served, "/calendar/en/days/2025-10-26.ics")
    assert set(days) == {item.id for item in items if item.day.isoformat() == "2025-10-26"}
    rooms = await read_events(served, "/calendar/en/rooms/plenary.ics?kind=general_debate")
    wanted = {item.id for item in items if (item.room, item.kind) == ("plenary", "general_debate")}
    assert set(rooms) == wanted != set()
    assert set(await read_events(served, "/calendar/en/sessions/opening.ics")) == {"opening"}


@pytest.mark.parametrize(
    "name", ["days/2025-10-24", "days/x", "rooms/nowhere", "sessions/none", "programme.ics?kind=none"]
)
async def test_unknown_selection_is_not_found_in_the_language(served: Served, name: str) -> None:
    path = name if "?" in name else f"{name}.ics"
    assert "Le programme ne comporte pas" in await served.page(f"/calendar/fr/{path}", status=404)


def item_of(served: Served, session_id: str) -> ProgrammeItem:
    return next(item for item in served.runtime.event.public_programme if item.id == session_id)


def name_of_room(served: Served, room: str) -> str:
    return next(one.name["en"] for one in served.runtime.event.rooms if one.code == room)


async def load_changed(served: Served, changes: Mapping[str, Callable[[PublicItem], PublicItem | PrivateItem]]) -> None:
    """Load the programme with some of its items changed."""
    programme = programme_of(served.runtime.event)
    public = (one for one in programme.items if isinstance(one, PublicItem))
    items = tuple(changes[one.id](one) if one.id in changes else one for one in public)
    await load_programme(served.board, replace(programme, items=items), operator=served.operator)
    await served.heard()
