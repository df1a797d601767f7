"""Device sync: a long poll of a device (`POST /doors/v1/sync`)."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

import msgspec
from aiohttp import web

from accreditation.badges.domain.events import BadgeStatusChanged
from accreditation.doors.actions.devices import find_device, take_report
from accreditation.doors.actions.roster import Trust
from accreditation.doors.domain.devices import Device, DeviceState, Report, clamp_time
from accreditation.doors.domain.events import (
    DeviceChanged,
    HolderMoved,
    ListChanged,
    NoticesChanged,
    ScanRecorded,
    ScanUndone,
)
from accreditation.doors.ports.alerts import DoorAlert
from accreditation.doors.runtime.device_sync import DeviceCursor, DeviceSync, SyncDelta
from accreditation.doors.web.device_context import bearer_of, device_of, device_post_of, for_devices
from accreditation.doors.web.device_values import Int32, Moment, format_moment, in_utc, keep_printable
from accreditation.doors.web.door_plan import EventPlan
from accreditation.doors.web.roster_json import inside_body
from conference.bus import Bus
from conference.descriptions import Access, Description, describes
from conference.errors import ForbiddenError, InvalidError
from conference.web import json_response, read_json

LONGEST_WAIT_S = 20.0
"""Proxies and phone networks end connections that are silent for 30 seconds."""

SYNC_PATH = "/doors/v1/sync"

FORMER_SYNC_PATH = "/doors/v1/line"
"""Asked by an app that is open since before `SYNC_PATH` was there, until it loads its new build: answered until 0.2.0,
so that no such device loses its connection and the scans that it has queued."""

Count = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]


class SyncIn(msgspec.Struct, frozen=True, kw_only=True):
    """A device's report and its cursor; `alerts` are the ids of the alerts that it shows."""

    door: Annotated[str, msgspec.Meta(max_length=48)] = ""
    revision: Annotated[int, msgspec.Meta(ge=0, le=2**53)] = 0
    plan: Annotated[str, msgspec.Meta(max_length=100)] = ""
    moved: Annotated[str, msgspec.Meta(max_length=100)] = ""
    wait_s: Annotated[float, msgspec.Meta(ge=0)] = LONGEST_WAIT_S
    skew_ms: Int32 = 0
    queue: Count = 0
    battery: Annotated[float, msgspec.Meta(ge=0, le=1)] | None = None
    charging: bool | None = None
    list_at: Moment | None = None
    build: Annotated[str, msgspec.Meta(max_length=200)] = ""
    language: Annotated[str, msgspec.Meta(max_length=100)] = ""
    locked: bool = False
    alerts: Annotated[list[Annotated[str, msgspec.Meta(max_length=64)]], msgspec.Meta(max_length=20)] = []


class NoticeOut(msgspec.Struct, frozen=True):
    """A notice of the supervisors."""

    id: str
    text: str
    badge_id: str | None
    posted_at: str
    expires_at: str


class AlertTextOut(msgspec.Struct, frozen=True):
    """An alert in one language."""

    label: str
    note: str
    headline: str
    instruction: str


class AlertOut(msgspec.Struct, frozen=True):
    """An alert that the door shows until `expires_at`, with its texts by language."""

    id: str
    look: str
    texts: dict[str, AlertTextOut]
    expires_at: str


class SyncOut(msgspec.Struct, frozen=True, kw_only=True, rename={"is_complete": "all"}):
    """What has changed since the device's cursor. `inside` holds every presence if `is_complete`."""

    at: str
    revision: int
    plan: str
    moved: str
    is_complete: bool
    counts: dict[str, int]
    admitted_today: int
    notices: list[NoticeOut]
    alerts: list[AlertOut]
    inside: msgspec.Raw


@dataclass
class SyncPages:
    """Dependencies of the sync, and the digest of the plan, which is computed again when keys or supervisors change."""

    watch: DeviceSync
    plan: EventPlan
    zones: tuple[str, ...]
    _digest: tuple[Trust, str] | None = field(default=None, init=False)

    def plan_digest(self, trust: Trust) -> str:
        """Return the digest of the whole plan."""
        if self._digest is None or self._digest[0] != trust:
            self._digest = (trust, self.plan.digest_with(trust))
        return self._digest[1]


