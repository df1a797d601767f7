"""The roster for devices: `GET /doors/v1/list`, `GET /doors/v1/photos/{photo}.jpg`."""

import asyncio
from collections import OrderedDict
from typing import Annotated

from aiohttp import web
from msgspec import Meta, Struct, field
from msgspec.structs import replace

from accreditation.applications.photo_studio import door_photo
from accreditation.doors.actions.roster import RosterServices, read_roster, read_roster_photo
from accreditation.doors.web.device_context import charge, device_of, for_devices
from accreditation.doors.web.device_values import format_moment
from accreditation.doors.web.door_plan import EventPlan, keys_out, supervisors_out
from accreditation.doors.web.roster_json import COMPRESSED_ABOVE, RosterHead, RosterOut, compress_body, roster_body
from conference.descriptions import JPEG, Access, Description, describes
from conference.rate_limits import Limit
from conference.web import read_required_query

PHOTO_CACHE_BYTES = 8 * 1024 * 1024
"""Bytes of the photos in memory: about 500 photos, for a team of doors that starts together."""

LISTS_AT_ONCE = 2
"""Whole rosters encoded at the same time: each takes tens of megabytes."""

PHOTOS_AT_ONCE = 3
"""Photos read and scaled at the same time: scans use the same connections, passwords the same threads."""

WHOLE_LISTS = Limit("whole lists", burst=12, every_s=15)
"""Of one device: it needs the whole roster when it is enrolled and when the event's data have changed."""

NO_STORE = {"Cache-Control": "no-store"}
"""Names and photos are stored by the device alone, encrypted."""


class RosterQuery(Struct, frozen=True):
    """The revision and the digest of the plan that a device has."""

    since: Annotated[int, Meta(ge=0, le=10**15 - 1, extra={"error": "request.invalid"})] = 0
    plan: Annotated[str, Meta(max_length=100)] = ""


class PhotoCache:
    """Scaled photos, bounded in bytes; the least recently used are dropped first."""

    def __init__(self, most_bytes: int = PHOTO_CACHE_BYTES) -> None:
        self._most = most_bytes
        self._bytes = 0
        self._kept: OrderedDict[str, bytes] = OrderedDict()

    def find(self, photo_id: str) -> bytes | None:
        """Return the photo, None if it is not in the cache."""
        if photo_id in self._kept:
            self._kept.move_to_end(photo_id)
        return self._kept.get(photo_id)

    def add(self, photo_id: str, jpeg: bytes) -> None:
        """Add a photo."""
        self._bytes += len(jpeg) - len(self._kept.pop(photo_id, b""))
        self._kept[photo_id] = jpeg
        while self._bytes > self._most:
            self._bytes -= len(self._kept.popitem(last=False)[1])


class RosterPages(Struct, frozen=True, kw_only=True):
    """Dependencies of these handlers."""

    services: RosterServices
    plan: EventPlan
    photos: PhotoCache = field(default_factory=PhotoCache)
    turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(LISTS_AT_ONCE))
    photo_turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(PHOTOS_AT_ONCE))


ROSTER_PAGES: web.AppKey[RosterPages] = web.AppKey("roster_desk", RosterPages)


@describes(Description(answer=RosterOut, query=RosterQuery, access=Access.DEVICE, refusals={422}))
@for_devices
async def show_list(request: web.Request) -> web.Response:
    """Return what has changed since the device's revision, or the whole roster. Raises InvalidError."""
    desk = request.config_dict[ROSTER_PAGES]
    known = read_required_query(request, RosterQuery)
    async with desk.turns:
        body = await _roster_body(request, desk, known)
    headers = dict(NO_STORE)
    if len(body) > COMPRESSED_ABOVE and "gzip" in request.headers.get("Accept-Encoding", ""):
        body = await compress_body(body)
        headers["Content-Encoding"] = "gzip"
    return web.Response(body=body, content_type="application/json", headers=headers)


async def _roster_body(request: web.Request, desk: RosterPages, known: RosterQuery) -> bytes:
    roster, trust = await read_roster(
        desk.services,
        known.since,
        is_complete=not desk.plan.is_of(known.plan),
        before_complete=lambda: charge(request, WHOLE_LISTS, device_of(request).id),
    )
    digest = desk.plan.digest_with(trust)
    is_known = digest == known.plan
    head = RosterHead(
        at=format_moment(desk.services.clock.now()),
        plan=None if is_known else replace(desk.plan.values, supervisors=supervisors_out(trust)),
        keys=None if is_known else keys_out(trust),
        plan_digest=digest,
        revision=roster.revision,
        whole=roster.is_complete,
        gone=roster.removed,
    )
    return await roster_body(desk.services.plan, roster, head)


@describes(Description(answer=bytes, media=JPEG, access=Access.DEVICE))
@for_devices
async def show_photo(request: web.Request) -> web.Response:
    """Return the photo of a person of the roster, 300 × 400 pixels."""
    desk, photo = request.config_dict[ROSTER_PAGES], request.match_info["photo"]
    async with desk.photo_turns:
        whole = await read_roster_photo(desk.services, photo)
        jpeg = desk.photos.find(photo)
        if jpeg is None:
            jpeg = await asyncio.to_thread(door_photo, whole)
            desk.photos.add(photo, jpeg)
    return web.Response(body=jpeg, content_type="image/jpeg", headers=NO_STORE)


def routes() -> list[web.RouteDef]:
    """Return the routes of the roster."""
    return [
        web.get("/doors/v1/list", show_list),
        web.get("/doors/v1/photos/{photo}.jpg", show_photo),
    ]
