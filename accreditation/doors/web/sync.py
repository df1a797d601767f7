"""Device sync: a long poll of a device (`POST /doors/v1/sync`)."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any

import msgspec
from aiohttp import web

from accreditation.badges.domain.events import BadgeStatusChanged
from accreditation.doors.actions.devices import find_device, take_report
from accreditation.doors.actions.roster import Trust
from accreditation.doors.domain.devices import DeviceState, Report
from accreditation.doors.domain.events import (
    DeviceChanged,
    HolderMoved,
    ListChanged,
    NoticesChanged,
    ScanRecorded,
    ScanUndone,
)
from accreditation.doors.runtime.device_sync import DeviceCursor, DeviceSync, SyncDelta
from accreditation.doors.web.device_context import bearer_of, device_of, device_post_of, for_devices
from accreditation.doors.web.device_json import Int32, Moment, in_utc, json_response, moment, plain, read_json
from accreditation.doors.web.door_plan import EventPlan
from accreditation.doors.web.roster_json import inside_body
from conference.bus import Bus
from conference.errors import ForbiddenError, InvalidError

LONGEST_WAIT_S = 20.0
"""Proxies and phone networks end what is silent for half a minute."""

SYNC_PATH = "/doors/v1/sync"

FORMER_SYNC_PATH = "/doors/v1/line"
"""Asked by an app that is open since before `SYNC_PATH` was there, until it loads its new build: answered until 0.2.0,
so that no such device loses its connection and the scans that it has queued."""

Count = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]


class SyncIn(msgspec.Struct, frozen=True, kw_only=True):
    """A device's report, and what it has."""

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


@dataclass
class SyncPages:
    """What the line works with; the digest of the plan is kept as long as nothing in it changes."""

    watch: DeviceSync
    plan: EventPlan
    zones: tuple[str, ...]
    _digest: tuple[Trust, str] | None = field(default=None, init=False)

    def plan_digest(self, trust: Trust) -> str:
        """The digest of the whole plan."""
        if self._digest is None or self._digest[0] != trust:
            self._digest = (trust, self.plan.digest_with(trust))
        return self._digest[1]


SYNC_PAGES: web.AppKey[SyncPages] = web.AppKey("line_desk", SyncPages)


@for_devices(locked=True)
async def sync_device(request: web.Request) -> web.Response:
    """Take the device's report, wait, and tell it what is new; 401 or 403 as soon as it is ended or locked."""
    desk, services, device = request.config_dict[SYNC_PAGES], device_post_of(request), device_of(request)
    given = await read_json(request, SyncIn)
    if given.door and given.door not in device.scope.doors:
        raise InvalidError("request.invalid")
    take_report(services, device, _report(given, services.clock.now()))
    if device.state is DeviceState.LOCKED and not given.locked:
        raise ForbiddenError("device.locked")
    have = DeviceCursor(given.door, given.revision, given.plan, given.moved)
    news = await desk.watch.wait_for_delta(
        device, have, wait_s=min(given.wait_s, LONGEST_WAIT_S), plan_digest=desk.plan_digest
    )
    await find_device(services, bearer_of(request))  # raises for one that has been ended or locked meanwhile
    inside = msgspec.Raw(await inside_body(news.moved))
    return json_response({**_news_json(desk, news, given.door), "inside": inside})


def _report(given: SyncIn, at: datetime) -> Report:
    return Report(
        at=at,
        door=given.door,
        skew_ms=given.skew_ms,
        queue=given.queue,
        battery=given.battery,
        charging=given.charging,
        list_at=None if given.list_at is None else in_utc(given.list_at),
        build=plain(given.build, 64),
        language=plain(given.language, 2),
    )


def _news_json(desk: SyncPages, news: SyncDelta, door: str) -> dict[str, Any]:
    seen = news.snapshot
    return {
        "at": moment(seen.at),
        "revision": seen.revision,
        "plan": desk.plan_digest(seen.trust),
        "moved": news.cursor,
        "all": news.is_complete,
        "counts": {zone: news.counts.get(zone, 0) for zone in desk.zones},
        "admitted_today": seen.admitted.get(door, 0),
        "notices": [
            {
                "id": one.id,
                "text": one.text,
                "badge_id": one.badge_id,
                "posted_at": moment(one.posted_at),
                "expires_at": moment(one.expires_at),
            }
            for one in seen.notices_at(door, seen.at)
        ],
    }


def watch_bus(watch: DeviceSync, bus: Bus) -> None:
    """Let the watch look as soon as this node has changed something."""

    async def notify(_event: object) -> None:
        watch.notify()

    async def hear_scan(event: ScanRecorded) -> None:
        watch.notify(event.badge_id)

    async def hear_holder(event: HolderMoved) -> None:
        watch.notify(event.badge_id)

    for kind in (ScanUndone, BadgeStatusChanged, DeviceChanged, ListChanged, NoticesChanged):
        bus.subscribe(kind, notify)
    bus.subscribe(ScanRecorded, hear_scan)
    bus.subscribe(HolderMoved, hear_holder)


async def end_syncs(app: web.Application) -> None:
    """At the beginning of the end: no line holds it up."""
    await app[SYNC_PAGES].watch.close()


def routes() -> list[web.RouteDef]:
    """Return the address of the sync, and the one that apps of the first builds ask."""
    return [web.post(SYNC_PATH, sync_device), web.post(FORMER_SYNC_PATH, sync_device)]