SYNC_PAGES: web.AppKey[SyncPages] = web.AppKey("line_desk", SyncPages)


@describes(Description(answer=SyncOut, body=SyncIn, access=Access.DEVICE))
@for_devices(locked=True)
async def sync_device(request: web.Request) -> web.Response:
    """Save the device's report, wait, and answer what has changed; 401 or 403 as soon as it is ended or locked."""
    desk, services, device = request.config_dict[SYNC_PAGES], device_post_of(request), device_of(request)
    given = await read_json(request, SyncIn)
    if given.door and given.door not in device.scope.doors:
        raise InvalidError("request.invalid")
    take_report(services, device, _report_of(given, device, services.clock.now()))
    if device.state is DeviceState.LOCKED and not given.locked:
        raise ForbiddenError("device.locked")
    if given.alerts:
        desk.watch.note_alerts(device, given.alerts)
    have = DeviceCursor(given.door, given.revision, given.plan, given.moved)
    news = await desk.watch.wait_for_delta(
        device, have, wait_s=min(given.wait_s, LONGEST_WAIT_S), plan_digest=desk.plan_digest
    )
    await find_device(services, bearer_of(request))  # raises for a device that was ended or locked meanwhile
    return json_response(_delta_out(desk, news, door=given.door, inside=await inside_body(news.moved)))


def _report_of(given: SyncIn, device: Device, at: datetime) -> Report:
    return Report(
        at=at,
        door=given.door,
        skew_ms=given.skew_ms,
        queue=given.queue,
        battery=given.battery,
        charging=given.charging,
        list_at=None if given.list_at is None else clamp_time(in_utc(given.list_at), device, at),
        build=keep_printable(given.build, 64),
        language=keep_printable(given.language, 2),
    )


def _delta_out(desk: SyncPages, news: SyncDelta, *, door: str, inside: bytes) -> SyncOut:
    seen = news.snapshot
    return SyncOut(
        at=format_moment(seen.at),
        revision=seen.revision,
        plan=desk.plan_digest(seen.trust),
        moved=news.cursor,
        is_complete=news.is_complete,
        counts={zone: news.counts.get(zone, 0) for zone in desk.zones},
        admitted_today=seen.admitted.get(door, 0),
        notices=[
            NoticeOut(
                notice.id,
                notice.text,
                notice.badge_id,
                format_moment(notice.posted_at),
                format_moment(notice.expires_at),
            )
            for notice in seen.notices_at(door, seen.at)
        ],
        alerts=[_alert_out(alert) for alert in seen.alerts_at(door, seen.at)],
        inside=msgspec.Raw(inside),
    )


def _alert_out(alert: DoorAlert) -> AlertOut:
    texts = {
        code: AlertTextOut(text.label, text.note, text.headline, text.instruction) for code, text in alert.texts.items()
    }
    return AlertOut(alert.id, alert.look, texts, format_moment(alert.expires_at))


def watch_bus(watch: DeviceSync, bus: Bus) -> None:
    """Notify waiting devices as soon as this node has changed something."""

    async def notify(_event: object) -> None:
        watch.notify()

    async def notify_of_scan(event: ScanRecorded) -> None:
        watch.notify(event.badge_id)

    async def notify_of_holder(event: HolderMoved) -> None:
        watch.notify(event.badge_id)

    for kind in (ScanUndone, BadgeStatusChanged, DeviceChanged, ListChanged, NoticesChanged):
        bus.subscribe(kind, notify)
    bus.subscribe(ScanRecorded, notify_of_scan)
    bus.subscribe(HolderMoved, notify_of_holder)


async def end_syncs(app: web.Application) -> None:
    """End all waiting syncs, so that they do not delay the shutdown."""
    await app[SYNC_PAGES].watch.close()


def routes() -> list[web.RouteDef]:
    """Return the address of the sync, and the one that apps of the first builds ask."""
    return [web.post(SYNC_PATH, sync_device), web.post(FORMER_SYNC_PATH, sync_device)]
