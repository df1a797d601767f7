"""Actions of officers on applications. Every route to an approval calls `record_finding`."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from accreditation.access.roles import Permission
from accreditation.applications.actions.badges_of_edits import end_lost_badge, renew_badge
from accreditation.applications.actions.seen import get_seen
from accreditation.applications.domain.answers import read_names
from accreditation.applications.domain.applications import (
    Agency,
    Application,
    Finding,
    Move,
    State,
    may_move,
)
from accreditation.applications.domain.corrections import keeps_badge
from accreditation.applications.domain.events import (
    AppealDecided,
    ApplicationApproved,
    ApplicationHeld,
    ApplicationRefused,
    ApplicationReopened,
    ApplicationResumed,
    ApprovalRevoked,
    CheckRecorded,
    FindingUndone,
    InformationRequested,
)
from accreditation.applications.domain.history import Act, Step, list_changes
from accreditation.applications.domain.releases import ends_withheld, find_release, settle_release
from accreditation.applications.domain.seen import SeenVersion
from accreditation.applications.services import ApplicationServices
from accreditation.vetting.domain import (
    FindingInput,
    Officer,
    apply_appeal_decision,
    apply_finding,
    apply_hold,
    apply_renaming,
    apply_reopening,
    apply_revocation,
    apply_undo,
    release_hold,
)
from conference.audit import AuditEntry
from conference.auth.roles import Staff, may
from conference.errors import InvalidError, RuleError
from conference.transactions import Transaction

UNDONE = "undone"
"""Reason code of badges that end because an officer takes back their approval."""

PERMISSIONS = {
    Agency.ACCREDITATION: Permission.VET_ACCREDITATION,
    Agency.SECURITY: Permission.VET_SECURITY,
}


def officer_of(staff: Staff) -> Officer:
    """Return the officer for a member of staff, with the agencies of their roles."""
    return Officer(staff.id, frozenset(agency for agency, permission in PERMISSIONS.items() if may(staff, permission)))


async def record_finding(
    services: ApplicationServices,
    finding_input: FindingInput,
    *,
    agency: Agency,
    seen: SeenVersion,
    staff: Staff,
    only_first: bool = False,
) -> Application:
    """Record the agency's finding, replacing an earlier one, and the decision if the findings result in one.

    With `only_first` an earlier finding of the agency is not replaced but raises RuleError.

    Raises ForbiddenError, RuleError (`vetting.*`), ConflictError when the seen version is outdated, NotFoundError.
    """
    now, officer = services.clock.now(), officer_of(staff)
    if finding_input.finding is Finding.REFUSED:
        _require_reason(finding_input.reason, services.rules.refusal_reasons)
    if finding_input.answer_by is not None and finding_input.answer_by < now.astimezone(services.rules.zone).date():
        raise InvalidError("vetting.answer_by_past")

    def change(before: Application) -> Application:
        if only_first and agency in before.checks:
            raise RuleError("vetting.found_already")
        return apply_finding(before, finding_input, agency=agency, officer=officer, at=now)

    async with services.transactions.write() as transaction:
        before, application = await _change_application(
            services, transaction, seen, change, agency=agency, is_decision=True
        )
        act = Act.ASKED if finding_input.finding is Finding.NEEDS_INFORMATION else Act.CHECKED
        step = replace(
            _make_step(before, application, act, agency=agency, staff=staff, at=now),
            finding=finding_input.finding,
            outcome=application.decision.outcome if application.decision else None,
            fields=finding_input.fields,
            answer_by=finding_input.answer_by,
            reason=finding_input.reason or None,
            message=finding_input.message,
            note=finding_input.note,
        )
        fields = [field.value for field in finding_input.fields]
        await _record_step(
            services, transaction, application, step,
            finding=finding_input.finding.value, reason=finding_input.reason, fields=fields,
        )  # fmt: skip
        reason = finding_input.reason or ""
        await end_lost_badge(services, transaction, before, application, actor=staff.id, at=now, reason=reason)
        for event in _finding_events(application, finding_input, agency=agency, at=now):
            transaction.emit(event)
    return application


async def hold_application(
    services: ApplicationServices, *, agency: Agency, seen: SeenVersion, staff: Staff, note: str = ""
) -> Application:
    """Put the application on hold until the same agency resumes it."""
    now, officer = services.clock.now(), officer_of(staff)

    def change(before: Application) -> Application:
        return apply_hold(before, agency=agency, officer=officer, at=now, note=note)

    async with services.transactions.write() as transaction:
        before, application = await _change_application(services, transaction, seen, change, agency=agency)
        await end_lost_badge(services, transaction, before, application, actor=staff.id, at=now)
        step = replace(_make_step(before, application, Act.HELD, agency=agency, staff=staff, at=now), note=note)
        await _record_step(services, transaction, application, step)
        transaction.emit(ApplicationHeld(application.id, agency, now))
    return application


async def resume_application(
    services: ApplicationServices, *, agency: Agency, seen: SeenVersion, staff: Staff
) -> Application:
    """Resume an application that the agency put on hold. Raises ConflictError when the seen version is outdated."""
    now, officer = services.clock.now(), officer_of(staff)

    def change(before: Application) -> Application:
        return release_hold(before, agency=agency, officer=officer)

    async with services.transactions.write() as transaction:
        before, application = await _change_application(services, transaction, seen, change, agency=agency)
        step = _make_step(before, application, Act.RESUMED, agency=agency, staff=staff, at=now)
        await _record_step(services, transaction, application, step)
        transaction.emit(ApplicationResumed(application.id, agency, now))
    return application


async def revoke_approval(
    services: ApplicationServices, *, agency: Agency, seen: SeenVersion, staff: Staff, reason: str
) -> Application:
    """Revoke an approval; every badge issued for it ends in the same transaction.

    Raises RuleError, InvalidError for an unknown reason, ConflictError when the seen version is outdated.
    """
    _require_reason(reason, services.rules.revocation_reasons)
    now, officer = services.clock.now(), officer_of(staff)

    def change(before: Application) -> Application:
        return apply_revocation(before, agency=agency, officer=officer, at=now, reason=reason)

    async with services.transactions.write() as transaction:
        before, application = await _change_application(services, transaction, seen, change, agency=agency)
        await services.credentials.end(transaction, application.id, reason=reason, actor=staff.id, at=now)
        step = replace(_make_step(before, application, Act.REVOKED, agency=agency, staff=staff, at=now), reason=reason)
        await _record_step(services, transaction, application, step, reason=reason)
        transaction.emit(ApprovalRevoked(application.id, reason, now))
    return application


async def reopen_application(
    services: ApplicationServices, *, agency: Agency, seen: SeenVersion, staff: Staff
) -> Application:
    """Cancel the agency's own refusal or revocation, so that a new finding is required.

    Raises RuleError, ConflictError when the seen version is outdated.
    """
    now, officer = services.clock.now(), officer_of(staff)

    def change(before: Application) -> Application:
        return apply_reopening(before, agency=agency, officer=officer)

    async with services.transactions.write() as transaction:
        before, application = await _change_application(services, transaction, seen, change, agency=agency)
        step = _make_step(before, application, Act.REOPENED, agency=agency, staff=staff, at=now)
        await _record_step(services, transaction, application, step)
        transaction.emit(ApplicationReopened(application.id, agency, now))
    return application


async def decide_appeal(
    services: ApplicationServices,
    *,
    is_allowed: bool,
    agency: Agency,
    seen: SeenVersion,
    staff: Staff,
    message: str = "",
) -> Application:
    """Decide an appeal against the agency's refusal or revocation, finally.

    Raises ForbiddenError, RuleError as `apply_appeal_decision`, ConflictError when the seen version is outdated.
    """
    now, officer = services.clock.now(), officer_of(staff)

    def change(before: Application) -> Application:
        return apply_appeal_decision(
            before, is_allowed=is_allowed, agency=agency, officer=officer, at=now, message=message
        )

    async with services.transactions.write() as transaction:
        before, application = await _change_application(
            services, transaction, seen, change, agency=agency, is_decision=True
        )
        act = Act.APPEAL_ALLOWED if is_allowed else Act.APPEAL_DISMISSED
        step = replace(_make_step(before, application, act, agency=agency, staff=staff, at=now), message=message)
        await _record_step(services, transaction, application, step)
        transaction.emit(AppealDecided(application.id, is_allowed, now))
    return application


async def undo_finding(
    services: ApplicationServices, *, agency: Agency, seen: SeenVersion, staff: Staff
) -> Application:
    """Take back the officer's own finding; a badge that was issued for the approval ends, unless it is printed.

    Raises ForbiddenError, ConflictError when the seen version is outdated, RuleError as `apply_undo`, NotFoundError.
    """
    now, officer = services.clock.now(), officer_of(staff)
    async with services.transactions.write() as transaction:
        before = await get_seen(services, transaction, seen, agency=agency)
        is_printed = await services.credentials.is_printed(transaction, before.id, lock=True)
        undone = apply_undo(before, agency=agency, officer=officer, is_printed=is_printed)
        application = settle_release(before, undone, at=now, until=None)
        await services.applications.save(transaction, application)
        if before.is_approved or (keeps_badge(before) and not keeps_badge(application)):
            await services.credentials.end(transaction, before.id, reason=UNDONE, actor=staff.id, at=now)
        step = replace(
            _make_step(before, application, Act.UNDONE, agency=agency, staff=staff, at=now),
            outcome=before.decision.outcome if before.decision else None,
        )
        await _record_step(services, transaction, application, step, finding=before.checks[agency].finding.value)
        transaction.emit(FindingUndone(application.id, agency, before.is_approved, now))
    return application


async def correct_names(
    services: ApplicationServices, typed: Mapping[str, str], *, seen: SeenVersion, staff: Staff
) -> Application:
    """Correct the names of an approved person. A printed badge is to be printed again; it stays valid.

    A name that is not another spelling reopens the check of security and supersedes the badge.

    Raises ForbiddenError, InvalidError by field, RuleError, and ConflictError when the seen version is outdated or
    while the badge is in an open print run.
    """
    now, officer = services.clock.now(), officer_of(staff)
    async with services.transactions.write() as transaction:
        before = await get_seen(services, transaction, seen, agency=Agency.ACCREDITATION)
        named = read_names(typed, before.applicant, services.rules.choices)
        application = settle_release(before, apply_renaming(before, named, officer=officer), at=now, until=None)
        await services.applications.save(transaction, application)
        await renew_badge(services, transaction, before, application, actor=staff.id, at=now)
        step = _make_step(before, application, Act.RENAMED, agency=Agency.ACCREDITATION, staff=staff, at=now)
        changes = list_changes(before, application, {})
        await _record_step(services, transaction, application, replace(step, changes=changes))
    return application


def allowed_moves(application: Application) -> frozenset[Move]:
    """Return the moves that the application's state allows; the actions check the officer's rights."""
    return frozenset(move for move in Move if may_move(application, move))


async def _change_application(
    services: ApplicationServices,
    transaction: Transaction,
    seen: SeenVersion,
    change: Callable[[Application], Application],
    *,
    agency: Agency,
    is_decision: bool = False,
) -> tuple[Application, Application]:
    """Save the change of the application that the officer saw; return it before and after.

    `is_decision`: a decision that results is withheld until the event's next hour of release.
    """
    before, now = await get_seen(services, transaction, seen, agency=agency), services.clock.now()
    until = await _find_release(services, transaction, before, now) if is_decision else None
    application = settle_release(before, change(before), at=now, until=until)
    await services.applications.save(transaction, application)
    return before, application


async def _find_release(
    services: ApplicationServices, transaction: Transaction, before: Application, now: datetime
) -> datetime | None:
    """Return when a decision is shown to the applicant: at once, None, if it is about a badge that they know."""
    rules = services.rules
    if not rules.release_hours:
        return None
    has_badge = keeps_badge(before) and await services.credentials.find_badge_times(transaction, before.id) is not None
    return None if has_badge else find_release(rules.release_hours, rules.zone, now)


def _require_reason(reason: str | None, codes: frozenset[str]) -> None:
    if not reason:
        raise RuleError("vetting.reason_missing")
    if reason not in codes:
        raise InvalidError("vetting.reason_unknown")


def _finding_events(
    application: Application, finding_input: FindingInput, *, agency: Agency, at: datetime
) -> list[object]:
    events: list[object] = [CheckRecorded(application.id, agency, finding_input.finding, at)]
    if finding_input.finding is Finding.NEEDS_INFORMATION:
        events.append(InformationRequested(application.id, agency, at))
    if application.state is State.APPROVED:
        events.append(ApplicationApproved(application.id, at))
    if application.state is State.REFUSED:
        events.append(ApplicationRefused(application.id, finding_input.reason or "", at))
    return events


def _make_step(
    before: Application, application: Application, act: Act, *, agency: Agency, staff: Staff, at: datetime
) -> Step:
    withheld = application.withheld
    return Step(
        application_id=application.id,
        version=application.version,
        at=at,
        act=act,
        agency=agency,
        officer=staff.id,
        released_at=withheld.until if withheld and withheld.until > at else None,
        ends_withheld=ends_withheld(before, application, at),
    )


async def _record_step(
    services: ApplicationServices, transaction: Transaction, application: Application, step: Step, **details: object
) -> None:
    """Record an officer's act in the history and, without notes and messages, in the audit trail."""
    await services.history.add(transaction, step)
    entry = AuditEntry(
        action=f"accreditation:application:{step.act}",
        actor=step.officer or "",
        subject=application.id,
        at=step.at,
        details={
            "state": application.state.value,
            "version": application.version,
            "agency": step.agency.value if step.agency else None,
            **details,
        },
    )
    await transaction.record(entry)
