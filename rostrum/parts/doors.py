"""Installation of the part `doors`: devices, roster, sync, notices, PINs, staff pages, command post.

The path of a scan is in `scanning`.
"""

import secrets

from aiohttp import web

from accreditation.applications.storage.photos import SqlPhotos
from accreditation.doors.actions.command_post import CommandPostServices
from accreditation.doors.actions.devices import DeviceServices
from accreditation.doors.actions.notices import DoorAlertServices, NoticeServices
from accreditation.doors.actions.pins import PinServices
from accreditation.doors.actions.roster import RosterServices
from accreditation.doors.actions.scan_services import ScanServices
from accreditation.doors.ports.alerts import DoorAlerts
from accreditation.doors.runtime.device_cache import DeviceCache
from accreditation.doors.runtime.device_sync import DeviceSync, SyncServices
from accreditation.doors.runtime.request_queues import RequestQueues
from accreditation.doors.storage.command_post import SqlCommandPost
from accreditation.doors.storage.device_sync import SqlDeviceSync
from accreditation.doors.storage.devices import SqlDevices
from accreditation.doors.storage.notices import SqlNotices
from accreditation.doors.storage.pins import SqlPins
from accreditation.doors.storage.roster import SqlRoster
from accreditation.doors.storage.scan_lists import SqlScanLists
from accreditation.doors.web import api as door_api
from accreditation.doors.web import command_acts, command_post, door_app, doors, evacuation, roster, scan_lists, sync
from accreditation.doors.web import devices as device_routes
from accreditation.doors.web.command_post import COMMAND_POST_SERVICES, DOOR_ALERTS, NOTICE_SERVICES
from accreditation.doors.web.device_context import DEVICE_QUEUES, DEVICE_SERVICES, DOOR_LIMITS
from accreditation.doors.web.door_plan import EventPlan
from accreditation.doors.web.doors import DOOR_STAFF, DoorStaff
from accreditation.doors.web.roster import ROSTER_PAGES, RosterPages
from accreditation.doors.web.sync import SYNC_PAGES, SyncPages, end_syncs, watch_bus
from conference.rate_limits import Limits
from rostrum.parts.board.door_alerts import RegisterDoorAlerts
from rostrum.runtime import Runtime

PAGES = (door_app, doors, command_post, command_acts, evacuation, scan_lists, device_routes, roster, sync, door_api)


def install_doors(
    app: web.Application, runtime: Runtime, *, devices: DeviceServices, notices: NoticeServices, scans: ScanServices
) -> None:
    """Install the doors' pages and the API of their devices."""
    plan, roster_services = EventPlan(runtime.event), _roster_services(runtime, scans)
    alerts = RegisterDoorAlerts(runtime)
    watch = DeviceSync(_sync_services(runtime, devices, roster_services, alerts), secrets.token_hex(4))
    app[DEVICE_SERVICES], app[DOOR_LIMITS], app[DEVICE_QUEUES] = devices, Limits(), RequestQueues()
    app[ROSTER_PAGES] = RosterPages(services=roster_services, plan=plan)
    app[SYNC_PAGES] = SyncPages(watch, plan, tuple(zone.code for zone in runtime.event.zones))
    app[DOOR_STAFF] = _door_staff(runtime)
    app[DOOR_ALERTS] = DoorAlertServices(transactions=runtime.transactions, alerts=alerts, clock=runtime.clock)
    app[COMMAND_POST_SERVICES], app[NOTICE_SERVICES] = _command_post_services(runtime, scans), notices
    for module in PAGES:
        app.router.add_routes(module.routes())
    watch_bus(watch, runtime.bus)
    app.on_shutdown.append(end_syncs)


def device_services(runtime: Runtime) -> DeviceServices:
    """Make the services of devices."""
    return DeviceServices(
        transactions=runtime.transactions,
        devices=SqlDevices(),
        doors=_door_ids(runtime),
        clock=runtime.clock,
        ids=runtime.ids,
        cache=DeviceCache(),
    )


def notice_services(runtime: Runtime) -> NoticeServices:
    """Make the services of notices."""
    return NoticeServices(
        transactions=runtime.transactions,
        notices=SqlNotices(),
        doors=_door_ids(runtime),
        clock=runtime.clock,
        ids=runtime.ids,
    )


def pin_services(runtime: Runtime) -> PinServices:
    """Make the services of supervisors' PINs."""
    return PinServices(
        transactions=runtime.transactions, pins=SqlPins(), clock=runtime.clock, new_salt=lambda: secrets.token_bytes(16)
    )


def _door_ids(runtime: Runtime) -> frozenset[str]:
    return frozenset(door.id for door in runtime.event.doors)


def _roster_services(runtime: Runtime, scans: ScanServices) -> RosterServices:
    return RosterServices(
        transactions=runtime.transactions,
        roster=SqlRoster(),
        pins=SqlPins(),
        keys=scans.keys,
        plan=scans.plan,
        clock=runtime.clock,
    )


def _sync_services(
    runtime: Runtime, devices: DeviceServices, roster_services: RosterServices, alerts: DoorAlerts
) -> SyncServices:
    return SyncServices(
        transactions=runtime.transactions,
        devices=devices,
        roster=roster_services,
        notices=SqlNotices(),
        sync_store=SqlDeviceSync(),
        clock=runtime.clock,
        zone=runtime.event.zone_info,
        alerts=alerts,
    )


def _door_staff(runtime: Runtime) -> DoorStaff:
    if not runtime.settings.tls:
        return DoorStaff(pin_services(runtime))
    from rostrum.serving.tls import ensure_identity  # noqa: PLC0415 - X.509, which a server without TLS does not need

    identity = ensure_identity(runtime.settings)
    return DoorStaff(pin_services(runtime), identity.authority, identity.fingerprint)


def _command_post_services(runtime: Runtime, scans: ScanServices) -> CommandPostServices:
    return CommandPostServices(
        transactions=runtime.transactions,
        store=SqlCommandPost(),
        scan_lists=SqlScanLists(),
        photos=SqlPhotos(),
        clock=runtime.clock,
        zone=runtime.event.zone_info,
        scans=scans,
    )
