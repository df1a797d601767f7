"""`GET /api/v1/event`: the event as this node has loaded it, without what only staff read."""

from collections.abc import Mapping
from datetime import date, datetime

from aiohttp import web
from msgspec import Struct

from conference.api.answers import ROOT, describe_read
from conference.api.guard import require_token
from conference.descriptions import describes
from conference.event import Event
from conference.web import json_response
from rostrum.administration.context import runtime_of


class NamedOut(Struct, frozen=True):
    """A code with its name by language."""

    code: str
    name: Mapping[str, str]


class ZoneOut(Struct, frozen=True, kw_only=True):
    """A zone, the zone that contains it, and how many badges may be inside (null: any number)."""

    code: str
    name: Mapping[str, str]
    within: str | None
    capacity: int | None


class DoorOut(Struct, frozen=True, kw_only=True):
    """A door and the zone that it guards."""

    code: str
    name: Mapping[str, str]
    zone: str


class CategoryOut(Struct, frozen=True, kw_only=True):
    """A category of badges: its zones, and the time in which it admits (from ≤ t < until)."""

    code: str
    name: Mapping[str, str]
    zones: tuple[str, ...]
    valid_from: datetime
    valid_until: datetime


class EventOut(Struct, frozen=True, kw_only=True):
    """The event: names by language, days, and the codes that other answers use."""

    id: str
    name: Mapping[str, str]
    languages: tuple[str, ...]
    timezone: str
    starts_on: date
    ends_on: date
    version: int
    rooms: list[NamedOut]
    zones: list[ZoneOut]
    doors: list[DoorOut]
    categories: list[CategoryOut]
    functions: list[NamedOut]
    refusal_reasons: list[NamedOut]
    revocation_reasons: list[NamedOut]


@describes(describe_read(EventOut))
@require_token()
async def show_event(request: web.Request) -> web.Response:
    """Return the event: its names, days, rooms, zones, doors, categories, functions and reasons."""
    runtime = runtime_of(request)
    return json_response(_event_out(runtime.event, runtime.event_version))


def _event_out(event: Event, version: int) -> EventOut:
    return EventOut(
        id=event.id,
        name=event.name,
        languages=event.languages,
        timezone=event.timezone,
        starts_on=event.starts_on,
        ends_on=event.ends_on,
        version=version,
        rooms=[NamedOut(one.code, one.name) for one in event.rooms],
        zones=[ZoneOut(code=one.code, name=one.name, within=one.within, capacity=one.capacity) for one in event.zones],
        doors=[DoorOut(code=one.id, name=one.name, zone=one.zone) for one in event.doors],
        categories=[
            CategoryOut(
                code=one.code,
                name=one.name,
                zones=one.zones,
                valid_from=one.valid_from,
                valid_until=one.valid_until,
            )
            for one in event.categories
        ],
        functions=[NamedOut(one.code, one.name) for one in event.functions],
        refusal_reasons=[NamedOut(one.code, one.text) for one in event.refusal_reasons],
        revocation_reasons=[NamedOut(one.code, one.text) for one in event.revocation_reasons],
    )


def routes() -> list[web.RouteDef]:
    """Return the route."""
    return [web.get(f"{ROOT}/event", show_event)]
