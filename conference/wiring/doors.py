"""The doors' devices on an application: their list, their line, notices and supervisors' PINs."""

import secrets

from aiohttp import web

from accreditation.access_plan import access_plan
from accreditation.actions.devices import DevicePost
from accreditation.actions.door_watch import DoorWatch, WatchPost
from accreditation.actions.pins import PinPost
from accreditation.actions.roster import RosterPost
from accreditation.ports_badges import Keys
from accreditation.storage.glance import SqlGlance
from accreditation.storage.notices import SqlNotices
from accreditation.storage.pins import SqlPins
from accreditation.storage.roster import SqlRoster
from accreditation.web import devices, line, roster
from accreditation.web.device_context import DEVICE_POST, DOOR_LIMITS
from accreditation.web.door_plan import EventPlan
from accreditation.web.doors import DOOR_STAFF, DoorStaff
from accreditation.web.limits import Limits
from accreditation.web.line import LINE_DESK, LineDesk, let_lines_go, watch_bus
from accreditation.web.roster import ROSTER_DESK, RosterDesk
from conference.tls import ensure_identity
from conference.world import World


def pin_post(world: World) -> PinPost:
    """Where supervisors' PINs are set and proven."""
    return PinPost(units=world.units, pins=SqlPins(), clock=world.clock, new_salt=lambda: secrets.token_bytes(16))


def install_doors(app: web.Application, world: World, devices_: DevicePost, keys: Keys) -> None:
    """Put the devices' addresses on the application."""
    plan = EventPlan(world.event)
    post = RosterPost(
        units=world.units,
        roster=SqlRoster(),
        pins=SqlPins(),
        keys=keys,
        plan=access_plan(world.event),
        clock=world.clock,
    )
    watch = DoorWatch(_watched(world, devices_, post), secrets.token_hex(4))
    app[DEVICE_POST], app[DOOR_LIMITS] = devices_, Limits()
    app[ROSTER_DESK] = RosterDesk(post=post, plan=plan)
    identity = ensure_identity(world.settings) if world.settings.tls else None
    app[DOOR_STAFF] = DoorStaff(
        pin_post(world), identity.authority if identity else None, identity.fingerprint if identity else None
    )
    app[LINE_DESK] = LineDesk(watch, plan, tuple(zone.code for zone in world.event.zones))
    watch_bus(watch, world.bus)
    app.on_shutdown.append(let_lines_go)
    for module in (devices, roster, line):
        app.router.add_routes(module.routes())


def _watched(world: World, devices_: DevicePost, post: RosterPost) -> WatchPost:
    return WatchPost(
        units=world.units,
        devices=devices_,
        roster=post,
        notices=SqlNotices(),
        glance=SqlGlance(),
        clock=world.clock,
        zone=world.event.zone_info,
    )
