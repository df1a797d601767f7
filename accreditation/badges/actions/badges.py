"""What the badge desk does with badges: issue, reissue, suspend, restore, revoke, hand over."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from accreditation.access.entitlement import Entitlement
from accreditation.access.plan import AccessPlan
from accreditation.access.roles import Permission
from accreditation.badges.domain.badges import Badge, BadgeStatus, badge_number, may_become, with_status
from accreditation.badges.domain.events import BadgeCollected, BadgeIssued, BadgeStatusChanged
from accreditation.badges.domain.tokens import Claims, zone_bits
from accreditation.badges.ports import BadgePress, BadgeStore, Candidate, Keys
from conference.audit import AuditEntry
from conference.auth.roles import Staff, may
from conference.clock import Clock
from conference.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError, RuleError
from conference.transactions import Transaction, Transactions

APPROVED = "approved"
PREPARED_AT_ONCE = 25
"""Badges prepared in one go off the event loop: under half a second, so that progress can be told."""


@dataclass(frozen=True, slots=True)
class BadgeRules:
    """Reason codes of the event, for a reissue and for a revocation."""

    reissue_reasons: frozenset[str]
    revocation_reasons: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeServices:
    """The badge desk: its stores, keys, press and rules. `new_badge_id` gives 8 random bytes in hexadecimal."""

    transactions: Transactions
    badges: BadgeStore
    keys: Keys
    press: BadgePress
    plan: AccessPlan
    rules: BadgeRules
    clock: Clock
    new_badge_id: Callable[[], str]


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A badge signed and drawn, but for its number: that is taken in the transaction that keeps it."""

    candidate: Candidate
    entitlement: Entitlement
    badge_id: str
    serial: int
    token: str
    qr: str


async def issue_badge(services: BadgeServices, application_id: str, *, staff: Staff) -> Badge:
    """Issue the first badge of an approved application.

    Raises NotFoundError, RuleError `badge.not_approved` or `badge.no_signing_key`, ConflictError
    `badge.exists` when there is one already (a revoked one too, until a new approval).
    """
    require_desk(staff)
    async with services.transactions.read() as transaction:
        badge = (await services.badges.newest_of(transaction, [application_id])).get(application_id)
        candidates = await services.badges.candidates(transaction, [application_id], lock=False)
    if not candidates:
        raise NotFoundError("application.unknown")
    if candidates[0].state != APPROVED:
        raise RuleError("badge.not_approved")
    if badge is not None and not badge.approval_ended:
        raise ConflictError("badge.exists", number=badge.number)
    prepared = await _prepare(services, [(candidates[0], services.new_badge_id(), 1)])
    issued = await _keep_first_issues(services, prepared, actor=staff.id)
    if not issued:
        raise ConflictError("badge.issued_meanwhile")
    return issued[0]


async def issue_run(
    services: BadgeServices,
    *,
    actor: str,
    most: int | None = None,
    only: Collection[str] | None = None,
    progress: Callable[[int], None] | None = None,
) -> list[Badge]:
    """Issue a badge to every approved application that has none (at most `most`, `only` these), in one transaction.

    Signing and drawing come first and hold no lock; who is no longer approved when the transaction begins is left
    out. `actor` is a staff id, or `conference.audit.SYSTEM`; `progress` is told how many more are prepared.
    """
    async with services.transactions.read() as transaction:
        waiting = await services.badges.ready(transaction)
    ready = [one for one in waiting if only is None or one.application_id in only][:most]
    prepared: list[_Prepared] = []
    for start in range(0, len(ready), PREPARED_AT_ONCE):
        some = ready[start : start + PREPARED_AT_ONCE]
        prepared += await _prepare(services, [(candidate, services.new_badge_id(), 1) for candidate in some])
        if progress is not None:
            progress(len(some))
    return await _keep_first_issues(services, prepared, actor=actor)


