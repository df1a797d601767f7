"""Vetting: two agencies find in parallel, and only two approvals by two people make an approval.

The rules hold on every route (page, bulk, API), because every route comes through here (DESIGN §4.6):

* an officer gives findings for the one agency they serve;
* the two approvals come from different people (A27);
* a refusal by either agency carries a reason code and decides at once;
* a request for information sends the application back to the applicant; the other agency goes on;
* one approval is not an approval: the state stays `in_review`.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from accreditation.applications.domain.applications import (
    OPEN,
    Agency,
    Application,
    Check,
    Decision,
    Finding,
    Hold,
    Move,
    Outcome,
    State,
    Topic,
    apply_move,
)
from accreditation.applications.domain.corrections import state_of_checks
from conference.errors import ConflictError, ForbiddenError, RuleError


@dataclass(frozen=True, slots=True)
class Officer:
    """A member of staff as vetting sees them: who, and for which agencies they may speak."""

    id: str
    agencies: frozenset[Agency]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingInput:
    """What an officer says of an application: a finding, and what goes with it.

    A refusal needs `reason` (a code of the event); a request for information needs `topics`.
    """

    finding: Finding
    reason: str | None = None
    topics: tuple[Topic, ...] = ()
    note: str = ""
    message: str = ""


def require_agency(officer: Officer, agency: Agency) -> None:
    """Raise ForbiddenError unless the officer serves the agency, and the agency alone."""
    if agency not in officer.agencies:
        raise ForbiddenError("vetting.not_your_agency")
    if len(officer.agencies) > 1:
        raise ForbiddenError("vetting.two_agencies")


def apply_finding(
    application: Application, finding_input: FindingInput, *, agency: Agency, officer: Officer, at: datetime
) -> Application:
    """The application with the agency's finding; decided, if the findings decide it.

    Raises ForbiddenError for another agency's officer, RuleError for a finding that is incomplete,
    comes at the wrong time or would be one person's second approval.
    """
    require_agency(officer, agency)
    _require_complete(finding_input)
    _require_other_person(application, finding_input, agency=agency, officer=officer)
    version = application.version + 1
    check = Check(
        finding_input.finding, officer.id, at, version, finding_input.reason, finding_input.note,
        finding_input.message, finding_input.topics,
    )  # fmt: skip
    checks = {**application.checks, agency: check}
    changed = apply_move(application, Move.FIND, state_of_checks(checks))
    decision = _make_decision(changed.state, check, agency)
    return replace(changed, checks=checks, decision=decision)


def _require_complete(finding_input: FindingInput) -> None:
    if finding_input.finding is Finding.REFUSED and not finding_input.reason:
        raise RuleError("vetting.reason_missing")
    if finding_input.finding is Finding.NEEDS_INFORMATION and not finding_input.topics:
        raise RuleError("vetting.topics_missing")


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


def require_seen(application: Application, agency: Agency, seen_version: int) -> None:
    """Raise ConflictError when what the officer looked at is no longer so.

    It is so as long as neither the applicant's data nor this agency's own finding changed since
    `seen_version` and it is still open; the other agency's work in the meantime is not in the way.
    """
    check = application.checks.get(agency)
    newest = max(application.data_version, check.version if check else 0)
    if newest > seen_version or (application.version != seen_version and application.state not in OPEN):
        raise ConflictError("application.changed", state=application.state.value, version=application.version)


def apply_hold(
    application: Application, *, agency: Agency, officer: Officer, at: datetime, note: str = ""
) -> Application:
    """Set aside by one agency: nothing moves until that agency takes it up again."""
    require_agency(officer, agency)
    changed = apply_move(application, Move.HOLD, State.ON_HOLD)
    return replace(changed, hold=Hold(agency, officer.id, at, note))


def release_hold(application: Application, *, agency: Agency, officer: Officer) -> Application:
    """Taken up again, where the findings left it. Raises RuleError for the other agency's hold."""
    require_agency(officer, agency)
    if application.hold is not None and application.hold.agency is not agency:
        raise RuleError("vetting.held_by_other_agency")
    return replace(apply_move(application, Move.RESUME, state_of_checks(application.checks)), hold=None)


def apply_revocation(
    application: Application, *, agency: Agency, officer: Officer, at: datetime, reason: str
) -> Application:
    """An approval taken back, by either agency alone: it took two to approve and one is enough to stop."""
    require_agency(officer, agency)
    changed = apply_move(application, Move.REVOKE, State.REFUSED)
    return replace(changed, decision=Decision(Outcome.REVOKED, officer.id, agency, at, reason))


def apply_reopening(application: Application, *, agency: Agency, officer: Officer) -> Application:
    """A refusal or revocation taken back by the agency that gave it.

    A refusing agency finds anew; after a revocation both do. Raises RuleError for the other agency's.
    """
    require_agency(officer, agency)
    decision = application.decision
    if decision is not None and decision.agency is not agency:
        raise RuleError("vetting.decided_by_other_agency")
    was_revoked = decision is not None and decision.outcome is Outcome.REVOKED
    checks = {
        other: check
        for other, check in application.checks.items()
        if not was_revoked and check.finding is not Finding.REFUSED
    }
    return replace(apply_move(application, Move.REOPEN, state_of_checks(checks)), checks=checks, decision=None)
