"""Actions of the badge desk: issue, reissue, suspend, restore, revoke, hand over."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from msgspec import Struct

from accreditation.access.entitlement import Entitlement
from accreditation.access.plan import AccessPlan
from accreditation.access.roles import Permission
from accreditation.badges.domain.badges import (
    Badge,
    BadgeStatus,
    HandOver,
    IdentityCheck,
    as_handed_over,
    as_taken_back,
    badge_number,
    last_deactivation,
    may_become,
    require_ready,
    require_seen_badge,
    with_status,
)
from accreditation.badges.domain.events import BadgeCollected, BadgeIssued, BadgeStatusChanged
from accreditation.badges.domain.tokens import Claims, zone_bits
from accreditation.badges.ports import (
    BadgePress,
    BadgeStore,
    Candidate,
    Keys,
    PassDrawing,
    PrintRunStore,
    ReleaseDecisions,
    release_nothing,
)
from conference.audit import AuditEntry
from conference.auth.roles import Staff, may
from conference.clock import Clock
from conference.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError, RuleError
from conference.transactions import RecordingTransactions, Transaction

APPROVED = "approved"
PREPARE_BATCH = 25
"""Badges prepared in one go off the event loop: under half a second, so that progress can be reported."""

MAX_CREW = 100
"""Maximum number of badges that are handed over together."""


class BadgeRules(Struct, frozen=True):
    """Reason codes of the event, for a reissue and for a revocation."""

    reissue_reasons: frozenset[str]
    revocation_reasons: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeServices:
    """Dependencies of the badge actions. `new_badge_id` returns 8 random bytes in hexadecimal."""

    transactions: RecordingTransactions
    badges: BadgeStore
    print_runs: PrintRunStore
    keys: Keys
    press: BadgePress
    passes: PassDrawing
    plan: AccessPlan
    rules: BadgeRules
    clock: Clock
    new_badge_id: Callable[[], str]
    release_decisions: ReleaseDecisions = release_nothing


class _PreparedIssue(Struct, frozen=True):
    """A signed badge with its QR shape, without a number: the transaction that stores the badge assigns it."""

    candidate: Candidate
    entitlement: Entitlement
    badge_id: str
    serial: int
    token: str
    qr: str


async def issue_badge(services: BadgeServices, application_id: str, *, staff: Staff) -> Badge:
    """Issue the first badge of an approved application.

    Raises NotFoundError, RuleError `badge.not_approved` or `badge.no_signing_key`, ConflictError
    `badge.exists` when the application has a badge (also a revoked one, until a new approval).
    """
    require_desk(staff)
    async with services.transactions.read() as transaction:
        badge = (await services.badges.find_newest_by_application(transaction, [application_id])).get(application_id)
        candidates = await services.badges.list_candidates(transaction, [application_id], lock=False)
    if not candidates:
        raise NotFoundError("application.unknown")
    if candidates[0].state != APPROVED:
        raise RuleError("badge.not_approved")
    if badge is not None and not badge.approval_ended:
        raise ConflictError("badge.exists", number=badge.number)
    prepared = await _prepare_issues(services, [(candidates[0], services.new_badge_id(), 1)])
    issued = await _add_first_issues(services, prepared, actor=staff.id)
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

    Badges are signed and drawn first, without a lock; applications that are no longer approved when the transaction
    begins are left out. `actor` is a staff id, or `conference.audit.SYSTEM`; `progress` is called with the number of
    badges prepared since its last call.
    """
    async with services.transactions.read() as transaction:
        candidates = await services.badges.list_ready(transaction)
    ready = [candidate for candidate in candidates if only is None or candidate.application_id in only][:most]
    prepared: list[_PreparedIssue] = []
    for start in range(0, len(ready), PREPARE_BATCH):
        batch = ready[start : start + PREPARE_BATCH]
        prepared += await _prepare_issues(services, [(candidate, services.new_badge_id(), 1) for candidate in batch])
        if progress is not None:
            progress(len(batch))
    return await _add_first_issues(services, prepared, actor=actor)