async def reissue_badge(services: BadgeServices, badge_id: str, *, reason: str, staff: Staff) -> Badge:
    """Issue the badge anew, for what its person is entitled to now; the earlier issue is dead at once.

    Raises NotFoundError, RuleError (`badge.revoked`, `badge.not_approved`), InvalidError for an unknown reason.
    """
    require_desk(staff)
    _require_reason(reason, services.rules.reissue_reasons)
    async with services.transactions.read() as transaction:
        before = await _newest(services, transaction, badge_id, lock=False)
        candidate = (await services.badges.candidates(transaction, [before.application_id], lock=False))[0]
    _require_reissuable(before, candidate)
    (prepared,) = await _prepare(services, [(candidate, badge_id, before.serial + 1)])
    now = services.clock.now()
    async with services.transactions.write() as transaction:
        _require_same(candidate, await services.badges.candidates(transaction, [candidate.application_id], lock=True))
        if await _newest(services, transaction, badge_id) != before:
            raise ConflictError("badge.issued_meanwhile")
        await services.badges.keep(transaction, with_status(before, BadgeStatus.SUPERSEDED, reason=reason, at=now))
        number = await _number_after(services, transaction, before, prepared)
        badge = _badge(prepared, number, at=now, actor=staff.id)
        await services.badges.add(transaction, [badge])
        await _record(transaction, badge, "reissued", actor=staff.id, at=now, reason=reason)
        transaction.emit(BadgeIssued(badge.id, badge.serial, badge.application_id, now))
    return badge


async def suspend_badge(services: BadgeServices, badge_id: str, *, staff: Staff) -> Badge:
    """Stop the badge until it is restored: reported as missing, or under question."""
    return await _change_standing(services, badge_id, BadgeStatus.SUSPENDED, staff=staff, reason=None)


async def restore_badge(services: BadgeServices, badge_id: str, *, staff: Staff) -> Badge:
    """Let a suspended badge admit again."""
    return await _change_standing(services, badge_id, BadgeStatus.ISSUED, staff=staff, reason=None)


async def revoke_badge(services: BadgeServices, badge_id: str, *, reason: str, staff: Staff) -> Badge:
    """End the badge for good: no issue of it admits again, and there is no other before a new approval."""
    _require_reason(reason, services.rules.revocation_reasons)
    return await _change_standing(services, badge_id, BadgeStatus.REVOKED, staff=staff, reason=reason)


async def hand_over_badge(services: BadgeServices, badge_id: str, *, staff: Staff, taken_back: bool = False) -> Badge:
    """Say that the badge was collected, or with `taken_back` that it was not after all.

    Raises RuleError `badge.not_standing` for a badge that admits nobody, `badge.not_printed` for one not on paper.
    """
    require_desk(staff)
    now = services.clock.now()
    async with services.transactions.write() as transaction:
        badge = await _newest(services, transaction, badge_id)
        if badge.standing is not BadgeStatus.ISSUED:
            raise RuleError("badge.not_standing", number=badge.number)
        if badge.printed_at is None:
            raise RuleError("badge.not_printed", number=badge.number)
        badge = replace(badge, collected_at=None if taken_back else badge.collected_at or now)
        await services.badges.keep(transaction, badge)
        await _record(transaction, badge, "taken_back" if taken_back else "collected", actor=staff.id, at=now)
        transaction.emit(BadgeCollected(badge.id, taken_back, now))
    return badge


def require_desk(staff: Staff) -> None:
    """Raise ForbiddenError for anybody who is not engaged for the badge desk."""
    if not may(staff, Permission.PRINT_BADGES):
        raise ForbiddenError("role.missing")


def entitlement_of(plan: AccessPlan, category: str) -> Entitlement:
    """What the event grants the category now. Raises RuleError `badge.category_unknown`."""
    entitlement = plan.entitlements.get(category)
    if entitlement is None:
        raise RuleError("badge.category_unknown", category=category)
    return entitlement


async def _prepare(services: BadgeServices, wanted: Sequence[tuple[Candidate, str, int]]) -> list[_Prepared]:
    """Sign and draw each (candidate, badge id, serial)."""
    async with services.transactions.read() as transaction:
        signer = await services.keys.signer(transaction)
    grants = [entitlement_of(services.plan, candidate.category) for candidate, _, _ in wanted]
    tokens = [
        signer.sign(_claims(services.plan, grant, badge_id, serial))
        for grant, (_, badge_id, serial) in zip(grants, wanted, strict=True)
    ]
    shapes = await services.press.qr_texts(tokens)
    return [
        _Prepared(candidate, grant, badge_id, serial, token, qr)
        for (candidate, badge_id, serial), grant, token, qr in zip(wanted, grants, tokens, shapes, strict=True)
    ]


def _claims(plan: AccessPlan, grant: Entitlement, badge_id: str, serial: int) -> Claims:
    return Claims(
        audience=plan.audience,
        badge_id=badge_id,
        serial=serial,
        category=grant.letter,
        zone_bits=zone_bits(grant.zones, plan.zone_bits),
        valid_from=grant.valid_from,
        valid_until=grant.valid_until,
    )


