"""The list of the doors' devices over HTTP: `GET /doors/v1/list`, `GET /doors/v1/photos/{photo}.jpg`."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field

from aiohttp import web

from accreditation.applications.photo_studio import door_photo
from accreditation.doors.actions.roster import RosterServices, read_roster, read_roster_photo
from accreditation.doors.web.device_context import charge, device_of, for_devices
from accreditation.doors.web.device_json import moment
from accreditation.doors.web.door_plan import EventPlan, keys_json, supervisors_json
from accreditation.doors.web.roster_json import SQUEEZED_ABOVE, list_body, squeezed
from conference.errors import InvalidError
from conference.rate_limits import Limit

PHOTO_CACHE_BYTES = 8 * 1024 * 1024
"""Photos kept ready in memory: some five hundred, for a team of doors that starts together."""

LISTS_AT_ONCE = 2
"""Whole lists made at the same time: each takes some tens of megabytes."""

PHOTOS_AT_ONCE = 3
"""Photos read and made smaller at the same time: scans use the same connections, passwords the same threads."""

WHOLE_LISTS = Limit("whole lists", burst=12, every_s=15)
"""A device's. It asks for one when it is enrolled, and when the event's data is another one."""

NO_STORE = {"Cache-Control": "no-store"}
"""Names and faces: kept by the device, encrypted, and by nothing on the way."""


class PhotoCache:
    """Photos for devices, made once; those not asked for the longest are forgotten first."""

    def __init__(self, most_bytes: int = PHOTO_CACHE_BYTES) -> None:
        self._most = most_bytes
        self._bytes = 0
        self._kept: OrderedDict[str, bytes] = OrderedDict()

    def find(self, photo_id: str) -> bytes | None:
        """The photo, if it is there."""
        if photo_id in self._kept:
            self._kept.move_to_end(photo_id)
        return self._kept.get(photo_id)

    def keep(self, photo_id: str, jpeg: bytes) -> None:
        """Keep the photo ready."""
        self._bytes += len(jpeg) - len(self._kept.pop(photo_id, b""))
        self._kept[photo_id] = jpeg
        while self._bytes > self._most:
            self._bytes -= len(self._kept.popitem(last=False)[1])


@dataclass(frozen=True, kw_only=True)
class RosterPages:
    """What the list's addresses work with."""

    services: RosterServices
    plan: EventPlan
    photos: PhotoCache = field(default_factory=PhotoCache)
    turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(LISTS_AT_ONCE))
    photo_turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(PHOTOS_AT_ONCE))


ROSTER_PAGES: web.AppKey[RosterPages] = web.AppKey("roster_desk", RosterPages)


@for_devices
async def show_list(request: web.Request) -> web.Response:
    """What has changed since the device's revision, or everything."""
    desk = request.config_dict[ROSTER_PAGES]
    since, known = _revision(request.query.get("since", "0")), request.query.get("plan", "")
    async with desk.turns:
        body = await _list_body(request, desk, since, known)
    headers = dict(NO_STORE)
    if len(body) > SQUEEZED_ABOVE and "gzip" in request.headers.get("Accept-Encoding", ""):
        body = await squeezed(body)
        headers["Content-Encoding"] = "gzip"
    return web.Response(body=body, content_type="application/json", headers=headers)


async def _list_body(request: web.Request, desk: RosterPages, since: int, known: str) -> bytes:
    roster, trust = await read_roster(
        desk.services,
        since,
        is_complete=not desk.plan.is_of(known),
        before_complete=lambda: charge(request, WHOLE_LISTS, device_of(request).id),
    )
    digest = desk.plan.digest_with(trust)
    plan = None if digest == known else {**desk.plan.values, "supervisors": supervisors_json(trust)}
    keys = None if digest == known else keys_json(trust)
    head = {"at": moment(desk.services.clock.now()), "plan": plan, "keys": keys, "plan_digest": digest}
    return await list_body(desk.services.plan, roster, head)


def _revision(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 15):
        raise InvalidError("request.invalid")
    return int(text)


@for_devices
async def show_photo(request: web.Request) -> web.Response:
    """The photo of a person of the list, 300 × 400."""
    desk, photo = request.config_dict[ROSTER_PAGES], request.match_info["photo"]
    async with desk.photo_turns:
        whole = await read_roster_photo(desk.services, photo)
        jpeg = desk.photos.find(photo)
        if jpeg is None:
            jpeg = await asyncio.to_thread(door_photo, whole)
            desk.photos.keep(photo, jpeg)
    return web.Response(body=jpeg, content_type="image/jpeg", headers=NO_STORE)


def routes() -> list[web.RouteDef]:
    """The addresses of the list."""
    return [
        web.get("/doors/v1/list", show_list),
        web.get("/doors/v1/photos/{photo}.jpg", show_photo),
    ]
