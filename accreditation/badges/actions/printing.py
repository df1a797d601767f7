"""Putting badges on paper and on phones."""

from collections.abc import Sequence
from dataclasses import dataclass

from accreditation.access.entitlement import fits
from accreditation.badges.actions.badges import APPROVED, BadgeServices, entitlement_of, require_desk
from accreditation.badges.domain.badges import Badge, BadgeStatus
from accreditation.badges.ports import BadgeCopy, Unprintable
from conference.audit import AuditEntry
from conference.auth.roles import Staff
from conference.errors import InvalidError, NotFoundError, RuleError
from conference.transactions import Transaction

MOST_IN_A_RUN = 1000
"""Badges in one file: about 7 seconds of work and 8 MB; a longer run is printed in parts."""


@dataclass(frozen=True, slots=True)
class PrintRun:
    """A file to print, the badges in it, and those that cannot be set as written.

    With `unprintable` and no `pdf` nothing was printed: the run was stopped to show them.
    """

    pdf: bytes
    badges: tuple[Badge, ...]
    unprintable: tuple[Unprintable, ...]


async def print_badges(
    services: BadgeServices, badge_ids: Sequence[str], *, staff: Staff, leave_out: bool = False
) -> PrintRun:
    """Set these badges, one page each, in the order of their numbers, and mark them printed.

    Stops before the file when a letter has no face; with `leave_out` prints the other badges. Raises InvalidError
    for none or too many, NotFoundError for an unknown badge, RuleError `badge.not_standing` for one that admits
    nobody and `badge.outdated` for one that must be reissued first.
    """
    require_desk(staff)
    if not 1 <= len(badge_ids) <= MOST_IN_A_RUN:
        raise InvalidError("badge.run_size", most=MOST_IN_A_RUN)
    async with services.transactions.read() as transaction:
        copies = await _copies(services, transaction, badge_ids)
    unprintable = tuple(await services.press.unprintable(copies))
    left_out = {one.badge_id for one in unprintable}
    copies = [copy for copy in copies if copy.badge.id not in left_out]
    badges = tuple(copy.badge for copy in copies)
    if not copies or (unprintable and not leave_out):
        return PrintRun(b"", badges, unprintable)
    pdf = await services.press.pdf(copies)
    await _mark_printed(services, badges, staff=staff)
    return PrintRun(pdf, badges, unprintable)


async def draw_badge(services: BadgeServices, badge_id: str, *, staff: Staff) -> bytes:
    """The badge as a PNG, for the desk to look at. Raises NotFoundError."""
    require_desk(staff)
    async with services.transactions.read() as transaction:
        (copy,) = await _copies(services, transaction, [badge_id], standing_only=False)
    return await services.press.png(copy)


async def draw_own_badge(services: BadgeServices, application_id: str) -> bytes:
    """The applicant's own badge as a PNG for their phone. Who asks has shown the secret of the application.

    Raises NotFoundError `badge.none` unless the application is approved and its badge stands.
    """
    async with services.transactions.read() as transaction:
        badge = (await services.badges.newest_of(transaction, [application_id])).get(application_id)
        copies = await services.badges.copies(transaction, [badge.id]) if badge else []
    if not copies or not _stands(copies[0]) or not _fits(services, copies[0]):
        raise NotFoundError("badge.none")
    return await services.press.png(copies[0])


async def _copies(
    services: BadgeServices, transaction: Transaction, badge_ids: Sequence[str], *, standing_only: bool = True
) -> list[BadgeCopy]:
    copies = await services.badges.copies(transaction, badge_ids)
    if {copy.badge.id for copy in copies} != set(badge_ids):
        raise NotFoundError("badge.unknown")
    for copy in copies:
        if standing_only and not _stands(copy):
            raise RuleError("badge.not_standing", number=copy.badge.number)
        if standing_only and not _fits(services, copy):
            raise RuleError("badge.outdated", number=copy.badge.number)
    return copies


def _stands(copy: BadgeCopy) -> bool:
    return copy.badge.standing is BadgeStatus.ISSUED and copy.holder.state == APPROVED


def _fits(services: BadgeServices, copy: BadgeCopy) -> bool:
    return fits(copy.badge.entitlement, entitlement_of(services.plan, copy.holder.category))


async def _mark_printed(services: BadgeServices, badges: Sequence[Badge], *, staff: Staff) -> None:
    now = services.clock.now()
    issues = [(badge.id, badge.serial) for badge in badges]
    subject = badges[0].id if len(badges) == 1 else "run"
    details = {"count": len(badges), "numbers": f"{badges[0].number}…{badges[-1].number}"}
    async with services.transactions.write() as transaction:
        await services.badges.mark_printed(transaction, issues, at=now)
        await transaction.record(AuditEntry("accreditation:badge:printed", staff.id, subject, now, details))
