"""What the badge desk does with grants: give one, give the cards of a press pool, end one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from accreditation.access.plan import AccessPlan
from accreditation.access.rules import Window
from accreditation.badges.actions.badges import APPROVED, require_desk
from accreditation.badges.ports import BadgeStore
from accreditation.grants.domain import Grant, GrantUse, PoolPlan, WantedGrant, ended, problems_of
from accreditation.grants.ports import GrantStore
from conference.audit import AuditEntry
from conference.auth.roles import Staff
from conference.clock import Clock
from conference.errors import ConflictError, InvalidError, NotFoundError, RuleError
from conference.ids import Ids
from conference.transactions import Transaction, Transactions


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantDesk:
    """The part of the badge desk that adds rights; `pools` are the event's press pools by code."""

    transactions: Transactions
    badges: BadgeStore
    grants: GrantStore
    plan: AccessPlan
    pools: Mapping[str, PoolPlan]
    clock: Clock
    ids: Ids


async def give_grant(desk: GrantDesk, application_id: str, wanted: WantedGrant, *, staff: Staff) -> Grant:
    """Add a right to an approved person.

    Raises InvalidError with the fields that cannot be (`grant.zones`, `grant.window`, `grant.over`, `grant.entries`),
    NotFoundError, RuleError `badge.not_approved`.
    """
    require_desk(staff)
    now = desk.clock.now()
    problems = problems_of(wanted, desk.plan.zone_bits, now=now)
    if problems or wanted.valid_from is None or wanted.valid_until is None:
        raise InvalidError(next(iter(problems.values())), problems)
    window = Window(wanted.valid_from, wanted.valid_until)
    grant = Grant(desk.ids.new("grant"), application_id, wanted.zones, window, wanted.entries, staff.id, now)
    async with desk.transactions.write() as transaction:
        await _require_approved(desk, transaction, application_id)
        await _keep(desk, transaction, [grant])
    return grant


async def give_pool(desk: GrantDesk, application_id: str, pool: str, *, staff: Staff) -> tuple[Grant, ...]:
    """Take an approved person into a press pool: a card for each of its items that is not over.

    Raises NotFoundError, RuleError `badge.not_approved`, `grant.pool_over` or `grant.pool_full`, ConflictError
    `grant.pool_held` for who is in it.
    """
    require_desk(staff)
    now = desk.clock.now()
    plan = desk.pools.get(pool)
    if plan is None:
        raise InvalidError("grant.pool_unknown", {"pool": "grant.pool_unknown"})
    cards = [card for card in plan.cards if now < card.window.valid_until]
    if not cards:
        raise RuleError("grant.pool_over")
    given = tuple(
        Grant(desk.ids.new("grant"), application_id, card.zones, card.window, None, staff.id, now, pool=pool)
        for card in cards
    )
    async with desk.transactions.write() as transaction:
        await _require_approved(desk, transaction, application_id)
        await _require_place(desk, transaction, plan, application_id)
        await _keep(desk, transaction, given)
    return given


async def end_grant(desk: GrantDesk, grant_id: str, *, staff: Staff) -> Grant:
    """Take a right back, at once and at every door. Raises NotFoundError, ConflictError `grant.ended`."""
    require_desk(staff)
    now = desk.clock.now()
    async with desk.transactions.write() as transaction:
        before = await desk.grants.by_id(transaction, grant_id, lock=True)
        if before is None:
            raise NotFoundError("grant.unknown")
        if before.ended_at is not None:
            raise ConflictError("grant.ended")
        grant = ended(before, by=staff.id, at=now)
        await desk.grants.keep_end(transaction, grant)
        details = {"application": grant.application_id}
        await transaction.record(AuditEntry("accreditation:grant:ended", staff.id, grant.id, now, details))
    return grant


async def grants_at_desk(
    desk: GrantDesk, application_id: str, *, staff: Staff
) -> tuple[list[GrantUse], Mapping[str, int]]:
    """Every right that was added to a person, those that ended too, and how many people are in each press pool."""
    require_desk(staff)
    async with desk.transactions.read() as transaction:
        return await desk.grants.uses(transaction, application_id), await desk.grants.members(transaction)


async def _require_approved(desk: GrantDesk, transaction: Transaction, application_id: str) -> None:
    candidates = await desk.badges.candidates(transaction, [application_id], lock=True)
    if not candidates:
        raise NotFoundError("application.unknown")
    if candidates[0].state != APPROVED:
        raise RuleError("badge.not_approved")


async def _require_place(desk: GrantDesk, transaction: Transaction, plan: PoolPlan, application_id: str) -> None:
    members = await desk.grants.in_pool(transaction, plan.code)
    if application_id in members:
        raise ConflictError("grant.pool_held")
    if len(members) >= plan.size:
        raise RuleError("grant.pool_full", size=plan.size)


async def _keep(desk: GrantDesk, transaction: Transaction, given: Sequence[Grant]) -> None:
    await desk.grants.add(transaction, given)
    for grant in given:
        entry = AuditEntry("accreditation:grant:given", grant.given_by, grant.id, grant.given_at, _details(grant))
        await transaction.record(entry)


def _details(grant: Grant) -> dict[str, object]:
    return {
        "application": grant.application_id,
        "zones": list(grant.zones),
        "valid_from": grant.window.valid_from.isoformat(),
        "valid_until": grant.window.valid_until.isoformat(),
        "entries": grant.entries,
        "pool": grant.pool,
    }