async def _keep_first_issues(services: BadgeServices, prepared: Sequence[_Prepared], *, actor: str) -> list[Badge]:
    """Number and keep what is still due: approved, of the same category, without a badge."""
    if not prepared:
        return []
    now = services.clock.now()
    async with services.transactions.write() as transaction:
        ids = [one.candidate.application_id for one in prepared]
        unchanged = set(await services.badges.candidates(transaction, ids, lock=True))
        served = {
            key
            for key, badge in (await services.badges.newest_of(transaction, ids)).items()
            if not badge.approval_ended
        }
        due = [one for one in prepared if one.candidate in unchanged and one.candidate.application_id not in served]
        issued = await _numbered(services, transaction, due, actor=actor)
        if issued:
            await services.badges.add(transaction, issued)
        for badge in issued:
            await _record(transaction, badge, "issued", actor=actor, at=now)
            transaction.emit(BadgeIssued(badge.id, badge.serial, badge.application_id, now))
    return issued


async def _numbered(
    services: BadgeServices, transaction: Transaction, due: Sequence[_Prepared], *, actor: str
) -> list[Badge]:
    now, letters = services.clock.now(), [one.entitlement.letter for one in due]
    counters = {
        letter: iter(range(await services.badges.take_numbers(transaction, letter, letters.count(letter)), 10**9))
        for letter in sorted(set(letters))
    }
    return [
        _badge(one, badge_number(one.entitlement.letter, next(counters[one.entitlement.letter])), at=now, actor=actor)
        for one in due
    ]


async def _number_after(services: BadgeServices, transaction: Transaction, before: Badge, prepared: _Prepared) -> str:
    """The same number, unless the category has another letter now."""
    letter = prepared.entitlement.letter
    if letter == before.entitlement.letter:
        return before.number
    return badge_number(letter, await services.badges.take_numbers(transaction, letter, 1))


def _badge(prepared: _Prepared, number: str, *, at: datetime, actor: str) -> Badge:
    return Badge(
        id=prepared.badge_id,
        serial=prepared.serial,
        number=number,
        application_id=prepared.candidate.application_id,
        entitlement=prepared.entitlement,
        token=prepared.token,
        qr=prepared.qr,
        issued_at=at,
        issued_by=actor,
    )


async def _newest(services: BadgeServices, transaction: Transaction, badge_id: str, *, lock: bool = True) -> Badge:
    badge = await services.badges.newest(transaction, badge_id, lock=lock)
    if badge is None:
        raise NotFoundError("badge.unknown")
    return badge


def _require_reason(reason: str, known: frozenset[str]) -> None:
    if reason not in known:
        raise InvalidError("badge.reason_unknown", {"reason": "badge.reason_unknown"})


def _require_reissuable(badge: Badge, candidate: Candidate) -> None:
    if not may_become(badge.standing, BadgeStatus.SUPERSEDED):
        raise RuleError("badge.revoked", number=badge.number)
    if candidate.state != APPROVED:
        raise RuleError("badge.not_approved")


def _require_same(candidate: Candidate, now: Sequence[Candidate]) -> None:
    if list(now) != [candidate]:
        raise ConflictError("badge.issued_meanwhile")


async def _change_standing(
    services: BadgeServices, badge_id: str, standing: BadgeStatus, *, staff: Staff, reason: str | None
) -> Badge:
    require_desk(staff)
    now = services.clock.now()
    async with services.transactions.write() as transaction:
        before = await _newest(services, transaction, badge_id)
        if not may_become(before.standing, standing):
            raise RuleError(f"badge.{before.standing}", number=before.number)
        badge = with_status(before, standing, reason=reason, at=now)
        await services.badges.keep(transaction, badge)
        done = "restored" if standing is BadgeStatus.ISSUED else standing.value
        await _record(transaction, badge, done, actor=staff.id, at=now, reason=reason)
        transaction.emit(BadgeStatusChanged(badge.id, standing, now))
    return badge


async def _record(
    transaction: Transaction, badge: Badge, done: str, *, actor: str, at: datetime, reason: str | None = None
) -> None:
    details: dict[str, object] = {"number": badge.number, "serial": badge.serial, "application": badge.application_id}
    if reason is not None:
        details["reason"] = reason
    await transaction.record(AuditEntry(f"accreditation:badge:{done}", actor, badge.id, at, details))
