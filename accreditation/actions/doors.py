"""What a door does: scan, take a scan back, show the photo."""

from dataclasses import dataclass, replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from accreditation.domain.badge_events import ScanRecorded, ScanUndone
from accreditation.domain.badges import fits, read_number
from accreditation.domain.doors import BadgeRecord, Direction, DoorRule, Presence, Reading, Verdict, decide
from accreditation.domain.scans import Presented, UndoReason, digest, is_key, loggable
from accreditation.domain.tokens import Flaw, TokenReading, looks_like_token, tidy
from accreditation.ports import Photos
from accreditation.ports_badges import AccessPlan, DoorPlan, Keys, Known, Met, Scan, ScanStore
from conference.audit import AuditEntry
from conference.auth.roles import Permission, Staff, may
from conference.clock import Clock
from conference.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError, RuleError
from conference.ids import Ids
from conference.units import Unit, Units

_NEW_KEY = frozenset({Flaw.UNKNOWN_KEY, Flaw.BAD_SIGNATURE})
"""Flaws that a key published a moment ago would explain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorPost:
    """The doors: their stores, keys and plan; `zone` is the venue's time zone, which says when a day begins."""

    units: Units
    scans: ScanStore
    keys: Keys
    photos: Photos
    plan: AccessPlan
    clock: Clock
    ids: Ids
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Answer:
    """What the door is told: the scan as kept, the person if the badge is known, and the scan that it met."""

    scan: Scan
    known: Known | None
    prior: Scan | None


@dataclass(frozen=True, slots=True)
class DoorState:
    """How a door stands: entries admitted since midnight at the venue, and the server's time."""

    admitted_today: int
    at: datetime


@dataclass(frozen=True, slots=True)
class _Identified:
    """Whom a reading is of: what may be believed of it, and the badge it names."""

    reading: Reading
    met: Met | None
    badge_id: str | None = None
    serial: int | None = None


class _KeyTakenError(Exception):
    """A scan with this key is kept already: nothing of this one may be."""


async def scan_badge(post: DoorPost, presented: Presented, *, door: str, direction: Direction, staff: Staff) -> Answer:
    """Decide on one reading and keep it, whatever it comes to. The same key gives the same answer again.

    At most one scan admits a badge to a zone until its exit, under any concurrency. Raises NotFoundError
    `door.unknown`, InvalidError `scan.key_invalid`, ConflictError `scan.key_reused` for a key of another reading.
    """
    plan = door_of(post, door, staff=staff)
    if not is_key(presented.key):
        raise InvalidError("scan.key_invalid", {"key": "scan.key_invalid"})
    try:
        async with post.units.write() as unit:
            return await _decided(post, unit, presented, plan=plan, direction=direction, staff=staff)
    except _KeyTakenError:
        async with post.units.read() as unit:
            return await _repeated(post, unit, presented, door=door)


async def undo_scan(post: DoorPost, scan_id: str, *, door: str, reason: UndoReason, staff: Staff) -> Scan:
    """Take back an entry or an exit of this door: as if it had not been, but both stay in the log.

    Raises NotFoundError, RuleError `scan.nothing_to_undo` for a refusal, `scan.not_current` when the badge has
    been scanned again since.
    """
    door_of(post, door, staff=staff)
    now = post.clock.now()
    async with post.units.write() as unit:
        scan = await _scan_of(post, unit, scan_id, door=door)
        if scan.undone_at is not None or not await _reverse(post, unit, scan):
            raise RuleError("scan.not_current")
        undone = replace(scan, undone_at=now, undone_by=staff.id, undo_reason=reason.value)
        await post.scans.mark_undone(unit, undone)
        details = {"door": scan.door, "verdict": scan.verdict.value, "reason": reason.value}
        await unit.record(AuditEntry("accreditation:scan:undone", staff.id, scan.id, now, details))
        unit.emit(ScanUndone(scan.id, scan.door, now))
    return undone


async def photo_of_scan(post: DoorPost, scan_id: str, *, door: str, staff: Staff) -> bytes:
    """The JPEG of the person a scan of this door was of. Raises NotFoundError.

    Only through a scan: a door shows nobody who has not stood before it (A13).
    """
    door_of(post, door, staff=staff)
    async with post.units.read() as unit:
        scan = await _scan_of(post, unit, scan_id, door=door)
        known = await post.scans.known(unit, scan.badge_id) if scan.badge_id else None
        if known is None or known.holder.photo_id is None:
            raise NotFoundError("photo.unknown")
        return await post.photos.read(unit, known.holder.photo_id)


async def door_state(post: DoorPost, *, door: str, staff: Staff) -> DoorState:
    """How many the door has admitted today."""
    door_of(post, door, staff=staff)
    now = post.clock.now()
    midnight = datetime.combine(now.astimezone(post.zone).date(), time.min, post.zone)
    async with post.units.read() as unit:
        return DoorState(await post.scans.admitted_since(unit, door, midnight), now)


async def latest_scans(post: DoorPost, *, door: str, staff: Staff, limit: int = 20) -> list[tuple[Scan, Known | None]]:
    """The door's newest scans, newest first."""
    door_of(post, door, staff=staff)
    async with post.units.read() as unit:
        return await post.scans.latest(unit, door, limit)


def door_of(post: DoorPost, door: str, *, staff: Staff) -> DoorPlan:
    """The door's plan, for staff who may scan. Raises ForbiddenError, NotFoundError `door.unknown`."""
    if not may(staff, Permission.SCAN):
        raise ForbiddenError("role.missing")
    plan = post.plan.doors.get(door)
    if plan is None:
        raise NotFoundError("door.unknown")
    return plan