async def reissue_badge(
    services: BadgeServices, badge_id: str, *, reason: str, staff: Staff, seen: str | None = None
) -> Badge:
    """Issue the badge again, for what its person is entitled to now; the earlier issue becomes invalid at once.

    The new issue opens doors when it is handed over.

    Raises NotFoundError, RuleError (`badge.revoked`, `badge.not_approved`), InvalidError for an unknown reason.
    """
    require_desk(staff)
    _require_reason(reason, services.rules.reissue_reasons)
    async with services.transactions.read() as transaction:
        before = await _get_newest(services, transaction, badge_id, lock=False)
        require_seen_badge(before, seen)
        candidate = (await services.badges.list_candidates(transaction, [before.application_id], lock=False))[0]
    _require_reissuable(before, candidate)
    (prepared,) = await _prepare_issues(services, [(candidate, badge_id, before.serial + 1)])
    now = services.clock.now()
    async with services.transactions.write() as transaction:
        reloaded = await services.badges.list_candidates(transaction, [candidate.application_id], lock=True)
        if list(reloaded) != [candidate] or await _get_newest(services, transaction, badge_id) != before:
            raise ConflictError("badge.issued_meanwhile")
        await services.badges.save(transaction, with_status(before, BadgeStatus.SUPERSEDED, reason=reason, at=now))
        number = await _number_for_reissue(services, transaction, before, prepared)
        issue = _badge_from_issue(prepared, number, at=now, actor=staff.id)
        badge = replace(issue, deactivated_at=last_deactivation(before, at=now))
        await services.badges.add(transaction, [badge])
        await _record_act(transaction, badge, "reissued", actor=staff.id, at=now, reason=reason)
        transaction.emit(BadgeIssued(badge.id, badge.serial, badge.application_id, now))
    return badge


async def suspend_badge(services: BadgeServices, badge_id: str, *, staff: Staff, seen: str | None = None) -> Badge:
    """Suspend the badge until it is restored, because it is reported as missing or in question."""
    return await _change_status(services, badge_id, BadgeStatus.SUSPENDED, staff=staff, seen=seen)


async def restore_badge(services: BadgeServices, badge_id: str, *, staff: Staff, seen: str | None = None) -> Badge:
    """Restore a suspended badge, so that it admits again."""
    return await _change_status(services, badge_id, BadgeStatus.ISSUED, staff=staff, seen=seen)


async def revoke_badge(
    services: BadgeServices, badge_id: str, *, reason: str, staff: Staff, seen: str | None = None
) -> Badge:
    """Revoke the badge permanently: no issue of it admits again; another badge needs a new approval."""
    _require_reason(reason, services.rules.revocation_reasons)
    return await _change_status(services, badge_id, BadgeStatus.REVOKED, staff=staff, seen=seen, reason=reason)


async def hand_over_badges(
    services: BadgeServices,
    badge_ids: Sequence[str],
    *,
    identity: IdentityCheck,
    proxy: str = "",
    staff: Staff,
    seen: str | None = None,
) -> list[Badge]:
    """Hand badges over, from which moment they open doors: all of them or none.

    A decision that is withheld is released by the hand-over. One badge goes to its holder, several go to the person
    named `proxy`, whose signed list is kept. Raises InvalidError `badge.proxy_missing` for several without that
    name, `badge.run_size` for none or too many; RuleError `badge.not_standing` for a badge that does not admit,
    `badge.not_printed` for one never printed; ConflictError `badge.handed_over` for one that is with its holder.
    """
    require_desk(staff)
    if not 1 <= len(badge_ids) <= MAX_CREW:
        raise InvalidError("badge.run_size", most=MAX_CREW)
    if len(badge_ids) > 1 and not proxy:
        raise InvalidError("badge.proxy_missing", {"proxy": "badge.proxy_missing"})
    now, record = services.clock.now(), HandOver(staff.id, identity, proxy)
    details = {"identity": identity.value}
    async with services.transactions.write() as transaction:
        found = [await _get_newest(services, transaction, badge_id, lock=False) for badge_id in sorted(badge_ids)]
        await services.release_decisions(transaction, [badge.application_id for badge in found], actor=staff.id)
        before = [await _get_newest(services, transaction, badge_id) for badge_id in sorted(badge_ids)]
        for badge in before:
            require_seen_badge(badge, seen)
            require_ready(badge)
        handed_over = [as_handed_over(badge, record, at=now) for badge in before]
        for badge in handed_over:
            await services.badges.save(transaction, badge)
            await _record_act(transaction, badge, "collected", actor=staff.id, at=now, proxy=proxy, **details)
            transaction.emit(BadgeCollected(badge.id, False, now))
    return handed_over


