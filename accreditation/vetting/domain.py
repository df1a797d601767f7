"""Vetting: two agencies check in parallel; an approval needs two approving findings by two people.

The rules hold on every route (page, bulk, API), because every route calls this module (DESIGN §4.6):

* an officer records findings for the one agency they serve;
* the two approvals come from different people (A27);
* a refusal by either agency carries a reason code and decides at once;
* a request for information returns the application to the applicant; the other agency continues;
* with one approving finding the state stays `in_review`;
* an officer may undo their own finding until the other agency acts; an approval only until its badge is printed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from msgspec import Struct

from accreditation.applications.domain.applications import (
    Agency,
    Applicant,
    Application,
    Check,
    Decision,
    Field,
    Finding,
    Hold,
    Move,
    Outcome,
    State,
    apply_move,
    may_move,
)
from accreditation.applications.domain.corrections import apply_edit, state_of_checks
from accreditation.applications.domain.history import Act
from conference.errors import ForbiddenError, RuleError


class Officer(Struct, frozen=True):
    """Account id of a member of staff, and the agencies whose findings they may record."""

    id: str
    agencies: frozenset[Agency]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingInput:
    """Finding that an officer submits about an application.

    A refusal needs `reason` (a code of the event); a request for information needs `fields`, and may set the day until
    which the applicant is asked to answer.
    """

    finding: Finding
    reason: str | None = None
    fields: tuple[Field, ...] = ()
    answer_by: date | None = None
    note: str = ""
    message: str = ""


class Wait(Struct, frozen=True):
    """How long an application has waited for an agency's finding, in whole days, or for the answer to its question.

    `is_overdue`: it has waited longer than a review usually takes, or the day `answer_by` has passed without an answer.
    """

    days: int = 0
    answer_by: date | None = None
    is_overdue: bool = False


RETURNS = frozenset({Act.REOPENED, Act.APPEAL_ALLOWED})
"""Acts after which an application waits for both agencies again."""

CHANGES = frozenset({Act.CORRECTED, Act.EDITED, Act.RENAMED})
"""Acts that reopen the finding of an agency if it depends on what they change."""


def wait_for_finding(
    submitted_at: datetime,
    last: Mapping[Act, datetime],
    *,
    is_corrected: bool,
    now: datetime,
    review: timedelta | None,
) -> Wait:
    """Return the wait for a finding: since the submission, or since the last act after which a new one is needed.

    `last` has the time of the last step of each act. `is_corrected`: a correction reopened the agency's finding.
    """
    acts = RETURNS | CHANGES if is_corrected else RETURNS
    waited = now - max([submitted_at, *(at for act, at in last.items() if act in acts)])
    return Wait(max(waited.days, 0), is_overdue=review is not None and waited > review)


def wait_for_answer(answer_by: date, *, today: date) -> Wait:
    """Return the wait for the answer to a question; it may come until the end of the day `answer_by`."""
    return Wait(answer_by=answer_by, is_overdue=today > answer_by)


def require_agency(officer: Officer, agency: Agency) -> None:
    """Raise ForbiddenError unless the officer serves this agency and no other."""
    if agency not in officer.agencies:
        raise ForbiddenError("vetting.not_your_agency")
    if len(officer.agencies) > 1:
        raise ForbiddenError("vetting.two_agencies")


def apply_finding(
    application: Application, finding_input: FindingInput, *, agency: Agency, officer: Officer, at: datetime
) -> Application:
    """Record the agency's finding, and the decision if the findings of both agencies result in one.

    Raises ForbiddenError for another agency's officer, RuleError for an incomplete finding, for a state
    that accepts no finding, and for a second approval by the same person.
    """
    require_agency(officer, agency)
    _require_complete(finding_input)
    _require_other_person(application, finding_input, agency=agency, officer=officer)
    version = application.version + 1
    check = Check(
        finding_input.finding, officer.id, at, version, finding_input.reason, finding_input.note,
        finding_input.message, finding_input.fields, finding_input.answer_by,
    )  # fmt: skip
    checks = {**application.checks, agency: check}
    changed = apply_move(application, Move.FIND, state_of_checks(checks))
    decision = _make_decision(changed.state, check, agency)
    corrected = {other: fields for other, fields in application.corrected.items() if other is not agency}
    return replace(changed, checks=checks, corrected=corrected, decision=decision)


def _require_complete(finding_input: FindingInput) -> None:
    if finding_input.finding is Finding.REFUSED and not finding_input.reason:
        raise RuleError("vetting.reason_missing")
    if finding_input.finding is Finding.NEEDS_INFORMATION and not finding_input.fields:
        raise RuleError("vetting.fields_missing")


def _require_other_person(
    application: Application, finding_input: FindingInput, *, agency: Agency, officer: Officer
) -> None:
    other = application.checks.get(agency.other)
    both_approve = finding_input.finding is Finding.APPROVED and other and other.finding is Finding.APPROVED
    if both_approve and other and other.officer == officer.id:
        raise RuleError("vetting.same_person")


def _make_decision(state: State, check: Check, agency: Agency) -> Decision | None:
    if state is State.APPROVED:
        return Decision(Outcome.APPROVED, check.officer, agency, check.at)
    if state is State.REFUSED:
        return Decision(Outcome.REFUSED, check.officer, agency, check.at, check.reason)
    return None


def apply_hold(
    application: Application, *, agency: Agency, officer: Officer, at: datetime, note: str = ""
) -> Application:
    """Put the application on hold; no finding is accepted until the same agency resumes it."""
    require_agency(officer, agency)
    changed = apply_move(application, Move.HOLD, State.ON_HOLD)
    return replace(changed, hold=Hold(agency, officer.id, at, note))


def release_hold(application: Application, *, agency: Agency, officer: Officer) -> Application:
    """Resume the application in the state of its checks. Raises RuleError for the other agency's hold."""
    require_agency(officer, agency)
    if application.hold is not None and application.hold.agency is not agency:
        raise RuleError("vetting.held_by_other_agency")
    return replace(apply_move(application, Move.RESUME, state_of_checks(application.checks)), hold=None)


