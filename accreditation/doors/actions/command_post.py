"""The command post: all doors and devices at once, contradictions to settle, who would have to be brought out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from accreditation.access.zones import Zones
from accreditation.applications.ports import Photos
from accreditation.badges.domain.badges import read_number, read_short_code
from accreditation.doors.actions.devices import require_supervisor
from accreditation.doors.actions.scan_services import ScanServices
from accreditation.doors.actions.supervisor_exit import record_supervisor_exit
from accreditation.doors.domain.conflicts import Settlement
from accreditation.doors.ports.command_post import CommandPostStore, Conflict, PresentPerson, ScanCount, WatchedDevice
from conference.audit import AuditEntry
from conference.auth.roles import Staff
from conference.clock import Clock, day_began
from conference.errors import InvalidError, NotFoundError, RuleError
from conference.transactions import RecordingTransactions

LATELY = timedelta(minutes=5)
"""Over how long the scans a minute are averaged: long enough to be a rate, short enough to show a queue."""

ENDED_SHOWN = timedelta(minutes=30)
"""How long a device that was wiped or signed out stays on the page, so that the supervisor sees that it is."""

CONFLICTS_SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandPostServices:
    """What the command post works with; `zone` is the venue's time zone, which says when a day begins."""

    transactions: RecordingTransactions
    store: CommandPostStore
    photos: Photos
    clock: Clock
    zone: ZoneInfo
    scans: ScanServices


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """All doors at one moment. `lately_s` is how long a time `ScanCount.lately` counts; `shift` is how far our clock is
    ahead of the real one, which devices have."""

    at: datetime
    shift: timedelta
    lately_s: float
    scans: Sequence[ScanCount]
    occupancy: Mapping[str, int]
    devices: Sequence[WatchedDevice]
    conflicts: Sequence[Conflict]
    conflict_count: int


async def look_over_doors(services: CommandPostServices, *, staff: Staff) -> Overview:
    """How every door and device stands, from one state of the database. Raises ForbiddenError."""
    require_supervisor(staff)
    now = services.clock.now()
    async with services.transactions.read() as transaction:
        return Overview(
            at=now,
            shift=services.clock.shift,
            lately_s=LATELY.total_seconds(),
            scans=await services.store.count_scans(
                transaction, since=day_began(now, services.zone), lately=now - LATELY
            ),
            occupancy=await services.store.count_people(transaction, opened=services.scans.plan.zones.opened(now)),
            devices=await services.store.list_devices(transaction, since=now - ENDED_SHOWN),
            conflicts=await services.store.list_conflicts(transaction, CONFLICTS_SHOWN),
            conflict_count=await services.store.count_conflicts(transaction),
        )


async def settle_conflict(services: CommandPostServices, scan_id: str, settlement: Settlement, *, staff: Staff) -> None:
    """Say what became of a contradiction. Both scans stay; whoever was brought out is out.

    Raises RuleError `conflict.settled` when there is none, ConflictError `scan.kept_meanwhile`: try again.
    """
    require_supervisor(staff)
    now = services.clock.now()
    async with services.transactions.write() as transaction:
        later = (await services.scans.scans.find_by_ids(transaction, [scan_id])).get(scan_id)
        if later is not None and settlement is Settlement.TAKEN_OUT:
            await record_supervisor_exit(services.scans, transaction, later, staff=staff)
        if not await services.store.save_settlement(transaction, scan_id, settlement, by=staff.id, at=now):
            raise RuleError("conflict.settled")
        details = {"settlement": settlement.value}
        await transaction.record(AuditEntry("accreditation:conflict:settled", staff.id, scan_id, now, details))


async def evacuation_list(
    services: CommandPostServices, *, zone: str | None, how: str, staff: Staff
) -> Sequence[PresentPerson]:
    """Everybody inside, for `how` (page, csv, pdf): of one zone, or each person once, in the innermost of their zones.

    Reading it is recorded, but the list never waits for a database that takes no writes (`record_read`).
    """
    require_supervisor(staff)
    now = services.clock.now()
    async with services.transactions.read() as transaction:
        people = await services.store.list_present(transaction, zone, opened=services.scans.plan.zones.opened(now))
    people = people if zone else innermost(people, services.scans.plan.zones)
    details = {"zone": zone or "", "how": how, "people": len(people)}
    entry = AuditEntry("accreditation:evacuation:listed", staff.id, zone or "all", now, details)
    await services.transactions.record_read(entry)
    return people


async def badge_of_number(services: CommandPostServices, typed: str, *, staff: Staff) -> str:
    """The id of the badge whose number or short code a person typed. Raises InvalidError `notice.badge_unknown`."""
    require_supervisor(staff)
    code = read_short_code(typed)
    number = code.number if code is not None and code.sound else read_number(typed)
    if number is not None:
        async with services.transactions.read() as transaction:
            badge_id = await services.store.find_badge_id(transaction, number)
        if badge_id is not None:
            return badge_id
    raise InvalidError("notice.badge_unknown", {"badge": "notice.badge_unknown"})


def innermost(people: Sequence[PresentPerson], zones: Zones) -> list[PresentPerson]:
    """Each person once: not in a zone that lies around another that they are in."""
    around: set[tuple[str, str]] = {(one.badge_id, outer) for one in people for outer in zones.around(one.zone)}
    return [one for one in people if (one.badge_id, one.zone) not in around]


async def photo_of_conflict(services: CommandPostServices, photo_id: str, *, staff: Staff) -> bytes:
    """The JPEG of a person in a conflict that is not settled. Raises NotFoundError."""
    require_supervisor(staff)
    async with services.transactions.read() as transaction:
        shown = await services.store.list_conflicts(transaction, CONFLICTS_SHOWN)
        if photo_id not in {one.holder.photo_id for one in shown if one.holder}:
            raise NotFoundError("photo.unknown")
        return await services.photos.get_content(transaction, photo_id)