async def _decided(
    post: DoorPost, unit: Unit, presented: Presented, *, plan: DoorPlan, direction: Direction, staff: Staff
) -> Answer:
    now = post.clock.now()
    who = await _identify(post, unit, presented.text, zone=plan.zone, now=now)
    known, entry = (who.met.known, who.met.entry) if who.met else (None, None)
    rule = DoorRule(plan.zone, plan.zone_bit, direction)
    verdict = decide(
        who.reading, _record_of(post, known), rule, now=now, presence=Presence(now if entry else None)
    ).verdict
    scan = Scan(
        id=post.ids.new("scan"),
        key=presented.key,
        door=plan.id,
        zone=plan.zone,
        direction=direction,
        method=presented.method.value,
        verdict=verdict,
        scanned_at=presented.scanned_at,
        received_at=now,
        staff_id=staff.id,
        device=presented.device,
        raw="" if looks_like_token(tidy(presented.text)) and who.badge_id else loggable(presented.text),
        raw_sha256=digest(presented.text),
        raw_length=len(presented.text),
        badge_id=who.badge_id,
        serial=who.serial,
        prior_scan_id=entry,
    )
    return await _kept(post, unit, await _placed(post, unit, scan), known)


async def _identify(post: DoorPost, unit: Unit, text: str, *, zone: str, now: datetime) -> _Identified:
    """Whom the text names: by a token, else by a number typed by hand."""
    number = read_number(text)
    if number is not None:
        met = await post.scans.met_by_number(unit, number, zone=zone)
        known = met.known if met else None
        return _Identified(Reading(), met, known.badge_id if known else None, known.serial if known else None)
    token = await _read(post, unit, text, now=now)
    if token.flaw is not None or token.claims is None:
        return _Identified(Reading.of_token(token), None)
    met = await post.scans.met(unit, token.claims.badge_id, zone=zone)
    return _Identified(Reading.of_token(token), met, token.claims.badge_id, token.claims.serial)


async def _read(post: DoorPost, unit: Unit, text: str, *, now: datetime) -> TokenReading:
    token = (await post.keys.reader(unit, now=now)).read(text)
    if token.flaw in _NEW_KEY:
        token = (await post.keys.reader(unit, now=now, afresh=True)).read(text)
    return token


def _record_of(post: DoorPost, known: Known | None) -> BadgeRecord | None:
    if known is None:
        return None
    grant = post.plan.entitlements.get(known.holder.category)
    return BadgeRecord(
        serial=known.serial,
        standing=known.standing,
        fits=grant is not None and fits(known.entitlement, grant),
        application_state=known.holder.state,
        zones=frozenset(known.entitlement.zones),
        valid_from=known.entitlement.valid_from,
        valid_until=known.entitlement.valid_until,
    )


async def _placed(post: DoorPost, unit: Unit, scan: Scan) -> Scan:
    """Let the admitted in and the leaving out; whoever was faster makes this scan a second."""
    if scan.verdict is Verdict.ADMITTED:
        first = await post.scans.enter(unit, scan)
        if first != scan.id:
            return replace(scan, verdict=Verdict.ALREADY_INSIDE, prior_scan_id=first)
    if scan.verdict is Verdict.EXIT_RECORDED:
        left = await post.scans.leave(unit, scan.badge_id or "", scan.zone, entry=scan.prior_scan_id or "")
        if not left:
            return replace(scan, verdict=Verdict.NOT_INSIDE, prior_scan_id=None)
    return scan


async def _kept(post: DoorPost, unit: Unit, scan: Scan, known: Known | None) -> Answer:
    if not await post.scans.add(unit, scan):
        raise _KeyTakenError
    unit.emit(ScanRecorded(scan.id, scan.door, scan.verdict, scan.badge_id, scan.received_at))
    return Answer(scan, known, await _prior(post, unit, scan))


async def _repeated(post: DoorPost, unit: Unit, presented: Presented, *, door: str) -> Answer:
    """The answer that the key was given before."""
    earlier = await post.scans.by_key(unit, presented.key)
    if earlier is None or earlier.door != door or earlier.raw_sha256 != digest(presented.text):
        raise ConflictError("scan.key_reused")
    known = await post.scans.known(unit, earlier.badge_id) if earlier.badge_id else None
    return Answer(earlier, known, await _prior(post, unit, earlier))


async def _prior(post: DoorPost, unit: Unit, scan: Scan) -> Scan | None:
    return await post.scans.by_id(unit, scan.prior_scan_id) if scan.prior_scan_id else None


async def _scan_of(post: DoorPost, unit: Unit, scan_id: str, *, door: str) -> Scan:
    scan = await post.scans.by_id(unit, scan_id)
    if scan is None or scan.door != door:
        raise NotFoundError("scan.unknown")
    return scan


async def _reverse(post: DoorPost, unit: Unit, scan: Scan) -> bool:
    """Take the holder out again, or back in; False when another scan has moved them since."""
    if scan.verdict is Verdict.ADMITTED:
        return await post.scans.leave(unit, scan.badge_id or "", scan.zone, entry=scan.id)
    if scan.verdict is Verdict.EXIT_RECORDED:
        entry = await _prior(post, unit, scan)
        return entry is not None and await post.scans.enter(unit, entry) == entry.id
    raise RuleError("scan.nothing_to_undo")
