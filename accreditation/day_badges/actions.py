"""Actions on one-day badges: make a set, print it, enter who has a badge, revoke, count and destroy."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from msgspec import Struct

from accreditation.access.entitlement import Entitlement
from accreditation.access.plan import AccessPlan
from accreditation.access.roles import Permission
from accreditation.applications.domain.progress import read_reference
from accreditation.badges.domain.badges import badge_number, read_number, read_short_code
from accreditation.badges.domain.tokens import Claims, zone_bits
from accreditation.badges.ports import Keys, TokenSigner
from accreditation.day_badges.domain import (
    MAX_DOCUMENT,
    MAX_SET,
    Bearer,
    DayBadge,
    DayBadgeSet,
    DayBadgeState,
    badges_between,
    entitlement_on,
    number_letters,
    with_bearer,
    with_state,
)
from accreditation.day_badges.ports import DayBadgePress, DayBadgeStore, DayBadgeUses, SetCounts
from conference.audit import AuditEntry
from conference.auth.roles import Staff, may
from conference.clock import Clock
from conference.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError, RuleError
from conference.transactions import RecordingTransactions, Transaction

FEATURE = "accreditation:day_badges"
"""Beginning of the actions in the audit log."""


class BadgeNumbers(Protocol):
    """Reserves badge numbers."""

    async def take_numbers(self, transaction: Transaction, letter: str, count: int) -> int:
        """Reserve `count` consecutive numbers of the letter; returns the first."""
        ...


class DayBadgeServices(Struct, frozen=True, kw_only=True):
    """Dependencies of the actions. `new_badge_id` returns 8 random bytes in hexadecimal; `most_a_day` is the maximum
    number of valid badges for one day."""

    transactions: RecordingTransactions
    store: DayBadgeStore
    numbers: BadgeNumbers
    uses: DayBadgeUses
    keys: Keys
    press: DayBadgePress
    plan: AccessPlan
    zone: ZoneInfo
    most_a_day: int
    clock: Clock
    new_badge_id: Callable[[], str]


class SetRow(Struct, frozen=True):
    """A set with its counts, and the number of badges that were used and not entered."""

    made: DayBadgeSet
    counts: SetCounts
    not_entered: int


class SetView(Struct, frozen=True):
    """A set with its badges, and by badge id when they were last used."""

    made: DayBadgeSet
    badges: Sequence[DayBadge]
    used: Mapping[str, datetime]


async def make_set(
    services: DayBadgeServices, set_id: str, *, category: str, day: date, count: int, staff: Staff
) -> DayBadgeSet:
    """Make and sign a set of badges for one category and one day. A set of this id that exists is returned unchanged.

    Raises ForbiddenError; InvalidError `day_badges.count` for a number that is not 1 to `MAX_SET`,
    `day_badges.day_unfit` for a day that is over or on which the category opens nothing; RuleError
    `day_badges.day_full` beyond the maximum of a day, `badge.category_unknown`, `badge.no_signing_key`.
    """
    _require_one_of(staff, Permission.VET_ACCREDITATION)
    if not 1 <= count <= MAX_SET:
        raise InvalidError("day_badges.count", {"count": "day_badges.count"}, most=MAX_SET)
    entitlement = _entitlement_of(services, category, day)
    async with services.transactions.read() as transaction:
        existing = await services.store.find_set(transaction, set_id)
        signer = await services.keys.get_signer(transaction)
    if existing is not None:
        return existing
    ids = [services.new_badge_id() for _ in range(count)]
    tokens = await asyncio.to_thread(_sign_tokens, signer, services.plan, entitlement, ids)
    now = services.clock.now()
    made = DayBadgeSet(set_id, day, entitlement, count, now, staff.id)
    async with services.transactions.write() as transaction:
        await services.store.lock_day(transaction, day)
        if await services.store.count_valid(transaction, day) + count > services.most_a_day:
            raise RuleError("day_badges.day_full", most=services.most_a_day)
        letters = number_letters(entitlement.letter)
        first = await services.numbers.take_numbers(transaction, letters, count)
        badges = [
            DayBadge(badge_id, set_id, badge_number(letters, first + place), token)
            for place, (badge_id, token) in enumerate(zip(ids, tokens, strict=True))
        ]
        await services.store.add(transaction, made, badges)
        details = {"category": category, "day": day.isoformat(), **_details_of(badges)}
        await transaction.record(AuditEntry(f"{FEATURE}:made", staff.id, set_id, now, details))
    return made


async def list_sets(services: DayBadgeServices, *, staff: Staff) -> list[SetRow]:
    """List all sets with their counts."""
    _require_one_of(staff, Permission.VET_ACCREDITATION, Permission.PRINT_BADGES)
    async with services.transactions.read() as transaction:
        not_entered = await services.uses.count_used(transaction)
        sets = await services.store.list_sets(transaction)
    return [SetRow(made, counts, not_entered.get(made.id, 0)) for made, counts in sets]


async def read_set(services: DayBadgeServices, set_id: str, *, staff: Staff) -> SetView:
    """Return a set with its badges. Raises NotFoundError `day_badges.unknown`."""
    _require_one_of(staff, Permission.VET_ACCREDITATION, Permission.PRINT_BADGES)
    async with services.transactions.read() as transaction:
        return await _read_view(services, transaction, set_id)


async def draw_set(services: DayBadgeServices, set_id: str, *, staff: Staff) -> tuple[DayBadgeSet, bytes]:
    """Draw the valid badges of a set and its log sheet as a PDF. Raises NotFoundError, RuleError `day_badges.none`."""
    _require_one_of(staff, Permission.PRINT_BADGES)
    async with services.transactions.read() as transaction:
        view = await _read_view(services, transaction, set_id)
    badges = [badge for badge in view.badges if badge.is_valid]
    if not badges:
        raise RuleError("day_badges.none")
    pdf = await services.press.pdf(view.made, badges)
    entry = AuditEntry(f"{FEATURE}:drawn", staff.id, set_id, services.clock.now(), _details_of(badges))
    await services.transactions.record_read(entry)
    return view.made, pdf


async def find_number(services: DayBadgeServices, code: str, *, staff: Staff) -> str:
    """Return the number of a badge named by its scanned token or short code. Raises InvalidError `day_badges.code`."""
    _require_one_of(staff, Permission.PRINT_BADGES)
    async with services.transactions.write() as transaction:
        return (await _find_badge(services, transaction, code, now=services.clock.now())).number


async def enter_bearer(services: DayBadgeServices, code: str, bearer: Bearer, *, reference: str, staff: Staff) -> str:
    """Enter who has a badge, named by its scanned token, short code or number; returns the id of its set.

    `reference` is the reference number of the person's application, which gives name and outlet; empty without one. A
    later entry replaces an earlier one. Raises InvalidError for a missing name, a code that is no one-day badge, too
    long an end of a document, an unknown reference; ConflictError `day_badges.ended` for a badge that was destroyed.
    """
    _require_one_of(staff, Permission.PRINT_BADGES)
    if len(bearer.document) > MAX_DOCUMENT:
        raise InvalidError("day_badges.document", {"document": "day_badges.document"}, most=MAX_DOCUMENT)
    now = services.clock.now()
    async with services.transactions.write() as transaction:
        badge = await _find_badge(services, transaction, code, now=now)
        if badge.state is DayBadgeState.DESTROYED:
            raise ConflictError("day_badges.ended", number=badge.number)
        named = await _bearer_of(services, transaction, bearer, reference)
        await services.store.save(transaction, [with_bearer(badge, named, at=now, by=staff.id)])
        details = {"number": badge.number, "again": badge.bearer is not None}
        await transaction.record(AuditEntry(f"{FEATURE}:entered", staff.id, badge.set_id, now, details))
    return badge.set_id


async def revoke_badges(
    services: DayBadgeServices, set_id: str, *, first: str = "", last: str = "", staff: Staff
) -> int:
    """Revoke the valid badges of a set, or those from one number to another; returns how many.

    Raises NotFoundError, InvalidError `day_badges.not_in_set`, ConflictError `day_badges.none` when none is valid.
    """
    _require_one_of(staff, Permission.VET_ACCREDITATION, Permission.PRINT_BADGES)
    async with services.transactions.write() as transaction:
        chosen = await _lock_chosen(services, transaction, set_id, (first, last))
        valid = [badge for badge in chosen if badge.is_valid]
        if not valid:
            raise ConflictError("day_badges.none")
        await _end_badges(services, transaction, valid, DayBadgeState.REVOKED, staff=staff)
    return len(valid)


async def destroy_badges(
    services: DayBadgeServices, set_id: str, *, first: str, last: str, counted: int, staff: Staff
) -> int:
    """Record the unused badges of a set from one number to another as counted and destroyed; returns how many.

    A badge is unused if no door has seen it and no bearer is entered; a revoked badge may be among them. Raises
    NotFoundError; InvalidError `day_badges.not_in_set`, and `day_badges.miscounted` when `counted` is not their number.
    """
    _require_one_of(staff, Permission.PRINT_BADGES)
    async with services.transactions.write() as transaction:
        chosen = await _lock_chosen(services, transaction, set_id, (first, last))
        used = await services.uses.list_last_scans(transaction, [badge.id for badge in chosen])
        unused = [
            badge
            for badge in chosen
            if badge.state is not DayBadgeState.DESTROYED and badge.bearer is None and badge.id not in used
        ]
        if counted != len(unused) or not unused:
            raise InvalidError("day_badges.miscounted", {"counted": "day_badges.miscounted"}, number=len(unused))
        await _end_badges(services, transaction, unused, DayBadgeState.DESTROYED, staff=staff)
    return len(unused)


async def _end_badges(
    services: DayBadgeServices,
    transaction: Transaction,
    badges: Sequence[DayBadge],
    state: DayBadgeState,
    *,
    staff: Staff,
) -> None:
    now = services.clock.now()
    await services.store.save(transaction, [with_state(badge, state, at=now, by=staff.id) for badge in badges])
    details = {"count": len(badges), "numbers": [badge.number for badge in badges]}
    await transaction.record(AuditEntry(f"{FEATURE}:{state.value}", staff.id, badges[0].set_id, now, details))


async def _lock_chosen(
    services: DayBadgeServices, transaction: Transaction, set_id: str, limits: tuple[str, str]
) -> list[DayBadge]:
    """Lock and return the badges of a set from one typed number to another; all of them without a number."""
    first, last = limits
    if await services.store.find_set(transaction, set_id) is None:
        raise NotFoundError("day_badges.unknown")
    badges = await services.store.list_badges(transaction, set_id, lock=True)
    if not first and not last:
        return badges
    chosen = badges_between(badges, _number_of(first or last), _number_of(last or first))
    if not chosen:
        raise InvalidError("day_badges.not_in_set", {"first": "day_badges.not_in_set"})
    return chosen


def _number_of(typed: str) -> str:
    code = read_short_code(typed)
    if code is not None and code.sound:
        return code.number
    return read_number(typed) or ""


async def _find_badge(services: DayBadgeServices, transaction: Transaction, code: str, *, now: datetime) -> DayBadge:
    number = _number_of(code)
    badge_id = ""
    if not number:
        reader = await services.keys.get_reader(transaction, now=now)
        reading = reader.read(code)
        badge_id = reading.claims.badge_id if reading.flaw is None and reading.claims else ""
    found = None
    if number or badge_id:
        found = await services.store.find_badge(transaction, badge_id=badge_id, number=number)
    if found is None:
        raise InvalidError("day_badges.code", {"badge": "day_badges.code"})
    return found


async def _bearer_of(services: DayBadgeServices, transaction: Transaction, bearer: Bearer, reference: str) -> Bearer:
    if reference:
        end = read_reference(reference)
        applicant = await services.store.find_applicant(transaction, end) if end else None
        if applicant is None:
            raise InvalidError("day_badges.reference", {"applied": "day_badges.reference"})
        return Bearer(applicant.name, applicant.outlet, bearer.document, applicant.application_id)
    if not bearer.name:
        raise InvalidError("day_badges.name", {"name": "day_badges.name"})
    return bearer


async def _read_view(services: DayBadgeServices, transaction: Transaction, set_id: str) -> SetView:
    made = await services.store.find_set(transaction, set_id)
    if made is None:
        raise NotFoundError("day_badges.unknown")
    badges = await services.store.list_badges(transaction, set_id)
    used = await services.uses.list_last_scans(transaction, [badge.id for badge in badges])
    return SetView(made, badges, used)


def _entitlement_of(services: DayBadgeServices, category: str, day: date) -> Entitlement:
    known = services.plan.entitlements.get(category)
    if known is None:
        raise RuleError("badge.category_unknown", category=category)
    entitlement = entitlement_on(known, day, services.zone)
    if entitlement is None or entitlement.valid_until <= services.clock.now():
        raise InvalidError("day_badges.day_unfit", {"day": "day_badges.day_unfit"})
    return entitlement


def _sign_tokens(signer: TokenSigner, plan: AccessPlan, held: Entitlement, badge_ids: Sequence[str]) -> list[str]:
    bits = zone_bits(held.zones, plan.zone_bits)
    window = (held.valid_from, held.valid_until)
    return [signer.sign(Claims(plan.audience, badge_id, 1, held.letter, bits, *window)) for badge_id in badge_ids]


def _details_of(badges: Sequence[DayBadge]) -> dict[str, object]:
    return {"count": len(badges), "numbers": f"{badges[0].number}…{badges[-1].number}"}


def _require_one_of(staff: Staff, *permissions: Permission) -> None:
    if not any(may(staff, permission) for permission in permissions):
        raise ForbiddenError("role.missing")
