"""Actions that print badges and draw them for phones."""

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

MAX_RUN_SIZE = 1000
"""Maximum number of badges in one file, about 7 seconds of work and 8 MB; longer runs are printed in parts."""


@dataclass(frozen=True, slots=True)
class PrintRun:
    """A file to print, the badges in it, and those with letters that no font has.

    `unprintable` with an empty `pdf`: nothing was printed, so that the desk can decide about these badges first.
    """

    pdf: bytes
    badges: tuple[Badge, ...]
    unprintable: tuple[Unprintable, ...]


async def print_badges(
    services: BadgeServices, badge_ids: Sequence[str], *, staff: Staff, leave_out: bool = False
) -> PrintRun:
    """Typeset these badges, one page each, in the order of their numbers, and mark them printed.

    Makes no file when no font has a letter of a badge; with `leave_out` prints the other badges. Raises InvalidError
    for an empty or too large run, NotFoundError for an unknown badge, RuleError `badge.not_standing` for a badge that
    does not admit and `badge.outdated` for one that must be reissued first.
    """
    require_desk(staff)
    if not 1 <= len(badge_ids) <= MAX_RUN_SIZE:
        raise InvalidError("badge.run_size", most=MAX_RUN_SIZE)
    async with services.transactions.read() as transaction:
        copies = await _load_copies(services, transaction, badge_ids)
    unprintable = tuple(await services.press.unprintable(copies))
    left_out = {report.badge_id for report in unprintable}
    copies = [copy for copy in copies if copy.badge.id not in left_out]
    badges = tuple(copy.badge for copy in copies)
    if not copies or (unprintable and not leave_out):
        return PrintRun(b"", badges, unprintable)
    pdf = await services.press.pdf(copies)
    await _mark_printed(services, badges, staff=staff)
    return PrintRun(pdf, badges, unprintable)


async def draw_badge(services: BadgeServices, badge_id: str, *, staff: Staff) -> bytes:
    """Draw the badge as a PNG for the desk's page. Raises NotFoundError."""
    require_desk(staff)
    async with services.transactions.read() as transaction:
        (copy,) = await _load_copies(services, transaction, [badge_id], printable_only=False)
    return await services.press.png(copy)


async def draw_own_badge(services: BadgeServices, application_id: str) -> bytes:
    """Draw the applicant's own badge as a PNG. The caller has checked the secret of the application.

    Raises NotFoundError `badge.none` unless the application is approved and its badge is issued and current.
    """
    async with services.transactions.read() as transaction:
        badge = (await services.badges.find_newest_by_application(transaction, [application_id])).get(application_id)
        copies = await services.badges.list_copies(transaction, [badge.id]) if badge else []
    if not copies or not _is_admitting(copies[0]) or not _is_current(services, copies[0]):
        raise NotFoundError("badge.none")
    return await services.press.png(copies[0])


async def _load_copies(
    services: BadgeServices, transaction: Transaction, badge_ids: Sequence[str], *, printable_only: bool = True
) -> list[BadgeCopy]:
    copies = await services.badges.list_copies(transaction, badge_ids)
    if {copy.badge.id for copy in copies} != set(badge_ids):
        raise NotFoundError("badge.unknown")
    for copy in copies:
        if printable_only and not _is_admitting(copy):
            raise RuleError("badge.not_standing", number=copy.badge.number)
        if printable_only and not _is_current(services, copy):
            raise RuleError("badge.outdated", number=copy.badge.number)
    return copies


def _is_admitting(copy: BadgeCopy) -> bool:
    return copy.badge.status is BadgeStatus.ISSUED and copy.holder.state == APPROVED


def _is_current(services: BadgeServices, copy: BadgeCopy) -> bool:
    return fits(copy.badge.entitlement, entitlement_of(services.plan, copy.holder.category))


async def _mark_printed(services: BadgeServices, badges: Sequence[Badge], *, staff: Staff) -> None:
    now = services.clock.now()
    issues = [(badge.id, badge.serial) for badge in badges]
    subject = badges[0].id if len(badges) == 1 else "run"
    details = {"count": len(badges), "numbers": f"{badges[0].number}…{badges[-1].number}"}
    async with services.transactions.write() as transaction:
        await services.badges.mark_printed(transaction, issues, at=now)
        await transaction.record(AuditEntry("accreditation:badge:printed", staff.id, subject, now, details))