async def take_back_badge(services: BadgeServices, badge_id: str, *, staff: Staff, seen: str | None = None) -> Badge:
    """Take a badge back, so that it opens no door until its next hand-over. Raises RuleError `badge.not_standing`."""
    require_desk(staff)
    now = services.clock.now()
    async with services.transactions.write() as transaction:
        before = await _get_newest(services, transaction, badge_id)
        require_seen_badge(before, seen)
        if before.status is not BadgeStatus.ISSUED:
            raise RuleError("badge.not_standing", number=before.number)
        badge = as_taken_back(before, at=now)
        await services.badges.save(transaction, badge)
        await _record_act(transaction, badge, "taken_back", actor=staff.id, at=now)
        transaction.emit(BadgeCollected(badge.id, True, now))
    return badge


def require_desk(staff: Staff) -> None:
    """Raise ForbiddenError unless the person works at the badge desk."""
    if not may(staff, Permission.PRINT_BADGES):
        raise ForbiddenError("role.missing")


def entitlement_of(plan: AccessPlan, category: str) -> Entitlement:
    """Return what the event grants the category now. Raises RuleError `badge.category_unknown`."""
    entitlement = plan.entitlements.get(category)
    if entitlement is None:
        raise RuleError("badge.category_unknown", category=category)
    return entitlement


async def _prepare_issues(
    services: BadgeServices, requested: Sequence[tuple[Candidate, str, int]]
) -> list[_PreparedIssue]:
    """Sign and draw the issue of each (candidate, badge id, serial)."""
    async with services.transactions.read() as transaction:
        signer = await services.keys.get_signer(transaction)
    grants = [entitlement_of(services.plan, candidate.category) for candidate, _, _ in requested]
    tokens = [
        signer.sign(_claims_for_issue(services.plan, grant, badge_id, serial))
        for grant, (_, badge_id, serial) in zip(grants, requested, strict=True)
    ]
    shapes = await services.press.qr_texts(tokens)
    return [
        _PreparedIssue(candidate, grant, badge_id, serial, token, qr)
        for (candidate, badge_id, serial), grant, token, qr in zip(requested, grants, tokens, shapes, strict=True)
    ]


def _claims_for_issue(plan: AccessPlan, grant: Entitlement, badge_id: str, serial: int) -> Claims:
    return Claims(
        audience=plan.audience,
        badge_id=badge_id,
        serial=serial,
        category=grant.letter,
        zone_bits=zone_bits(grant.zones, plan.zone_bits),
        valid_from=grant.valid_from,
        valid_until=grant.valid_until,
    )


