"""Installation of the alerts: their services on a board, the places of the event, and their pages."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Sequence
from functools import partial

from aiohttp import web

from accreditation.access.event_plan import zones_of
from broadcast.alerts.domain.areas import Place, PlaceCode, PlaceKind, Places
from broadcast.alerts.domain.cap import Category, Certainty, ResponseType, Severity, Status, Urgency
from broadcast.alerts.domain.composing import AlertContent, Danger, Prepared, Site
from broadcast.alerts.ports import AlertServices, AlertStore, Receipt
from broadcast.alerts.runtime import ReceiptWatch
from broadcast.alerts.storage import SqlAlerts
from broadcast.alerts.web import api, files, pages
from broadcast.alerts.web.context import ALERTS
from broadcast.alerts.web.files import PUBLIC_ALERTS, PublicAlerts
from broadcast.board.domain.alerts import AlertText
from broadcast.board.ports import Board
from broadcast.feed.service import FEED, Feed
from broadcast.rehearsal.tables import ALERT_TABLES
from conference.event import Event
from conference.tasks import end
from conference.transactions import Transaction
from rostrum.runtime import Runtime

_RECEIPTS = "alert receipts"

PAGES = (files, api, pages)
"""Modules of handlers; the addresses of files stand before the page of one alert."""


def install_alerts(app: web.Application, runtime: Runtime, board: Board) -> None:
    """Install the pages of alerts on an application."""
    background = runtime.transactions.background
    app[PUBLIC_ALERTS] = PublicAlerts()
    services = AlertServices(
        board=board,
        store=SqlAlerts(),
        site=site_of(runtime.event),
        prepared=prepared_of(runtime.event),
        note_change=app[PUBLIC_ALERTS].forget,
    )
    app[ALERTS] = services

    def write(receipts: Sequence[Receipt]) -> None:
        background.add(_RECEIPTS, partial(write_receipts, services.store, receipts))

    watch = ReceiptWatch(services, partial(count_viewers, app[FEED]), secrets.token_hex(3), write)
    app[FEED].on_shown = watch.note_report
    for module in PAGES:
        app.router.add_routes(module.routes())

    async def watch_receipts(_app: web.Application) -> AsyncIterator[None]:
        task = asyncio.create_task(watch.run(), name=_RECEIPTS)
        yield
        await end(task)

    app.cleanup_ctx.append(watch_receipts)


def install_rehearsed_alerts(app: web.Application, runtime: Runtime, board: Board) -> None:
    """Install the pages of alerts in a rehearsal: all of them are exercises, for its own screens."""
    app[PUBLIC_ALERTS] = PublicAlerts()
    app[ALERTS] = AlertServices(
        board=board,
        store=SqlAlerts(ALERT_TABLES),
        site=site_of(runtime.event),
        prepared=prepared_of(runtime.event),
        only_status=Status.EXERCISE,
    )
    for module in PAGES:
        app.router.add_routes(module.routes())


def count_viewers(feed: Feed) -> int:
    """Return the number of connections of a node that are no screens."""
    screens = sum(screen.connected for screen in feed.screens.list_own())
    return max(0, sum(feed.hub.connections().values()) - screens)


async def write_receipts(store: AlertStore, receipts: Sequence[Receipt], transaction: Transaction) -> None:
    """Write receipts in a transaction of its own."""
    await store.add_receipts(transaction, receipts)


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
