"""Rules of vetting: an approval needs two agencies and two people (A4, A27)."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accreditation.applications.domain.appeals import AppealRules, apply_appeal, find_appeal_deadline
from accreditation.applications.domain.applications import Agency, Application, Field, Finding, Outcome, State
from accreditation.applications.domain.history import Act
from accreditation.vetting.domain import (
    FindingInput,
    Officer,
    Wait,
    apply_appeal_decision,
    apply_finding,
    apply_hold,
    apply_renaming,
    apply_reopening,
    apply_revocation,
    apply_undo,
    may_undo,
    release_hold,
    wait_for_answer,
    wait_for_finding,
)
from conference.errors import ForbiddenError, RostrumError, RuleError
from tests.support.application_samples import (
    APPROVE,
    LINH,
    MAI,
    NOON,
    REFUSE,
    SON,
    applicant,
    application,
    with_findings,
)

A, B = Agency.ACCREDITATION, Agency.SECURITY
ASK = FindingInput(finding=Finding.NEEDS_INFORMATION, fields=(Field.PHOTO,), message="Sunglasses")


def refusal_code(
    finding_input: FindingInput, agency: Agency, officer: Officer, *before: tuple[FindingInput, Agency, Officer]
) -> str:
    current = with_findings(*before)
    with pytest.raises(RostrumError) as caught:
        apply_finding(current, finding_input, agency=agency, officer=officer, at=NOON)
    return caught.value.code


def test_single_approval_leaves_the_application_in_review() -> None:
    current = with_findings((APPROVE, A, LINH))
    assert (current.state, current.is_approved, current.decision) == (State.IN_REVIEW, False, None)


@pytest.mark.parametrize("order", [((APPROVE, A, LINH), (APPROVE, B, SON)), ((APPROVE, B, SON), (APPROVE, A, LINH))])
def test_two_approvals_by_two_people_approve_in_either_order(
    order: tuple[tuple[FindingInput, Agency, Officer], ...],
) -> None:
    current = with_findings(*order)
    assert current.state is State.APPROVED
    assert current.decision is not None
    assert (current.decision.outcome, current.decision.officer) == (Outcome.APPROVED, order[-1][2].id)
    assert {check.officer for check in current.checks.values()} == {"staff_linh", "staff_son"}


def test_second_approval_of_the_same_agency_does_not_decide() -> None:
    current = with_findings((APPROVE, A, LINH), (APPROVE, A, MAI))
    assert current.state is State.IN_REVIEW
    assert set(current.checks) == {A}


def test_officer_records_findings_for_own_agency_only() -> None:
    assert refusal_code(APPROVE, B, LINH, (APPROVE, A, LINH)) == "vetting.not_your_agency"
    assert refusal_code(APPROVE, A, SON) == "vetting.not_your_agency"


def test_officer_without_agency_cannot_record_findings() -> None:
    assert refusal_code(APPROVE, A, Officer("staff_admin", frozenset())) == "vetting.not_your_agency"


@pytest.mark.parametrize("agency", Agency)
def test_officer_of_both_agencies_cannot_record_findings(agency: Agency) -> None:
    both = Officer("staff_both", frozenset(Agency))
    assert refusal_code(APPROVE, agency, both) == "vetting.two_agencies"


@pytest.mark.parametrize(("first", "second"), [(A, B), (B, A)])
def test_officer_who_changed_agency_cannot_approve_twice(first: Agency, second: Agency) -> None:
    earlier, current_role = Officer("staff_x", frozenset({first})), Officer("staff_x", frozenset({second}))
    assert refusal_code(APPROVE, second, current_role, (APPROVE, first, earlier)) == "vetting.same_person"


@pytest.mark.parametrize(("agency", "officer"), [(A, LINH), (B, SON)])
def test_refusal_by_either_agency_decides_with_its_reason(agency: Agency, officer: Officer) -> None:
    current = with_findings((APPROVE, agency.other, SON if agency is A else LINH), (REFUSE, agency, officer))
    assert current.state is State.REFUSED
    assert current.decision is not None
    assert (current.decision.outcome, current.decision.reason, current.decision.agency) == (
        Outcome.REFUSED, "outlet_not_verified", agency,
    )  # fmt: skip


def test_refusal_requires_reason_and_request_requires_fields() -> None:
    assert refusal_code(FindingInput(finding=Finding.REFUSED), A, LINH) == "vetting.reason_missing"
    assert refusal_code(FindingInput(finding=Finding.NEEDS_INFORMATION), A, LINH) == "vetting.fields_missing"


@pytest.mark.parametrize("state", sorted(set(State) - {State.SUBMITTED, State.IN_REVIEW, State.INCOMPLETE}))
@pytest.mark.parametrize("finding_input", [APPROVE, REFUSE, ASK])
def test_finding_outside_the_open_states_is_refused(state: State, finding_input: FindingInput) -> None:
    with pytest.raises(RuleError) as caught:
        apply_finding(replace(application(), state=state), finding_input, agency=A, officer=LINH, at=NOON)
    assert caught.value.code == "application.find_not_now"


def test_request_makes_incomplete_and_other_agency_continues() -> None:
    current = with_findings((ASK, A, LINH), (APPROVE, B, SON))
    assert current.state is State.INCOMPLETE
    assert current.checks[A].fields == (Field.PHOTO,)
    assert apply_finding(current, APPROVE, agency=A, officer=LINH, at=NOON).state is State.APPROVED


def test_hold_refuses_findings_until_the_same_agency_resumes() -> None:
    on_hold = apply_hold(with_findings((APPROVE, A, LINH)), agency=B, officer=SON, at=NOON, note="waiting")
    assert on_hold.state is State.ON_HOLD
    with pytest.raises(RuleError) as caught:
        apply_finding(on_hold, APPROVE, agency=B, officer=SON, at=NOON)
    assert caught.value.code == "application.find_not_now"
    with pytest.raises(RuleError) as caught:
        release_hold(on_hold, agency=A, officer=LINH)
    assert caught.value.code == "vetting.held_by_other_agency"
    resumed = release_hold(on_hold, agency=B, officer=SON)
    assert (resumed.state, resumed.hold) == (State.IN_REVIEW, None)


@pytest.mark.parametrize(("agency", "officer"), [(A, MAI), (B, SON)])
def test_either_agency_can_revoke_an_approval(agency: Agency, officer: Officer) -> None:
    approved = with_findings((APPROVE, A, LINH), (APPROVE, B, SON))
    revoked = apply_revocation(approved, agency=agency, officer=officer, at=NOON, reason="conduct")
    assert (revoked.state, revoked.is_approved) == (State.REFUSED, False)
    assert revoked.decision is not None
    assert (revoked.decision.outcome, revoked.decision.reason) == (Outcome.REVOKED, "conduct")


def test_reopened_revocation_requires_both_agencies() -> None:
    approved = with_findings((APPROVE, A, LINH), (APPROVE, B, SON))
    revoked = apply_revocation(approved, agency=B, officer=SON, at=NOON, reason="conduct")
    reopened = apply_reopening(revoked, agency=B, officer=SON)
    assert (reopened.state, reopened.checks, reopened.decision) == (State.SUBMITTED, {}, None)


def test_refusal_is_reopened_by_its_own_agency_only() -> None:
    refused = with_findings((APPROVE, B, SON), (REFUSE, A, LINH))
    with pytest.raises(RuleError) as caught:
        apply_reopening(refused, agency=B, officer=SON)
    assert caught.value.code == "vetting.decided_by_other_agency"
    reopened = apply_reopening(refused, agency=A, officer=MAI)
    assert (reopened.state, set(reopened.checks)) == (State.IN_REVIEW, {B})


@pytest.mark.parametrize("step", ["hold", "resume", "revoke", "reopen"])
def test_acts_are_refused_to_officers_of_no_or_both_agencies(step: str) -> None:
    approved = with_findings((APPROVE, A, LINH), (APPROVE, B, SON))
    for officer in (Officer("staff_x", frozenset()), Officer("staff_y", frozenset(Agency))):
        with pytest.raises(ForbiddenError):
            {
                "hold": lambda person: apply_hold(application(), agency=A, officer=person, at=NOON),
                "resume": lambda person: release_hold(application(), agency=A, officer=person),
                "revoke": lambda person: apply_revocation(
                    approved, agency=A, officer=person, at=NOON, reason="conduct"
                ),
                "reopen": lambda person: apply_reopening(approved, agency=A, officer=person),
            }[step](officer)


OFFICERS = st.sampled_from([LINH, MAI, SON, Officer("staff_x", frozenset({A})), Officer("staff_x", frozenset({B})),
                            Officer("staff_both", frozenset(Agency)), Officer("staff_admin", frozenset())])  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from([APPROVE, REFUSE, ASK]), st.sampled_from(Agency), OFFICERS), max_size=12))
def test_approval_always_has_two_agencies_and_two_people(
    steps: list[tuple[FindingInput, Agency, Officer]],
) -> None:
    current = application()
    for finding_input, agency, officer in steps:
        try:
            current = apply_finding(current, finding_input, agency=agency, officer=officer, at=NOON)
        except RostrumError:
            continue
    if current.is_approved:
        assert {check.finding for check in current.checks.values()} == {Finding.APPROVED}
        assert set(current.checks) == set(Agency)
        assert len({check.officer for check in current.checks.values()}) == 2


def undo_code(current: Application, agency: Agency, officer: Officer, *, is_printed: bool = False) -> str:
    with pytest.raises(RostrumError) as caught:
        apply_undo(current, agency=agency, officer=officer, is_printed=is_printed)
    return caught.value.code


def test_officer_undoes_their_own_finding_only() -> None:
    current = with_findings((APPROVE, A, LINH))
    assert may_undo(current, agency=A, officer=LINH)
    assert not may_undo(current, agency=A, officer=MAI)
    assert undo_code(current, A, MAI) == "vetting.not_your_finding"
    assert undo_code(current, B, SON) == "vetting.not_your_finding"
    undone = apply_undo(current, agency=A, officer=LINH, is_printed=False)
    assert (undone.state, undone.checks, undone.version) == (State.SUBMITTED, {}, current.version + 1)


def test_deciding_approval_is_undone_until_the_badge_is_printed() -> None:
    current = with_findings((APPROVE, A, LINH), (APPROVE, B, SON))
    assert undo_code(current, B, SON, is_printed=True) == "vetting.printed"
    undone = apply_undo(current, agency=B, officer=SON, is_printed=False)
    assert (undone.state, set(undone.checks), undone.decision) == (State.IN_REVIEW, {A}, None)


@pytest.mark.parametrize("later", [APPROVE, ASK, REFUSE], ids=lambda finding_input: finding_input.finding)
def test_finding_is_undone_until_the_other_agency_acts(later: FindingInput) -> None:
    current = with_findings((APPROVE, A, LINH), (later, B, SON))
    assert not may_undo(current, agency=A, officer=LINH)
    assert undo_code(current, A, LINH) == "vetting.other_agency_acted"
    again = apply_undo(current, agency=B, officer=SON, is_printed=False)
    assert apply_undo(again, agency=A, officer=LINH, is_printed=False).checks == {}


def test_refusal_is_undone_by_the_officer_who_refused() -> None:
    current = with_findings((APPROVE, A, LINH), (REFUSE, B, SON))
    assert undo_code(current, A, LINH) == "vetting.other_agency_acted"
    undone = apply_undo(current, agency=B, officer=SON, is_printed=False)
    assert (undone.state, set(undone.checks), undone.decision) == (State.IN_REVIEW, {A}, None)


def test_revocation_and_hold_are_not_undone() -> None:
    approved = with_findings((APPROVE, A, LINH), (APPROVE, B, SON))
    revoked = apply_revocation(approved, agency=A, officer=LINH, at=NOON, reason="conduct")
    on_hold = apply_hold(with_findings((APPROVE, A, LINH)), agency=A, officer=LINH, at=NOON)
    for current, agency, officer in ((revoked, B, SON), (on_hold, A, LINH)):
        assert not may_undo(current, agency=agency, officer=officer)
        assert undo_code(current, agency, officer) == "application.undo_not_now"


def test_accreditation_corrects_names_of_an_approved_person() -> None:
    approved, named = with_findings((APPROVE, A, LINH), (APPROVE, B, SON)), applicant(given_name="HOA")
    renamed = apply_renaming(approved, named, officer=MAI)
    assert (renamed.applicant, renamed.state, renamed.checks) == (named, State.APPROVED, approved.checks)
    assert renamed.data_version == renamed.version == approved.version + 1
    other = apply_renaming(approved, applicant(given_name="VAN LONG"), officer=MAI)
    assert (other.state, set(other.checks)) == (State.IN_REVIEW, {A})
    with pytest.raises(ForbiddenError):
        apply_renaming(approved, named, officer=SON)
    for current, code in ((approved, "application.unchanged"), (application(), "application.edit_not_now")):
        with pytest.raises(RuleError) as caught:
            apply_renaming(current, current.applicant, officer=LINH)
        assert caught.value.code == code


APPEAL_RULES = AppealRules({REFUSE.reason or ""}, NOON + timedelta(days=90))
APPEALED = apply_appeal(with_findings((APPROVE, B, SON), (REFUSE, A, LINH)), "text", rules=APPEAL_RULES, at=NOON)


def decide(current: Application, officer: Officer, agency: Agency = A, *, is_allowed: bool = True) -> Application:
    return apply_appeal_decision(
        current, is_allowed=is_allowed, agency=agency, officer=officer, at=NOON, message="Checked again"
    )


def test_appeal_is_decided_by_another_officer_of_the_agency() -> None:
    allowed = decide(APPEALED, MAI)
    assert (allowed.state, set(allowed.checks), allowed.decision) == (State.IN_REVIEW, {B}, None)
    assert allowed.appeal is not None
    assert (allowed.appeal.is_allowed, allowed.appeal.officer) == (True, "staff_mai")
    for officer, agency, code in ((LINH, A, "vetting.own_refusal"), (SON, B, "vetting.no_appeal")):
        with pytest.raises(RuleError) as caught:
            decide(APPEALED, officer, agency)
        assert caught.value.code == code
    with pytest.raises(ForbiddenError):
        decide(APPEALED, SON, A)


def test_decision_of_an_appeal_is_final() -> None:
    dismissed = decide(APPEALED, MAI, is_allowed=False)
    assert (dismissed.state, dismissed.decision) == (State.REFUSED, APPEALED.decision)
    for current, code in ((APPEALED, "vetting.appeal_open"), (dismissed, "vetting.appeal_final")):
        assert not may_undo(current, agency=A, officer=LINH)
        assert undo_code(current, A, LINH) == code
        with pytest.raises(RuleError) as caught:
            apply_reopening(current, agency=A, officer=MAI)
        assert caught.value.code == code
    again = apply_finding(decide(APPEALED, MAI), REFUSE, agency=A, officer=MAI, at=NOON)
    assert find_appeal_deadline(again, APPEAL_RULES) is None
    for decided in (dismissed, again):
        with pytest.raises(RuleError):
            decide(decided, LINH)


def waited(*, hours: int, review: int | None = 48, is_corrected: bool = False, **last: datetime) -> Wait:
    """Return the wait this long after `NOON`; `last` has times of steps by name of the act."""
    return wait_for_finding(
        NOON,
        {Act(act): at for act, at in last.items()},
        is_corrected=is_corrected,
        now=NOON + timedelta(hours=hours),
        review=None if review is None else timedelta(hours=review),
    )


def test_wait_is_overdue_after_the_time_of_a_review() -> None:
    waits = [waited(hours=hours) for hours in (0, 23, 24, 48, 49)]
    assert [wait.days for wait in waits] == [0, 0, 1, 2, 2]
    assert [wait.is_overdue for wait in waits] == [False, False, False, False, True]
    assert waited(hours=999, review=None) == Wait(41)


def test_wait_begins_again_when_a_new_finding_is_needed() -> None:
    later = NOON + timedelta(hours=48)
    assert waited(hours=72, reopened=later) == waited(hours=72, appeal_allowed=later) == Wait(1)
    assert waited(hours=72, is_corrected=True, corrected=later, reopened=NOON) == Wait(1)
    assert waited(hours=72, corrected=later) == Wait(3, is_overdue=True)


def test_answer_is_overdue_on_the_day_after_its_last() -> None:
    day = date(2025, 10, 22)
    assert not wait_for_answer(day, today=day).is_overdue
    assert wait_for_answer(day, today=day + timedelta(days=1)) == Wait(answer_by=day, is_overdue=True)