async def _add_first_issues(services: BadgeServices, prepared: Sequence[_PreparedIssue], *, actor: str) -> list[Badge]:
    """Number and store the issues that are still due: approved, of the same category, without a badge."""
    if not prepared:
        return []
    now = services.clock.now()
    async with services.transactions.write() as transaction:
        ids = [issue.candidate.application_id for issue in prepared]
        unchanged = set(await services.badges.list_candidates(transaction, ids, lock=True))
        served = {
            key
            for key, badge in (await services.badges.find_newest_by_application(transaction, ids)).items()
            if not badge.approval_ended
        }
        due = [
            issue for issue in prepared if issue.candidate in unchanged and issue.candidate.application_id not in served
        ]
        issued = await _number_issues(services, transaction, due, actor=actor)
        if issued:
            await services.badges.add(transaction, issued)
        for badge in issued:
            await _record_act(transaction, badge, "issued", actor=actor, at=now)
            transaction.emit(BadgeIssued(badge.id, badge.serial, badge.application_id, now))
    return issued


async def _number_issues(
    services: BadgeServices, transaction: Transaction, due: Sequence[_PreparedIssue], *, actor: str
) -> list[Badge]:
    now, letters = services.clock.now(), [issue.entitlement.letter for issue in due]
    counters = {
        letter: iter(range(await services.badges.take_numbers(transaction, letter, letters.count(letter)), 10**9))
        for letter in sorted(set(letters))
    }
    return [
        _badge_from_issue(issue, badge_number(letter, next(counters[letter])), at=now, actor=actor)
        for issue, letter in zip(due, letters, strict=True)
    ]


async def _number_for_reissue(
    services: BadgeServices, transaction: Transaction, before: Badge, prepared: _PreparedIssue
) -> str:
    """Return the same number, or a new one when the letter of the category has changed."""
    letter = prepared.entitlement.letter
    if letter == before.entitlement.letter:
        return before.number
    return badge_number(letter, await services.badges.take_numbers(transaction, letter, 1))


def _badge_from_issue(prepared: _PreparedIssue, number: str, *, at: datetime, actor: str) -> Badge:
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


async def _get_newest(services: BadgeServices, transaction: Transaction, badge_id: str, *, lock: bool = True) -> Badge:
    badge = await services.badges.find_newest(transaction, badge_id, lock=lock)
    if badge is None:
        raise NotFoundError("badge.unknown")
    return badge


def _require_reason(reason: str, allowed: frozenset[str]) -> None:
    if reason not in allowed:
        raise InvalidError("badge.reason_unknown", {"reason": "badge.reason_unknown"})


def _require_reissuable(badge: Badge, candidate: Candidate) -> None:
    if not may_become(badge.status, BadgeStatus.SUPERSEDED):
        raise RuleError("badge.revoked", number=badge.number)
    if candidate.state != APPROVED:
        raise RuleError("badge.not_approved")


async def _change_status(
    services: BadgeServices,
    badge_id: str,
    status: BadgeStatus,
    *,
    staff: Staff,
    seen: str | None,
    reason: str | None = None,
) -> Badge:
    require_desk(staff)
    now = services.clock.now()
    async with services.transactions.write() as transaction:
        before = await _get_newest(services, transaction, badge_id)
        require_seen_badge(before, seen)
        if not may_become(before.status, status):
            raise RuleError(f"badge.{before.status}", number=before.number)
        badge = with_status(before, status, reason=reason, at=now)
        await services.badges.save(transaction, badge)
        act = "restored" if status is BadgeStatus.ISSUED else status.value
        await _record_act(transaction, badge, act, actor=staff.id, at=now, reason=reason)
        transaction.emit(BadgeStatusChanged(badge.id, status, now))
    return badge


async def _record_act(
    transaction: Transaction, badge: Badge, act: str, *, actor: str, at: datetime, proxy: str = "", **more: str | None
) -> None:
    """Record an act with the values of `more` that are not None; `proxy`, who takes the badge, is a personal detail."""
    details: dict[str, object] = {"number": badge.number, "serial": badge.serial, "application": badge.application_id}
    details |= {name: value for name, value in more.items() if value is not None}
    personal = {"proxy": proxy} if proxy else {}
    await transaction.record(AuditEntry(f"accreditation:badge:{act}", actor, badge.id, at, details, personal))
