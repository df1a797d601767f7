"""The doors' pages, and the addresses that their devices talk to."""

from collections.abc import Mapping
from typing import TypeVar

import msgspec
from aiohttp import web

from accreditation.actions.doors import (
    door_of,
    door_state,
    latest_scans,
    photo_of_scan,
    scan_badge,
    undo_scan,
)
from accreditation.domain.doors import TONES, Direction, Verdict
from accreditation.domain.scans import UndoReason
from accreditation.ports_badges import Known, Scan
from accreditation.web.badge_context import door_post_of, event_of
from accreditation.web.door_json import ScanIn, StateOut, UndoIn, door_name, is_undoable, scan_out
from conference.auth.roles import Permission
from conference.errors import InvalidError
from conference.event import Event
from conference.i18n import key_family
from conference.web import accepts, floor_of, language_of, render, require, staff_of

VERDICTS = key_family("door.verdict.", [verdict.value for verdict in Verdict])
INSTRUCTIONS = key_family("door.instruction.", [verdict.value for verdict in Verdict])
UNDO_REASONS = key_family("door.undo_reason.", [reason.value for reason in UndoReason])
SPOKEN = key_family("door.say.", (
    "online", "offline", "no_answer", "no_answer_help", "signed_out", "signed_out_help", "camera_refused",
    "camera_missing", "camera_insecure", "already", "undone", "photo_of",
))  # fmt: skip
"""What the page's script says; it finds the words in the page's JSON block."""

MAX_SCAN_BYTES = 2 * 1024 * 1024
"""A jammed scanner can send a megabyte; it is refused and kept as a scan, not as a failed request."""

SHOWN_LATEST = 8

_DOOR = "/staff/doors/{door}"
Body = TypeVar("Body")


@require(Permission.SCAN)
async def show_doors(request: web.Request) -> web.Response:
    """Choose a door."""
    return render(request, "accreditation/doors.html", doors=event_of(request).doors, zones=_zones(event_of(request)))


@require(Permission.SCAN)
async def show_door(request: web.Request) -> web.Response:
    """The door itself: reads badges until it is closed."""
    post, event, staff, language = door_post_of(request), event_of(request), staff_of(request), language_of(request)
    door = request.match_info["door"]
    door_of(post, door, staff=staff)
    state = await door_state(post, door=door, staff=staff)
    latest = await latest_scans(post, door=door, staff=staff, limit=SHOWN_LATEST)
    one = event.door(door)
    return render(
        request,
        "accreditation/door.html",
        door=one,
        zone_guarded=event.zone(one.zone),
        state=state,
        latest=[_line(scan, known, event, language) for scan, known in latest],
        verdicts=VERDICTS,
        undo_reasons=UNDO_REASONS,
        settings=_settings(request, door),
    )


@accepts(MAX_SCAN_BYTES)
@require(Permission.SCAN)
async def take_scan(request: web.Request) -> web.Response:
    """Decide on one reading. Always 200 with a verdict; a refusal at the door is no error."""
    scan = await _read(request, ScanIn)
    answer = await scan_badge(
        door_post_of(request),
        scan.presented(),
        door=request.match_info["door"],
        direction=Direction(scan.direction),
        staff=staff_of(request),
    )
    return _json(scan_out(answer, event_of(request), language_of(request), root=floor_of(request).prefix))


@require(Permission.SCAN)
async def take_undo(request: web.Request) -> web.Response:
    """Take an entry or an exit back."""
    undo = await _read(request, UndoIn)
    door, scan, post, staff = _names(request, "door"), _names(request, "scan"), door_post_of(request), staff_of(request)
    await undo_scan(post, scan, door=door, reason=undo.reason, staff=staff)
    return _json(_state_out(await door_state(post, door=door, staff=staff)))


@require(Permission.SCAN)
async def show_state(request: web.Request) -> web.Response:
    """How many were admitted today; also the sign that the server is there."""
    state = await door_state(door_post_of(request), door=_names(request, "door"), staff=staff_of(request))
    return _json(_state_out(state))


@require(Permission.SCAN)
async def show_scanned_photo(request: web.Request) -> web.Response:
    """The photo of the person a scan was of."""
    jpeg = await photo_of_scan(
        door_post_of(request), _names(request, "scan"), door=_names(request, "door"), staff=staff_of(request)
    )
    return web.Response(body=jpeg, content_type="image/jpeg", headers={"Cache-Control": "no-store"})


def _names(request: web.Request, part: str) -> str:
    return request.match_info[part]


async def _read(request: web.Request, expected: type[Body]) -> Body:
    """The JSON body as `expected`. Raises InvalidError `request.invalid`."""
    try:
        return msgspec.json.decode(await request.read(), type=expected)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise InvalidError("request.invalid") from error


def _json(value: object) -> web.Response:
    headers = {"Cache-Control": "no-store"}
    return web.Response(body=msgspec.json.encode(value), content_type="application/json", headers=headers)


def _state_out(state: object) -> StateOut:
    return msgspec.convert(state, StateOut, from_attributes=True)


def _zones(event: Event) -> Mapping[str, object]:
    return {zone.code: zone for zone in event.zones}


def _line(scan: Scan, known: Known | None, event: Event, language: str) -> dict[str, object]:
    """One line of the door's latest scans."""
    return {
        "scan": scan.id,
        "verdict": scan.verdict.value,
        "tone": TONES[scan.verdict].value,
        "at": scan.received_at,
        "name": known.holder.native_name if known else "",
        "number": known.number if known else "",
        "door": door_name(event, scan.door, language),
        "undoable": is_undoable(scan),
        "undone": scan.undone_at is not None,
    }


def _settings(request: web.Request, door: str) -> dict[str, object]:
    """What the page's script needs to know; its texts keep their placeholders."""
    language, event = language_of(request), event_of(request)
    texts = floor_of(request).catalogues.entries(language)
    return {
        "door": door,
        "time_zone": event.timezone,
        "verdicts": {name: texts[key] for name, key in VERDICTS.items()},
        "instructions": {name: texts[key] for name, key in INSTRUCTIONS.items()},
        "say": {name: texts[key] for name, key in SPOKEN.items()},
    }


def routes() -> list[web.RouteDef]:
    """The addresses of the doors."""
    return [
        web.get("/staff/doors", show_doors),
        web.get(_DOOR, show_door),
        web.get(f"{_DOOR}/state", show_state),
        web.post(f"{_DOOR}/scans", take_scan),
        web.post(f"{_DOOR}/scans/{{scan}}/undo", take_undo),
        web.get(f"{_DOOR}/scans/{{scan}}/photo.jpg", show_scanned_photo),
    ]
