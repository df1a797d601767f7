"""Write, change, approve and cancel planned announcements, and list them.

All raise ForbiddenError without the permission to operate the board; those on an existing one NotFoundError
`announcement.unknown_planned`, ConflictError `announcement.changed` and RuleError `announcement.decided`.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from msgspec import Struct

from broadcast.announcements.domain.planned import (
    Planned,
    PlannedState,
    Timing,
    approve,
    cancel,
    check_complete,
    check_listing,
    check_timing,
    check_waiting,
)
from broadcast.announcements.ports import MOST_WAITING, AnnouncementServices
from broadcast.board.actions.announcements import check_targets
from broadcast.board.actions.commit import must_operate
from broadcast.board.domain.announcements import Announcement
from conference.audit import AuditEntry
from conference.auth.roles import Staff
from conference.errors import ConflictError, NotFoundError, RuleError
from conference.transactions import Transaction

WRITTEN = "broadcast:planned_announcement:written"
CHANGED = "broadcast:planned_announcement:changed"
APPROVED = "broadcast:planned_announcement:approved"
CANCELLED = "broadcast:planned_announcement:cancelled"


class PlanRequest(Struct, frozen=True, kw_only=True):
    """The operator of an act, and the version of the planned announcement that was seen (None: not compared)."""

    operator: Staff
    expected: int | None = None


class PlannedLists(Struct, frozen=True):
    """The announcements that wait, and the latest ones that wait no more."""

    waiting: list[Planned]
    decided: list[Planned]


async def list_planned(services: AnnouncementServices, *, decided: int = 20) -> PlannedLists:
    """Return what waits, and the latest `decided` ones that wait no more."""
    async with services.board.transactions.read() as transaction:
        waiting = await services.store.list_waiting(transaction)
        return PlannedLists(waiting, await services.store.list_decided(transaction, limit=decided))


async def plan_announcement(
    services: AnnouncementServices, announcement: Announcement, timing: Timing, request: PlanRequest
) -> Planned:
    """Save a new announcement: with a time of publication as a scheduled one, which must be complete, else as a draft.

    Raises: InvalidError of the timing and the listing, `announcement.incomplete`, `announcement.unknown_room`;
    RuleError `announcement.too_many`.
    """
    operator = request.operator
    must_operate(operator)
    board, now = services.board, services.board.clock.now()
    planned = Planned(
        id=announcement.id,
        announcement=announcement,
        timing=timing,
        author_id=operator.id,
        author=operator.name,
        changed_at=now,
    )
    async with board.transactions.write() as transaction:
        await _check_content(services, transaction, planned, now=now)
        if len(await services.store.list_waiting(transaction)) >= MOST_WAITING:
            raise RuleError("announcement.too_many")
        await services.store.add(transaction, planned)
        await transaction.record(_make_entry(WRITTEN, planned, operator, at=now))
    services.note_change()
    return planned


async def change_planned(
    services: AnnouncementServices,
    planned_id: str,
    change: Callable[[Planned], tuple[Announcement, Timing]],
    request: PlanRequest,
) -> Planned:
    """Replace text, targets and times by those that `change` returns. An approval ends when the text changes.

    Raises: as `plan_announcement`.
    """
    now = services.board.clock.now()

    def rule(found: Planned) -> Planned:
        check_waiting(found)
        announcement, timing = change(found)
        changed = replace(found, announcement=announcement, timing=timing)
        if not _is_same_content(announcement, found.announcement):
            operator = request.operator
            return replace(changed, author_id=operator.id, author=operator.name, reader_id="", reader="")
        return changed

    return await _change_one(services, planned_id, request, rule, action=CHANGED, now=now)


async def approve_planned(services: AnnouncementServices, planned_id: str, request: PlanRequest) -> Planned:
    """Record that a second person has read the text. Raises RuleError `announcement.own_text` for its author."""
    operator, now = request.operator, services.board.clock.now()

    def rule(found: Planned) -> Planned:
        check_complete(found.announcement, tuple(services.board.languages))
        return approve(found, reader_id=operator.id, reader=operator.name)

    return await _change_one(services, planned_id, request, rule, action=APPROVED, now=now)


async def cancel_planned(services: AnnouncementServices, planned_id: str, request: PlanRequest) -> Planned:
    """Cancel a planned announcement; it stays in the list of what was decided."""
    now = services.board.clock.now()
    return await _change_one(services, planned_id, request, lambda found: cancel(found, now), action=CANCELLED, now=now)


async def find_for_change(
    services: AnnouncementServices, transaction: Transaction, planned_id: str, expected: int | None
) -> Planned:
    """Return a planned announcement, locked, as the operator has seen it."""
    found = await services.store.find(transaction, planned_id)
    if found is None:
        raise NotFoundError("announcement.unknown_planned")
    if expected is not None and found.version != expected:
        raise ConflictError("announcement.changed", by=found.author)
    return found


async def _change_one(
    services: AnnouncementServices,
    planned_id: str,
    request: PlanRequest,
    rule: Callable[[Planned], Planned],
    *,
    action: str,
    now: datetime,
) -> Planned:
    must_operate(request.operator)
    async with services.board.transactions.write() as transaction:
        found = await find_for_change(services, transaction, planned_id, request.expected)
        wanted = rule(found)
        if wanted == found:
            return found
        if wanted.state is PlannedState.WAITING and action == CHANGED:
            await _check_content(services, transaction, wanted, now=now)
        changed = replace(wanted, version=found.version + 1, changed_at=now)
        await services.store.save(transaction, changed)
        await transaction.record(_make_entry(action, changed, request.operator, at=now))
    services.note_change()
    return changed


async def _check_content(
    services: AnnouncementServices, transaction: Transaction, planned: Planned, *, now: datetime
) -> None:
    """Raise InvalidError for a time, a room or a text with which the announcement cannot be published or listed."""
    languages = tuple(services.board.languages)
    check_timing(planned.timing, now)
    await check_targets(services.board, transaction, planned.announcement)
    if planned.timing.publish_at is not None:
        check_complete(planned.announcement, languages)
    check_listing(planned.announcement, planned.timing, languages)


def _is_same_content(one: Announcement, other: Announcement) -> bool:
    """Return whether what a reader approves is the same: everything but the times."""
    return replace(one, posted_at=other.posted_at, expires_at=other.expires_at) == other


def _make_entry(action: str, planned: Planned, operator: Staff, *, at: datetime) -> AuditEntry:
    details: dict[str, object] = {
        "version": planned.version,
        "level": planned.announcement.level.value,
        "listed": planned.timing.is_listed,
    }
    if planned.timing.publish_at is not None:
        details["publish_at"] = planned.timing.publish_at.isoformat()
    return AuditEntry(action, operator.id, f"planned_announcement/{planned.id}", at, details)
