"""The doors' part of an application: devices, their list and line, notices, PINs, the staff's pages, the command post.

What keeps scans is in `scanning`.
"""

import secrets

from aiohttp import web

from accreditation.actions.command import CommandPost
from accreditation.actions.devices import DevicePost
from accreditation.actions.door_watch import DoorWatch, WatchPost
from accreditation.actions.known_devices import KnownDevices
from accreditation.actions.limits import Limits
from accreditation.actions.notices import NoticePost
from accreditation.actions.pins import PinPost
from accreditation.actions.request_queues import RequestQueues
from accreditation.actions.roster import RosterPost
from accreditation.actions.scan_post import ScanPost
from accreditation.storage.command import SqlCommand
from accreditation.storage.devices import SqlDevices
from accreditation.storage.glance import SqlGlance
from accreditation.storage.notices import SqlNotices
from accreditation.storage.photos import SqlPhotos
from accreditation.storage.pins import SqlPins
from accreditation.storage.roster import SqlRoster
from accreditation.web import command, command_acts, door_app, doors, evacuation, line, roster
from accreditation.web import devices as device_addresses
from accreditation.web.command import COMMAND_POST, NOTICE_POST
from accreditation.web.device_context import DEVICE_POST, DEVICE_QUEUES, DOOR_LIMITS
from accreditation.web.door_plan import EventPlan
from accreditation.web.doors import DOOR_STAFF, DoorStaff
from accreditation.web.line import LINE_DESK, LineDesk, let_lines_go, watch_bus
from accreditation.web.roster import ROSTER_DESK, RosterDesk
from conference.tls import ensure_identity
from conference.world import World

PAGES = (door_app, doors, command, command_acts, evacuation, device_addresses, roster, line)


def install_doors(
    app: web.Application, world: World, *, devices: DevicePost, notices: NoticePost, scans: ScanPost
) -> None:
    """Put the doors' pages and their devices' addresses on the application."""
    plan, roster_post = EventPlan(world.event), _roster_post(world, scans)
    watch = DoorWatch(_watch_post(world, devices, roster_post), secrets.token_hex(4))
    app[DEVICE_POST], app[DOOR_LIMITS], app[DEVICE_QUEUES] = devices, Limits(), RequestQueues()
    app[ROSTER_DESK] = RosterDesk(post=roster_post, plan=plan)
    app[LINE_DESK] = LineDesk(watch, plan, tuple(zone.code for zone in world.event.zones))
    app[DOOR_STAFF] = _door_staff(world)
    app[COMMAND_POST], app[NOTICE_POST] = _command_post(world, scans), notices
    for module in PAGES:
        app.router.add_routes(module.routes())
    watch_bus(watch, world.bus)
    app.on_shutdown.append(let_lines_go)


def device_post(world: World) -> DevicePost:
    """Where the doors' devices are kept."""
    return DevicePost(
        units=world.units,
        devices=SqlDevices(),
        doors=_doors(world),
        clock=world.clock,
        ids=world.ids,
        known=KnownDevices(),
    )


def notice_post(world: World) -> NoticePost:
    """Where notices to the doors are kept."""
    return NoticePost(
        units=world.units,
        notices=SqlNotices(),
        doors=_doors(world),
        clock=world.clock,
        ids=world.ids,
    )


def pin_post(world: World) -> PinPost:
    """Where supervisors' PINs are set and proven."""
    return PinPost(units=world.units, pins=SqlPins(), clock=world.clock, new_salt=lambda: secrets.token_bytes(16))


def _doors(world: World) -> frozenset[str]:
    return frozenset(door.id for door in world.event.doors)


def _roster_post(world: World, scans: ScanPost) -> RosterPost:
    return RosterPost(
        units=world.units,
        roster=SqlRoster(),
        pins=SqlPins(),
        keys=scans.keys,
        plan=scans.plan,
        clock=world.clock,
    )


def _watch_post(world: World, devices: DevicePost, roster_post: RosterPost) -> WatchPost:
    return WatchPost(
        units=world.units,
        devices=devices,
        roster=roster_post,
        notices=SqlNotices(),
        glance=SqlGlance(),
        clock=world.clock,
        zone=world.event.zone_info,
    )


def _door_staff(world: World) -> DoorStaff:
    if not world.settings.tls:
        return DoorStaff(pin_post(world))
    identity = ensure_identity(world.settings)
    return DoorStaff(pin_post(world), identity.authority, identity.fingerprint)


def _command_post(world: World, scans: ScanPost) -> CommandPost:
    return CommandPost(
        units=world.units,
        command=SqlCommand(),
        photos=SqlPhotos(),
        clock=world.clock,
        zone=world.event.zone_info,
        scans=scans,
    )
