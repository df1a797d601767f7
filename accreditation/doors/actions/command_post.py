"""The command post: all doors and devices at once, contradictions to settle, who would have to be brought out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from accreditation.access.zones import Zones
from accreditation.applications.ports import Photos
from accreditation.badges.domain.badges import read_number, read_short_code
from accreditation.doors.actions.devices import require_supervisor
from accreditation.doors.actions.scan_post import ScanPost
from accreditation.doors.actions.supervisor_exit import take_out
from accreditation.doors.domain.conflicts import Settlement
from accreditation.doors.ports.command_post import CommandStore, Conflict, Present, ScanCount, WatchedDevice
from conference.audit import AuditEntry
from conference.auth.roles import Staff
from conference.clock import Clock, day_began
from conference.errors import InvalidError, NotFoundError, RuleError
from conference.transactions import RecordingUnits

LATELY = timedelta(minutes=5)
"""Over how long the scans a minute are averaged: long enough to be a rate, short enough to show a queue."""

ENDED_SHOWN = timedelta(minutes=30)
"""How long a device that was wiped or signed out stays on the page, so that the supervisor sees that it is."""

CONFLICTS_SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandPost:
    """What the command post works with; `zone` is the venue's time zone, which says when a day begins."""

    transactions: RecordingUnits
    command: CommandStore
    photos: Photos
    clock: Clock
    zone: ZoneInfo
    scans: ScanPost


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


async def look_over_doors(post: CommandPost, *, staff: Staff) -> Overview:
    """How every door and device stands, from one state of the database. Raises ForbiddenError."""
    require_supervisor(staff)
    now = post.clock.now()
    async with post.transactions.read() as transaction:
        return Overview(
            at=now,
            shift=post.clock.shift,
            lately_s=LATELY.total_seconds(),
            scans=await post.command.scan_counts(transaction, since=day_began(now, post.zone), lately=now - LATELY),
            occupancy=await post.command.occupancy(transaction, opened=post.scans.plan.zones.opened(now)),
            devices=await post.command.devices(transaction, since=now - ENDED_SHOWN),
            conflicts=await post.command.conflicts(transaction, CONFLICTS_SHOWN),
            conflict_count=await post.command.conflict_count(transaction),
        )


async def settle_conflict(post: CommandPost, scan_id: str, settlement: Settlement, *, staff: Staff) -> None:
    """Say what became of a contradiction. Both scans stay; whoever was brought out is out.

    Raises RuleError `conflict.settled` when there is none, ConflictError `scan.kept_meanwhile`: try again.
    """
    require_supervisor(staff)
    now = post.clock.now()
    async with post.transactions.write() as transaction:
        later = (await post.scans.scans.by_ids(transaction, [scan_id])).get(scan_id)
        if later is not None and settlement is Settlement.TAKEN_OUT:
            await take_out(post.scans, transaction, later, staff=staff)
        if not await post.command.settle(transaction, scan_id, settlement, by=staff.id, at=now):
            raise RuleError("conflict.settled")
        details = {"settlement": settlement.value}
        await transaction.record(AuditEntry("accreditation:conflict:settled", staff.id, scan_id, now, details))


async def evacuation_list(post: CommandPost, *, zone: str | None, how: str, staff: Staff) -> Sequence[Present]:
    """Everybody inside, for `how` (page, csv, pdf): of one zone, or each person once, in the innermost of their zones.

    Reading it is recorded, but the list never waits for a database that takes no writes (`record_read`).
    """
    require_supervisor(staff)
    now = post.clock.now()
    async with post.transactions.read() as transaction:
        people = await post.command.present(transaction, zone, opened=post.scans.plan.zones.opened(now))
    people = people if zone else innermost(people, post.scans.plan.zones)
    details = {"zone": zone or "", "how": how, "people": len(people)}
    entry = AuditEntry("accreditation:evacuation:listed", staff.id, zone or "all", now, details)
    await post.transactions.record_read(entry)
    return people


async def badge_of_number(post: CommandPost, typed: str, *, staff: Staff) -> str:
    """The id of the badge whose number or short code a person typed. Raises InvalidError `notice.badge_unknown`."""
    require_supervisor(staff)
    code = read_short_code(typed)
    number = code.number if code is not None and code.sound else read_number(typed)
    if number is not None:
        async with post.transactions.read() as transaction:
            badge_id = await post.command.badge_of(transaction, number)
        if badge_id is not None:
            return badge_id
    raise InvalidError("notice.badge_unknown", {"badge": "notice.badge_unknown"})


def innermost(people: Sequence[Present], zones: Zones) -> list[Present]:
    """Each person once: not in a zone that lies around another that they are in."""
    around: set[tuple[str, str]] = {(one.badge_id, outer) for one in people for outer in zones.around(one.zone)}
    return [one for one in people if (one.badge_id, one.zone) not in around]


async def photo_of_conflict(post: CommandPost, photo_id: str, *, staff: Staff) -> bytes:
    """The JPEG of a person in a conflict that is not settled. Raises NotFoundError."""
    require_supervisor(staff)
    async with post.transactions.read() as transaction:
        shown = await post.command.conflicts(transaction, CONFLICTS_SHOWN)
        if photo_id not in {one.holder.photo_id for one in shown if one.holder}:
            raise NotFoundError("photo.unknown")
        return await post.photos.read(transaction, photo_id)
