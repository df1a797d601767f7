"""The devices' list as it is sent. Written in portions, so that ten thousand lines hold up no scan."""

import asyncio
import gzip
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import msgspec

from accreditation.access.entitlement import Entitlement
from accreditation.access.plan import AccessPlan
from accreditation.doors.actions.roster import Roster, is_entitlement_current
from accreditation.doors.ports.devices import Entry, RosterEntry, RosterGrant
from accreditation.doors.web.device_json import exact, moment

PORTION = 100
"""Lines encoded in one go: a millisecond or two."""

SQUEEZED_ABOVE = 16 * 1024
"""Bytes above which an answer is compressed, in a thread."""

_json = msgspec.json.Encoder()


async def list_body(plan: AccessPlan, roster: Roster, head: Mapping[str, Any]) -> bytes:
    """The answer's JSON: `head` and the list."""
    parts = [
        _json.encode({**head, "revision": roster.revision, "whole": roster.is_complete, "gone": roster.removed})[:-1]
    ]
    parts.append(b',"people":[')
    for start in range(0, len(roster.entries), PORTION):
        some = _json.encode([line_json(plan, line) for line in roster.entries[start : start + PORTION]])
        parts += [b"," if start else b"", some[1:-1]]
        await asyncio.sleep(0)
    parts.append(b"]")
    if roster.presences is not None:
        parts += [b',"inside":', await inside_body(roster.presences)]
    parts.append(b"}")
    return b"".join(parts)


async def inside_body(inside: Mapping[str, Mapping[str, Entry]]) -> bytes:
    """Who is where, as JSON: badge → zone → the entry that put them there."""
    badges, parts = list(inside), []
    for start in range(0, len(badges), PORTION):
        some = _json.encode(_inside_json({badge: inside[badge] for badge in badges[start : start + PORTION]}))
        parts.append(some[1:-1])
        await asyncio.sleep(0)
    return b"{" + b",".join(parts) + b"}"


async def squeezed(body: bytes) -> bytes:
    """The body compressed, off the event loop."""
    return await asyncio.to_thread(gzip.compress, body, 1)


def line_json(plan: AccessPlan, line: RosterEntry) -> dict[str, Any]:
    """A person's line."""
    zones, valid_from, valid_until = _held(line.held)
    return {
        "application": line.application,
        "badge_id": line.badge_id,
        "number": line.number,
        "serial": line.serial,
        "standing": line.standing,
        "fits": is_entitlement_current(plan, line),
        "state": line.state,
        "category": line.category,
        "letter": line.held.letter,
        "zones": zones,
        "valid_from": valid_from,
        "valid_until": valid_until,
        "native_name": line.native_name,
        "latin_name": line.latin_name,
        "outlet": line.outlet,
        "function": line.function,
        "photo": line.photo,
        "grants": [_grant(grant) for grant in line.grants],
    }


@lru_cache(maxsize=256)
def _held(held: Entitlement) -> tuple[tuple[str, ...], str, str]:
    return held.zones, moment(held.valid_from), moment(held.valid_until)


def _grant(grant: RosterGrant) -> dict[str, Any]:
    return {
        "id": grant.id,
        "zones": grant.zones,
        "valid_from": moment(grant.valid_from),
        "valid_until": moment(grant.valid_until),
        "entries": grant.entries,
        "used": grant.used,
    }


def _inside_json(inside: Mapping[str, Mapping[str, Entry]]) -> dict[str, dict[str, dict[str, str]]]:
    return {
        badge: {zone: {"at": exact(entry.at), "door": entry.door, "key": entry.key} for zone, entry in zones.items()}
        for badge, zones in inside.items()
    }
