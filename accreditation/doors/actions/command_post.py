"""The command post: overview of all doors and devices, conflicts to settle, and the evacuation list."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from accreditation.access.zones import Zones
from accreditation.applications.ports import Photos
from accreditation.badges.domain.badges import read_number, read_short_code
from accreditation.doors.actions.devices import require_supervisor
from accreditation.doors.actions.scan_services import ScanServices
from accreditation.doors.actions.supervisor_exit import record_supervisor_exit
from accreditation.doors.domain.conflicts import Settlement
from accreditation.doors.domain.doors import TONES, Tone, Verdict
from accreditation.doors.ports.command_post import CommandPostStore, Conflict, PresentPerson, ScanCount, WatchedDevice
from accreditation.doors.ports.scan_lists import ListedScan, ScanLists, ScanSearch
from conference.audit import AuditEntry
from conference.auth.roles import Staff
from conference.clock import Clock, day_began
from conference.errors import InvalidError, NotFoundError, RuleError
from conference.transactions import RecordingTransactions

RATE_PERIOD = timedelta(minutes=5)
"""Period over which scans a minute are averaged: long enough for a rate, short enough to show a queue."""

ENDED_SHOWN = timedelta(minutes=30)
"""Time for which a wiped or signed-out device stays on the page, so that the supervisor sees that it has ended."""

CONFLICTS_SHOWN = 20
REFUSALS_SHOWN = 6
REFUSALS = frozenset(verdict for verdict in Verdict if TONES[verdict] is Tone.STOP)


class CommandPostServices(Struct, frozen=True, kw_only=True):
    """Dependencies of the command post; `zone` is the venue's time zone, in which days begin."""

    transactions: RecordingTransactions
    store: CommandPostStore
    scan_lists: ScanLists
    photos: Photos
    clock: Clock
    zone: ZoneInfo
    scans: ScanServices


class Overview(Struct, frozen=True, kw_only=True):
    """All doors at one moment. `lately_s` is the period of `ScanCount.lately` in seconds; `shift` is how far the
    server's clock is ahead of real time, which devices have."""

    at: datetime
    shift: timedelta
    lately_s: float
    scans: Sequence[ScanCount]
    occupancy: Mapping[str, int]
    devices: Sequence[WatchedDevice]
    conflicts: Sequence[Conflict]
    conflict_count: int
    refusals: Sequence[ListedScan] = ()
    """The latest refusals of today."""


async def read_overview(services: CommandPostServices, *, staff: Staff) -> Overview:
    """Read the overview from one state of the database. Raises ForbiddenError."""
    require_supervisor(staff)
    now = services.clock.now()
    today = day_began(now, services.zone)
    async with services.transactions.read() as transaction:
        return Overview(
            at=now,
            shift=services.clock.shift,
            lately_s=RATE_PERIOD.total_seconds(),
            scans=await services.store.count_scans(transaction, since=today, lately=now - RATE_PERIOD),
            occupancy=await services.store.count_people(transaction, opened=services.scans.plan.zones.opened(now)),
            devices=await services.store.list_devices(transaction, since=now - ENDED_SHOWN),
            conflicts=await services.store.list_conflicts(transaction, CONFLICTS_SHOWN),
            conflict_count=await services.store.count_conflicts(transaction),
            refusals=(
                await services.scan_lists.search(
                    transaction, ScanSearch(since=today, verdicts=REFUSALS, limit=REFUSALS_SHOWN)
                )
            ).scans,
        )


async def settle_conflict(services: CommandPostServices, scan_id: str, settlement: Settlement, *, staff: Staff) -> None:
    """Settle a conflict. Both scans stay; a person brought out leaves by a supervisor exit.

    Raises RuleError `conflict.settled` when the scan has no open conflict; ConflictError `scan.kept_meanwhile`: try
    again.
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
    """List the people inside: of one zone, or each person once, in the innermost of their zones.

    `how` (page, csv, pdf, xlsx) goes into the audit entry. The list is also returned when the database takes no writes
    (`record_read`).
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


async def find_badge_by_number(services: CommandPostServices, typed: str, *, staff: Staff) -> str:
    """Return the id of the badge with this number or short code. Raises InvalidError `notice.badge_unknown`."""
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
    """Keep each person once: leave out zones that enclose another zone in which the person is."""
    around: set[tuple[str, str]] = {(one.badge_id, outer) for one in people for outer in zones.around(one.zone)}
    return [one for one in people if (one.badge_id, one.zone) not in around]


async def read_conflict_photo(services: CommandPostServices, photo_id: str, *, staff: Staff) -> bytes:
    """Return the photo of a person in an open conflict that is shown, as JPEG. Raises NotFoundError."""
    require_supervisor(staff)
    async with services.transactions.read() as transaction:
        shown = await services.store.list_conflicts(transaction, CONFLICTS_SHOWN)
        if photo_id not in {one.holder.photo_id for one in shown if one.holder}:
            raise NotFoundError("photo.unknown")
        return await services.photos.get_content(transaction, photo_id)
