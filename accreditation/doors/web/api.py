"""Doors in the API: the scans of today, who is present, how many people are in each zone (docs/api.md). Read only."""

from collections.abc import Mapping
from datetime import datetime

from aiohttp import web
from msgspec import Struct

from accreditation.access.roles import Permission
from accreditation.doors.actions.command_post import evacuation_list, read_overview
from accreditation.doors.actions.scan_lists import list_scans_today
from accreditation.doors.domain.doors import Verdict
from accreditation.doors.ports.command_post import PresentPerson
from accreditation.doors.ports.scan_lists import ListedScan
from accreditation.doors.web.command_post import command_post_of
from accreditation.doors.web.scan_lists import PAGE_ROWS, ScansQuery, verdicts_of
from conference.api.answers import ROOT, describe_read
from conference.api.guard import record_personal_read, require_token
from conference.descriptions import describes
from conference.web import Identifier, json_response, offset_of, read_required_query, staff_of


class ScanOut(Struct, frozen=True, kw_only=True):
    """A scan, with the badge and its person if it is known. `time_uncertain`: the time is that of the receipt."""

    id: str
    door: str
    direction: str
    verdict: Verdict
    at: datetime
    time_uncertain: bool
    decided_offline: bool
    badge: str | None
    number: str | None
    native_name: str | None
    latin_name: str | None
    outlet: str | None


class ScansOut(Struct, frozen=True):
    """A page of the list, and the number of scans in the whole list."""

    scans: list[ScanOut]
    page: int
    total: int


class PresencesQuery(Struct, frozen=True):
    """A zone; without one each person is listed once, in the innermost of their zones."""

    zone: Identifier = ""


class PresenceOut(Struct, frozen=True, kw_only=True):
    """A person in a zone, with the door and the time of the entry."""

    badge: str
    number: str
    zone: str
    door: str
    entered_at: datetime
    native_name: str
    latin_name: str
    outlet: str
    country: str
    phone: str


class PresencesOut(Struct, frozen=True):
    """The people who are present, by zone and name."""

    presences: list[PresenceOut]


class OccupancyOut(Struct, frozen=True):
    """Number of people by zone, at a moment. No personal data."""

    at: datetime
    zones: Mapping[str, int]


@describes(describe_read(ScansOut, query=ScansQuery))
@require_token(Permission.SUPERVISE_DOORS)
async def list_scans(request: web.Request) -> web.Response:
    """List the scans of today, latest first: of one door, with one result or verdict, or all."""
    query = read_required_query(request, ScansQuery)
    found = await list_scans_today(
        command_post_of(request),
        door=query.door or None,
        verdicts=verdicts_of(query),
        offset=offset_of(query.page, PAGE_ROWS),
        limit=PAGE_ROWS,
        staff=staff_of(request),
    )
    await record_personal_read(
        request, "scans", door=query.door, people=[scan.badge_id for scan in found.scans if scan.badge_id]
    )
    return json_response(ScansOut([_scan_out(scan) for scan in found.scans], query.page, found.total))


@describes(describe_read(PresencesOut, query=PresencesQuery))
@require_token(Permission.SUPERVISE_DOORS)
async def list_presences(request: web.Request) -> web.Response:
    """List who is present: in one zone, or each person once. It is the evacuation list, and recorded as one."""
    zone = read_required_query(request, PresencesQuery).zone
    services = command_post_of(request)
    people = await evacuation_list(services, zone=zone or None, how="api", staff=staff_of(request))
    return json_response(PresencesOut([_presence_out(one) for one in people]))


@describes(describe_read(OccupancyOut))
@require_token(Permission.SUPERVISE_DOORS)
async def show_occupancy(request: web.Request) -> web.Response:
    """Return the number of people in each zone."""
    overview = await read_overview(command_post_of(request), staff=staff_of(request))
    return json_response(OccupancyOut(overview.at, overview.occupancy))


def _scan_out(scan: ListedScan) -> ScanOut:
    return ScanOut(
        id=scan.scan_id,
        door=scan.door,
        direction=scan.direction,
        verdict=scan.verdict,
        at=scan.occurred_at,
        time_uncertain=scan.time_uncertain,
        decided_offline=scan.decided_offline,
        badge=scan.badge_id,
        number=scan.number,
        native_name=scan.holder.native_name if scan.holder else None,
        latin_name=scan.holder.latin_name if scan.holder else None,
        outlet=scan.holder.outlet if scan.holder else None,
    )


def _presence_out(person: PresentPerson) -> PresenceOut:
    return PresenceOut(
        badge=person.badge_id,
        number=person.number,
        zone=person.zone,
        door=person.door,
        entered_at=person.entered_at,
        native_name=person.native_name,
        latin_name=person.latin_name,
        outlet=person.outlet,
        country=person.country,
        phone=person.phone,
    )


def routes() -> list[web.RouteDef]:
    """Return the routes."""
    return [
        web.get(f"{ROOT}/scans", list_scans),
        web.get(f"{ROOT}/presences", list_presences),
        web.get(f"{ROOT}/occupancy", show_occupancy),
    ]
