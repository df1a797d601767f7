"""What the operators of two days do and when, derived from the programme of the event."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import groupby

from broadcast.board.domain.programme import PublicItem
from broadcast.board.event_data import programme_of
from conference.event import Event

SIDE_EVENT, SIGNING = "side_event", "signing_ceremony"
MOVED_ROOMS = MOVED_TIMES = 3
"""Sessions of a day that are moved to another room, and to another time."""

LATER_BY = timedelta(minutes=10)
BEFORE_DAY = timedelta(minutes=15)
"""How long before the first session of a day its programme is changed."""

AROUND_LIST = timedelta(minutes=5)
"""Time between the opening of a session and its first speaker or signature, and between the last one and its end."""

EXTENDED_EVERY, PAUSED_EVERY = 10, 15
"""Which statements get a minute more, and at which the timer is stopped and continued."""


class ActKind(StrEnum):
    """Kind of an act: a key of the console, or a form of the edit page."""

    ROOM = "room"
    TIME = "time"
    OPEN = "open"
    ADJOURN = "adjourn"
    NEXT = "next"
    END = "end"
    EXTEND = "extend"
    PAUSE = "pause"
    RESUME = "resume"
    SIGN = "sign"
    SIGN_APART = "sign_apart"


@dataclass(frozen=True, slots=True)
class PlannedAct:
    """An act, its time, the session that is chosen for it, and what it is about: a room, a time, a speaker, a State."""

    at: datetime
    kind: ActKind
    session: str
    about: str = ""


def plan_acts(event: Event) -> list[PlannedAct]:
    """Return the acts of all days of the event in the order in which they are due."""
    items = sorted(list_public(event), key=lambda item: (item.starts_at, item.order))
    rooms = sorted({item.room for item in items})
    days = [[*day] for _, day in groupby(items, key=lambda item: _day_of(item, event))]
    changes = [change for day in days for change in _plan_changes(day, rooms)]
    later = {change.session for change in changes if change.kind is ActKind.TIME}
    held = [_shift_item(item, LATER_BY) if item.id in later else item for item in items]
    acts = [*changes, *(act for item in held for act in _plan_session(item)), *_plan_signatures(event, held)]
    return sorted(acts, key=lambda act: act.at)


def list_public(event: Event) -> list[PublicItem]:
    """Return the public items of the programme on the days of the event."""
    items = [item for item in programme_of(event).items if isinstance(item, PublicItem)]
    return [item for item in items if _day_of(item, event) in event.days]


def titles_of(event: Event, language: str) -> Mapping[str, str]:
    """Return session → its title in a language."""
    return {item.id: item.title[language] for item in list_public(event)}


def _day_of(item: PublicItem, event: Event) -> date:
    return item.starts_at.astimezone(event.zone_info).date()


def _plan_changes(items: Sequence[PublicItem], rooms: Sequence[str]) -> list[PlannedAct]:
    """Return the changes of room and time of a day, before its first session: of side events, which have no lists."""
    booked, simple = list(items), [item for item in items if item.kind == SIDE_EVENT]
    changes: list[PlannedAct] = []
    at = items[0].starts_at - BEFORE_DAY
    for item in simple[::2]:
        room = next((one for one in rooms if _is_free(replace(item, room=one), booked)), "")
        if room and len(changes) < MOVED_ROOMS:
            booked[booked.index(item)] = replace(item, room=room)
            changes.append(PlannedAct(at + timedelta(minutes=len(changes)), ActKind.ROOM, item.id, room))
    for item in simple[1::2]:
        later = _shift_item(item, LATER_BY)
        others = [other for other in booked if other.id != item.id]
        if _is_free(later, others) and len(changes) < MOVED_ROOMS + MOVED_TIMES:
            booked[booked.index(item)] = later
            about = later.starts_at.isoformat()
            changes.append(PlannedAct(at + timedelta(minutes=len(changes)), ActKind.TIME, item.id, about))
    return changes


def _shift_item(item: PublicItem, by: timedelta) -> PublicItem:
    return replace(item, starts_at=item.starts_at + by, ends_at=item.ends_at + by)


def _is_free(item: PublicItem, booked: Sequence[PublicItem]) -> bool:
    return not any(
        other.room == item.room and other.starts_at < item.ends_at and item.starts_at < other.ends_at
        for other in booked
    )


def _plan_session(item: PublicItem) -> Iterator[PlannedAct]:
    """Yield the opening, the statements and the adjournment of a session."""
    yield PlannedAct(item.starts_at, ActKind.OPEN, item.id)
    moments = _spread_moments(item, len(item.speakers) + 1)
    for number, (speaker, at) in enumerate(zip(item.speakers, moments[:-1], strict=True), 1):
        yield PlannedAct(at, ActKind.NEXT, item.id, speaker.id)
        if number % EXTENDED_EVERY == 0:
            yield PlannedAct(at + timedelta(minutes=1), ActKind.EXTEND, item.id, speaker.id)
        if number % PAUSED_EVERY == 0:
            yield PlannedAct(at + timedelta(minutes=2), ActKind.PAUSE, item.id, speaker.id)
            yield PlannedAct(at + timedelta(minutes=3), ActKind.RESUME, item.id, speaker.id)
    if item.speakers:
        yield PlannedAct(moments[-1], ActKind.END, item.id)
    yield PlannedAct(item.ends_at, ActKind.ADJOURN, item.id)


def _plan_signatures(event: Event, held: Sequence[PublicItem]) -> Iterator[PlannedAct]:
    """Yield the signatures: those of the day of the ceremony during it, later ones during the longest session."""
    ceremony = next(item for item in held if item.kind == SIGNING)
    before = max((item for item in held if item.ends_at <= ceremony.starts_at), key=lambda item: item.ends_at)
    ordered = sorted(event.signatories, key=lambda one: one.order)
    for day in sorted({one.signed_on for one in ordered if one.signed_on}):
        listed = [one for one in ordered if one.signed_on == day]
        is_day = day == _day_of(ceremony, event)
        place = (
            ceremony
            if is_day
            else max(
                (item for item in held if _day_of(item, event) == day), key=lambda item: item.ends_at - item.starts_at
            )
        )
        for one, at in zip(listed, _spread_moments(place, len(listed)), strict=True):
            if is_day and one.in_plenary:
                yield PlannedAct(at, ActKind.SIGN, ceremony.id, one.country)
            else:
                yield PlannedAct(at, ActKind.SIGN_APART, before.id if is_day else place.id, one.country)


def _spread_moments(item: PublicItem, count: int) -> list[datetime]:
    """Return so many moments between the opening and the end of a session, evenly."""
    begin, end = item.starts_at + AROUND_LIST, item.ends_at - AROUND_LIST
    return [begin + (end - begin) * number / count for number in range(count)]
