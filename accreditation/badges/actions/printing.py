"""Actions that print badges in runs and draw them for phones.

A run is started with its badges, drawn as a file as often as needed, and ended when the desk has looked at what came
out of the printer. Only then are badges marked as printed.
"""

from collections.abc import Sequence

from msgspec import Struct

from accreditation.access.entitlement import fits
from accreditation.badges.actions.badges import APPROVED, BadgeServices, entitlement_of, require_desk
from accreditation.badges.domain.badges import BadgeStatus
from accreditation.badges.domain.print_runs import PLAIN, PrintLayout, PrintRun, RunIssue, find_position
from accreditation.badges.ports import BadgeCopy, Unprintable
from conference.audit import AuditEntry
from conference.auth.roles import Staff
from conference.errors import ConflictError, InvalidError, NotFoundError, RuleError
from conference.transactions import Transaction

MAX_RUN_SIZE = 1000
"""Maximum number of badges in one file, about 7 seconds of work and 8 MB; longer runs are printed in parts."""


class RunStart(Struct, frozen=True):
    """The started run, None if no badge can be drawn, and the badges that are left out because they cannot."""

    run: PrintRun | None
    left_out: tuple[Unprintable, ...]


async def start_print_run(
    services: BadgeServices,
    run_id: str,
    badge_ids: Sequence[str],
    *,
    staff: Staff,
    layout: PrintLayout = PLAIN,
) -> RunStart:
    """Start a run of these badges in this order.

    Badges that cannot be drawn are left out. Raises
    InvalidError for an empty or too large run, NotFoundError for an unknown badge, RuleError `badge.not_standing` for a
    badge that does not admit, `badge.outdated` for one that must be reissued first and `badge.layout_unsupported` for a
    layout that the event's badges do not have, ConflictError `badge.print_awaiting` for a badge of another run that has
    not ended.
    """
    require_desk(staff)
    if not 1 <= len(badge_ids) <= MAX_RUN_SIZE:
        raise InvalidError("badge.run_size", most=MAX_RUN_SIZE)
    async with services.transactions.read() as transaction:
        copies = await _load_copies(services, transaction, badge_ids)
    left_out = tuple(await services.press.unprintable(copies))
    undrawable = {report.badge_id for report in left_out}
    drawable = [copy for copy in copies if copy.badge.id not in undrawable]
    if not drawable:
        return RunStart(None, left_out)
    if layout != PLAIN:
        await services.press.pdf(drawable[:1], layout)
    issues = tuple(map(_issue_of, drawable))
    async with services.transactions.write() as transaction:
        run = await _add_run(services, transaction, run_id, issues, staff=staff, layout=layout)
    return RunStart(run, left_out)


async def has_print_run(services: BadgeServices, run_id: str, *, staff: Staff) -> bool:
    """Return whether the run was started, by an earlier press of the same button. Raises ForbiddenError."""
    require_desk(staff)
    async with services.transactions.read() as transaction:
        return await services.print_runs.find(transaction, run_id) is not None


async def draw_print_run(services: BadgeServices, run_id: str, *, staff: Staff) -> tuple[PrintRun, bytes]:
    """Draw a run as a PDF, in its order and layout.

    Raises NotFoundError, RuleError `badge.run_ended` after its end, and `badge.not_standing`, `badge.outdated` or
    `badge.superseded` for a badge that has changed since.
    """
    require_desk(staff)
    async with services.transactions.read() as transaction:
        run = await _get_open_run(services, transaction, run_id, lock=False)
        copies = await _load_copies(services, transaction, [issue.badge_id for issue in run.issues])
    for copy, issue in zip(copies, run.issues, strict=True):
        if copy.badge.serial != issue.serial:
            raise RuleError("badge.superseded", number=issue.number)
    pdf = await services.press.pdf(copies, run.layout)
    entry = AuditEntry("accreditation:print_run:drawn", staff.id, run.id, services.clock.now(), _details_of(run.issues))
    await services.transactions.record_read(entry)
    return run, pdf


async def confirm_print_run(services: BadgeServices, run_id: str, *, staff: Staff) -> PrintRun:
    """End a run of which every badge came out: they are marked as printed. Raises NotFoundError."""
    require_desk(staff)
    async with services.transactions.write() as transaction:
        run = await _get_open_run(services, transaction, run_id)
        await _end_run(services, transaction, run, printed=len(run.issues), staff=staff)
    return run


async def release_print_run(services: BadgeServices, run_id: str, *, staff: Staff) -> PrintRun:
    """End a run of which nothing came out: its badges remain to be printed. Raises NotFoundError."""
    require_desk(staff)
    async with services.transactions.write() as transaction:
        run = await _get_open_run(services, transaction, run_id)
        await _end_run(services, transaction, run, printed=0, staff=staff)
    return run


