"""Actions of the badge desk on grants: give a grant, give the cards of a press pool, end a grant."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

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


class GrantServices(Struct, frozen=True, kw_only=True):
    """Dependencies of the grant actions; `pools` are the event's press pools by code, `days` those on which badges
    admit."""

    transactions: Transactions
    badges: BadgeStore
    grants: GrantStore
    plan: AccessPlan
    pools: Mapping[str, PoolPlan]
    days: Window
    clock: Clock
    ids: Ids


async def give_grant(services: GrantServices, application_id: str, wanted: WantedGrant, *, staff: Staff) -> Grant:
    """Add a right to an approved person.

    Raises InvalidError with the wrong fields (`grant.zones`, `grant.window`, `grant.over`, `grant.days`,
    `grant.entries`), NotFoundError, RuleError `badge.not_approved`.
    """
    require_desk(staff)
    now = services.clock.now()
    problems = problems_of(wanted, services.plan.zone_bits, days=services.days, now=now)
    if problems or wanted.valid_from is None or wanted.valid_until is None:
        raise InvalidError(next(iter(problems.values())), problems)
    window = Window(wanted.valid_from, wanted.valid_until)
    grant = Grant(services.ids.new("grant"), application_id, wanted.zones, window, wanted.entries, staff.id, now)
    async with services.transactions.write() as transaction:
        await _require_approved(services, transaction, application_id)
        await _add_grants(services, transaction, [grant])
    return grant


async def give_pool(services: GrantServices, application_id: str, pool: str, *, staff: Staff) -> tuple[Grant, ...]:
    """Add an approved person to a press pool: give a card for each of its items that is not over.

    Raises NotFoundError, RuleError `badge.not_approved`, `grant.pool_over` or `grant.pool_full`, ConflictError
    `grant.pool_held` for a member of the pool.
    """
    require_desk(staff)
    now = services.clock.now()
    plan = services.pools.get(pool)
    if plan is None:
        raise InvalidError("grant.pool_unknown", {"pool": "grant.pool_unknown"})
    cards = [card for card in plan.cards if now < card.window.valid_until]
    if not cards:
        raise RuleError("grant.pool_over")
    given = tuple(
        Grant(services.ids.new("grant"), application_id, card.zones, card.window, None, staff.id, now, pool=pool)
        for card in cards
    )
    async with services.transactions.write() as transaction:
        await _require_approved(services, transaction, application_id)
        await _require_free_place(services, transaction, plan, application_id)
        await _add_grants(services, transaction, given)
    return given


async def end_grant(services: GrantServices, grant_id: str, *, staff: Staff) -> Grant:
    """End a grant, at once and at every door. Raises NotFoundError, ConflictError `grant.ended`."""
    require_desk(staff)
    now = services.clock.now()
    async with services.transactions.write() as transaction:
        before = await services.grants.find(transaction, grant_id, lock=True)
        if before is None:
            raise NotFoundError("grant.unknown")
        if before.ended_at is not None:
            raise ConflictError("grant.ended")
        grant = ended(before, by=staff.id, at=now)
        await services.grants.save_end(transaction, grant)
        details = {"application": grant.application_id}
        await transaction.record(AuditEntry("accreditation:grant:ended", staff.id, grant.id, now, details))
    return grant


async def grants_at_desk(
    services: GrantServices, application_id: str, *, staff: Staff
) -> tuple[list[GrantUse], Mapping[str, int]]:
    """List every grant of a person, also ended ones, and count the people in each press pool."""
    require_desk(staff)
    async with services.transactions.read() as transaction:
        return await services.grants.list_uses(transaction, application_id), await services.grants.count_members(
            transaction
        )


async def list_own_grants(services: GrantServices, application_id: str) -> list[Grant]:
    """List every grant of a person, also ended ones, for this person."""
    async with services.transactions.read() as transaction:
        return [use.grant for use in await services.grants.list_uses(transaction, application_id)]


async def _require_approved(services: GrantServices, transaction: Transaction, application_id: str) -> None:
    candidates = await services.badges.list_candidates(transaction, [application_id], lock=True)
    if not candidates:
        raise NotFoundError("application.unknown")
    if candidates[0].state != APPROVED:
        raise RuleError("badge.not_approved")


async def _require_free_place(
    services: GrantServices, transaction: Transaction, plan: PoolPlan, application_id: str
) -> None:
    members = await services.grants.list_members(transaction, plan.code)
    if application_id in members:
        raise ConflictError("grant.pool_held")
    if len(members) >= plan.size:
        raise RuleError("grant.pool_full", size=plan.size)


async def _add_grants(services: GrantServices, transaction: Transaction, given: Sequence[Grant]) -> None:
    await services.grants.add(transaction, given)
    for grant in given:
        entry = AuditEntry("accreditation:grant:given", grant.given_by, grant.id, grant.given_at, _audit_details(grant))
        await transaction.record(entry)


def _audit_details(grant: Grant) -> dict[str, object]:
    return {
        "application": grant.application_id,
        "zones": list(grant.zones),
        "valid_from": grant.window.valid_from.isoformat(),
        "valid_until": grant.window.valid_until.isoformat(),
        "entries": grant.entries,
        "pool": grant.pool,
    }
