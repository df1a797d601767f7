"""The roster as it is sent to devices (docs/doors.md)."""

import asyncio
import gzip
from collections.abc import Mapping, Sequence
from functools import lru_cache

import msgspec
from msgspec import UNSET, Struct, UnsetType

from accreditation.access.entitlement import Entitlement
from accreditation.access.plan import AccessPlan
from accreditation.doors.actions.roster import Roster, is_entitlement_current
from accreditation.doors.ports.devices import Entry, RosterEntry, RosterGrant
from accreditation.doors.web.device_values import format_exact_moment, format_moment
from accreditation.doors.web.door_plan import KeyOut, PlanOut

PORTION = 100
"""Rows encoded without yielding to the event loop: one to two milliseconds."""

COMPRESSED_ABOVE = 16 * 1024
"""Bytes above which the roster is compressed."""

_encoder = msgspec.json.Encoder()


class GrantOut(Struct, frozen=True):
    """A right added to a badge."""

    id: str
    zones: tuple[str, ...]
    valid_from: str
    valid_until: str
    entries: int | None
    used: int


class PersonOut(Struct, frozen=True, kw_only=True):
    """A person's row of the roster. `one_day` is left out but for a one-day badge, whose row has no name."""

    application: str
    badge_id: str
    number: str
    serial: int
    standing: str
    fits: bool
    active: bool
    state: str
    category: str
    letter: str
    zones: tuple[str, ...]
    valid_from: str
    valid_until: str
    native_name: str
    latin_name: str
    outlet: str
    function: str
    photo: str | None
    grants: list[GrantOut]
    one_day: bool | UnsetType = UNSET


class EntryOut(Struct, frozen=True):
    """An entry: when, by which door, by the scan with which key."""

    at: str
    door: str
    key: str


class RosterHead(Struct, frozen=True, kw_only=True):
    """What precedes the people. `plan` and `keys` are null for a device that has this plan."""

    at: str
    plan: PlanOut | None
    keys: list[KeyOut] | None
    plan_digest: str
    revision: int
    whole: bool
    gone: Sequence[str]


class RosterOut(RosterHead, frozen=True, kw_only=True):
    """The whole answer, as `roster_body` encodes it. `inside` is left out where the presences have not changed."""

    people: list[PersonOut]
    inside: dict[str, dict[str, EntryOut]] | UnsetType = UNSET


async def roster_body(plan: AccessPlan, roster: Roster, head: RosterHead) -> bytes:
    """Return the roster as JSON. It is encoded in portions, so that the event loop serves scans in between."""
    parts = [_encoder.encode(head)[:-1], b',"people":[']
    for start in range(0, len(roster.entries), PORTION):
        portion = _encoder.encode([person_out(plan, entry) for entry in roster.entries[start : start + PORTION]])
        parts += [b"," if start else b"", portion[1:-1]]
        await asyncio.sleep(0)
    parts.append(b"]")
    if roster.presences is not None:
        parts += [b',"inside":', await inside_body(roster.presences)]
    parts.append(b"}")
    return b"".join(parts)


async def inside_body(inside: Mapping[str, Mapping[str, Entry]]) -> bytes:
    """Return the presences as JSON, encoded in portions: badge → zone → the entry that began the presence."""
    badges, parts = list(inside), []
    for start in range(0, len(badges), PORTION):
        portion = {badge: _entries_out(inside[badge]) for badge in badges[start : start + PORTION]}
        parts.append(_encoder.encode(portion)[1:-1])
        await asyncio.sleep(0)
    return b"{" + b",".join(parts) + b"}"


async def compress_body(body: bytes) -> bytes:
    """Return the body compressed by gzip, in a thread."""
    return await asyncio.to_thread(gzip.compress, body, 1)


def person_out(plan: AccessPlan, entry: RosterEntry) -> PersonOut:
    """Return a person's row."""
    zones, valid_from, valid_until = _window_of(entry.held)
    return PersonOut(
        application=entry.application,
        badge_id=entry.badge_id,
        number=entry.number,
        serial=entry.serial,
        standing=entry.standing,
        fits=is_entitlement_current(plan, entry),
        active=entry.handed_over or not plan.needs_hand_over,
        state=entry.state,
        category=entry.category,
        letter=entry.held.letter,
        zones=zones,
        valid_from=valid_from,
        valid_until=valid_until,
        native_name=entry.native_name,
        latin_name=entry.latin_name,
        outlet=entry.outlet,
        function=entry.function,
        photo=entry.photo,
        grants=[_grant_out(grant) for grant in entry.grants],
        one_day=entry.is_one_day or UNSET,
    )


@lru_cache(maxsize=256)
def _window_of(held: Entitlement) -> tuple[tuple[str, ...], str, str]:
    return held.zones, format_moment(held.valid_from), format_moment(held.valid_until)


def _grant_out(grant: RosterGrant) -> GrantOut:
    return GrantOut(
        id=grant.id,
        zones=grant.zones,
        valid_from=format_moment(grant.valid_from),
        valid_until=format_moment(grant.valid_until),
        entries=grant.entries,
        used=grant.used,
    )


def _entries_out(zones: Mapping[str, Entry]) -> dict[str, EntryOut]:
    return {zone: entry_out(entry) for zone, entry in zones.items()}


def entry_out(entry: Entry) -> EntryOut:
    """Return an entry, its moment to the microsecond."""
    return EntryOut(format_exact_moment(entry.at), entry.door, entry.key)