async def reprint_from(services: BadgeServices, run_id: str, number: str, *, next_id: str, staff: Staff) -> PrintRun:
    """End a run that came out up to the badge before `number`, and start the run `next_id` of that badge and the rest.

    The new run has the layout of the ended one.

    Raises NotFoundError, InvalidError `badge.not_in_run` for another number.
    """
    require_desk(staff)
    async with services.transactions.write() as transaction:
        run = await _get_open_run(services, transaction, run_id)
        position = find_position(run.issues, number)
        if position is None:
            raise InvalidError("badge.not_in_run", {"number": "badge.not_in_run"}, number=number)
        await _end_run(services, transaction, run, printed=position, staff=staff)
        rest = run.issues[position:]
        return await _add_run(services, transaction, next_id, rest, staff=staff, layout=run.layout)


async def draw_badge(services: BadgeServices, badge_id: str, *, staff: Staff) -> bytes:
    """Draw the badge as a PNG for the desk's page. Raises NotFoundError."""
    require_desk(staff)
    async with services.transactions.read() as transaction:
        (copy,) = await _load_copies(services, transaction, [badge_id], printable_only=False)
    return await services.press.png(copy)


async def draw_own_badge(services: BadgeServices, application_id: str) -> bytes:
    """Draw the applicant's own badge as a PNG. The caller has checked the secret of the application.

    Raises NotFoundError `badge.none` unless the application is approved and its badge is issued, active, current and
    printable. Before the hand-over its person has a collection pass.
    """
    async with services.transactions.read() as transaction:
        badge = (await services.badges.find_newest_by_application(transaction, [application_id])).get(application_id)
        copies = await services.badges.list_copies(transaction, [badge.id]) if badge else []
    if not copies or not _is_admitting(copies[0]) or not _is_current(services, copies[0]):
        raise NotFoundError("badge.none")
    if services.plan.needs_hand_over and copies[0].badge.activated_at is None:
        raise NotFoundError("badge.none")
    if await services.press.unprintable(copies[:1]):
        raise NotFoundError("badge.none")
    return await services.press.png(copies[0])


async def _load_copies(
    services: BadgeServices, transaction: Transaction, badge_ids: Sequence[str], *, printable_only: bool = True
) -> list[BadgeCopy]:
    """Load the copies of these badges, in this order."""
    copies = {copy.badge.id: copy for copy in await services.badges.list_copies(transaction, badge_ids)}
    if copies.keys() != set(badge_ids):
        raise NotFoundError("badge.unknown")
    for copy in copies.values():
        if printable_only and not _is_admitting(copy):
            raise RuleError("badge.not_standing", number=copy.badge.number)
        if printable_only and not _is_current(services, copy):
            raise RuleError("badge.outdated", number=copy.badge.number)
    return [copies[badge_id] for badge_id in dict.fromkeys(badge_ids)]


def _is_admitting(copy: BadgeCopy) -> bool:
    return copy.badge.status is BadgeStatus.ISSUED and copy.holder.state == APPROVED


def _is_current(services: BadgeServices, copy: BadgeCopy) -> bool:
    return fits(copy.badge.entitlement, entitlement_of(services.plan, copy.holder.category))


def _issue_of(copy: BadgeCopy) -> RunIssue:
    return RunIssue(copy.badge.id, copy.badge.serial, copy.badge.number)


async def _get_open_run(
    services: BadgeServices, transaction: Transaction, run_id: str, *, lock: bool = True
) -> PrintRun:
    run = await services.print_runs.find(transaction, run_id, lock=lock)
    if run is None:
        raise NotFoundError("badge.run_unknown")
    if run.ended_at is not None:
        raise RuleError("badge.run_ended")
    return run


async def _add_run(
    services: BadgeServices,
    transaction: Transaction,
    run_id: str,
    issues: Sequence[RunIssue],
    *,
    staff: Staff,
    layout: PrintLayout,
) -> PrintRun:
    awaiting = {issue.badge_id for run in await services.print_runs.list_open(transaction) for issue in run.issues}
    for issue in issues:
        if issue.badge_id in awaiting:
            raise ConflictError("badge.print_awaiting", number=issue.number)
    run = PrintRun(run_id, tuple(issues), services.clock.now(), staff.id, layout=layout)
    await services.print_runs.add(transaction, run)
    entry = AuditEntry("accreditation:print_run:started", staff.id, run.id, run.started_at, _details_of(issues))
    await transaction.record(entry)
    return run


async def _end_run(
    services: BadgeServices, transaction: Transaction, run: PrintRun, *, printed: int, staff: Staff
) -> None:
    now, came_out = services.clock.now(), run.issues[:printed]
    await services.print_runs.save_end(transaction, run.id, at=now, printed=printed)
    await services.badges.mark_printed(transaction, [(issue.badge_id, issue.serial) for issue in came_out], at=now)
    details = {"printed": printed, **_details_of(run.issues)}
    await transaction.record(AuditEntry("accreditation:print_run:ended", staff.id, run.id, now, details))


def _details_of(issues: Sequence[RunIssue]) -> dict[str, object]:
    return {"count": len(issues), "numbers": f"{issues[0].number}…{issues[-1].number}"}
