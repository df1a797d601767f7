"""Installation of the alerts: their services on a board, the places of the event, and their pages."""

from aiohttp import web

from accreditation.access.event_plan import zones_of
from broadcast.alerts.domain.areas import Place, PlaceCode, PlaceKind, Places
from broadcast.alerts.domain.cap import Category, Certainty, ResponseType, Severity, Urgency
from broadcast.alerts.domain.composing import AlertContent, Danger, Prepared, Site
from broadcast.alerts.ports import AlertServices
from broadcast.alerts.storage import SqlAlerts
from broadcast.alerts.web import files, pages
from broadcast.alerts.web.context import ALERTS
from broadcast.board.domain.alerts import AlertText
from broadcast.board.ports import Board
from conference.event import Event
from rostrum.runtime import Runtime


def install_alerts(app: web.Application, runtime: Runtime, board: Board) -> None:
    """Install the pages of alerts on an application."""
    app[ALERTS] = AlertServices(
        board=board, store=SqlAlerts(), site=site_of(runtime.event), prepared=prepared_of(runtime.event)
    )
    for module in (files, pages):
        app.router.add_routes(module.routes())


def site_of(event: Event) -> Site:
    """Return the site of an event's alerts."""
    return Site(sender=f"rostrum@{event.id}", name=event.venue, places=places_of(event), languages=event.languages)


def places_of(event: Event) -> Places:
    """Return the rooms, zones and doors of an event, each with the rooms in it and the doors that lead to it."""
    rules = zones_of(event)
    within = {zone.code: {zone.code, *rules.around(zone.code)} for zone in event.zones}
    places: dict[PlaceCode, Place] = {}
    for room in sorted(event.rooms, key=lambda one: one.order):
        doors = tuple(door.id for door in event.doors if door.zone == room.zone)
        places[PlaceCode(PlaceKind.ROOM, room.code)] = Place(name=room.name, rooms=(room.code,), doors=doors)
    for zone in event.zones:
        places[PlaceCode(PlaceKind.ZONE, zone.code)] = Place(
            name=zone.name,
            rooms=tuple(room.code for room in event.rooms if zone.code in within[room.zone]),
            doors=tuple(door.id for door in event.doors if zone.code in within[door.zone]),
        )
    for door in event.doors:
        places[PlaceCode(PlaceKind.DOOR, door.id)] = Place(name=door.name, doors=(door.id,))
    return places


def prepared_of(event: Event) -> tuple[Prepared, ...]:
    """Return the prepared alerts of an event."""
    return tuple(
        Prepared(
            id=one.id,
            content=AlertContent(
                event=one.event,
                texts={
                    code: AlertText(headline=words, instruction=(one.instruction or {}).get(code, ""))
                    for code, words in one.headline.items()
                },
                minutes=one.minutes,
                danger=Danger(
                    category=Category(one.category),
                    response=ResponseType(one.response),
                    urgency=Urgency(one.urgency),
                    severity=Severity(one.severity),
                    certainty=Certainty(one.certainty),
                ),
            ),
        )
        for one in event.alerts
    )