def apply_revocation(
    application: Application, *, agency: Agency, officer: Officer, at: datetime, reason: str
) -> Application:
    """Revoke the approval. Two agencies are needed to approve, one is enough to revoke."""
    require_agency(officer, agency)
    changed = apply_move(application, Move.REVOKE, State.REFUSED)
    return replace(changed, decision=Decision(Outcome.REVOKED, officer.id, agency, at, reason))


def apply_reopening(application: Application, *, agency: Agency, officer: Officer) -> Application:
    """Cancel a refusal or revocation by the agency that decided it.

    After a refusal the refusing agency must record a new finding, after a revocation both must. Raises RuleError
    for a decision of the other agency, and for one with an open or a dismissed appeal.
    """
    require_agency(officer, agency)
    decision = application.decision
    if decision is not None and decision.agency is not agency:
        raise RuleError("vetting.decided_by_other_agency")
    _require_no_appeal(application)
    return _reopen_decision(application)


def _reopen_decision(application: Application) -> Application:
    decision = application.decision
    was_revoked = decision is not None and decision.outcome is Outcome.REVOKED
    checks = {
        checker: check
        for checker, check in application.checks.items()
        if not was_revoked and check.finding is not Finding.REFUSED
    }
    return replace(apply_move(application, Move.REOPEN, state_of_checks(checks)), checks=checks, decision=None)


def apply_appeal_decision(
    application: Application, *, is_allowed: bool, agency: Agency, officer: Officer, at: datetime, message: str = ""
) -> Application:
    """Decide the open appeal, finally: reopen the application, or let the refusal stand.

    Raises ForbiddenError for another agency's officer, RuleError `vetting.no_appeal` without an open appeal to the
    agency, and `vetting.own_refusal` for the officer who refused.
    """
    require_agency(officer, agency)
    appeal, decision = application.appeal, application.decision
    if appeal is None or decision is None or appeal.is_allowed is not None or appeal.agency is not agency:
        raise RuleError("vetting.no_appeal")
    if decision.officer == officer.id:
        raise RuleError("vetting.own_refusal")
    decided = replace(appeal, is_allowed=is_allowed, officer=officer.id, decided_at=at, message=message)
    if is_allowed:
        return replace(_reopen_decision(application), appeal=decided)
    return replace(apply_move(application, Move.APPEAL, State.REFUSED), appeal=decided)


def _require_no_appeal(application: Application) -> None:
    """Raise RuleError for a refusal that awaits the decision of its appeal, or that such a decision upheld."""
    if application.state is not State.REFUSED or application.appeal is None:
        return
    if application.appeal.is_allowed is None:
        raise RuleError("vetting.appeal_open")
    if application.appeal.is_allowed is False:
        raise RuleError("vetting.appeal_final")


def may_undo(application: Application, *, agency: Agency, officer: Officer) -> bool:
    """Return whether the agency's finding is the officer's own and may be taken back, by the rules of `apply_undo`."""
    check, decision = application.checks.get(agency), application.decision
    if check is None or check.officer != officer.id or not may_move(application, Move.UNDO):
        return False
    is_appealed = application.state is State.REFUSED and application.appeal is not None
    if _has_acted_since(application, agency.other, check) or is_appealed:
        return False
    return decision is None or decision.outcome is Outcome.APPROVED or _results_from(decision, check, agency)


def apply_undo(application: Application, *, agency: Agency, officer: Officer, is_printed: bool) -> Application:
    """Take back the officer's own finding, with the decision that it resulted in; the agency has no finding then.

    Raises RuleError `vetting.not_your_finding`, `vetting.other_agency_acted` after a later finding of the other agency,
    `application.undo_not_now` for a decision that does not rest on the finding, and `vetting.printed` for an approval
    with a printed badge, which can be revoked only.
    """
    require_agency(officer, agency)
    check = application.checks.get(agency)
    if check is None or check.officer != officer.id:
        raise RuleError("vetting.not_your_finding")
    _require_no_appeal(application)
    if may_move(application, Move.UNDO) and _has_acted_since(application, agency.other, check):
        raise RuleError("vetting.other_agency_acted")
    if not may_undo(application, agency=agency, officer=officer):
        raise RuleError("application.undo_not_now", state=application.state.value)
    if check.finding is Finding.APPROVED and is_printed:
        raise RuleError("vetting.printed")
    checks = {checker: kept for checker, kept in application.checks.items() if checker is not agency}
    return replace(apply_move(application, Move.UNDO, state_of_checks(checks)), checks=checks, decision=None)


def _has_acted_since(application: Application, agency: Agency, check: Check) -> bool:
    """Return whether the agency has recorded its finding after this check of the other agency."""
    later = application.checks.get(agency)
    return later is not None and later.version > check.version


def _results_from(decision: Decision, check: Check, agency: Agency) -> bool:
    """Return whether the decision is the refusal by this finding; a revocation is not."""
    return decision.outcome is Outcome.REFUSED and decision.agency is agency and check.finding is Finding.REFUSED


def apply_renaming(application: Application, named: Applicant, *, officer: Officer) -> Application:
    """Correct the names of an approved person; for another spelling both approvals stay valid (`apply_edit`).

    Raises ForbiddenError for officers of the other agency, RuleError before an approval and without a change.
    """
    require_agency(officer, Agency.ACCREDITATION)
    return apply_edit(application, replace(application, applicant=named), checked_by=Agency.ACCREDITATION)
