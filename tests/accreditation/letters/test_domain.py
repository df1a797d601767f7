"""Which act is announced to an applicant, by which letter."""

from dataclasses import replace
from datetime import timedelta

import pytest

from accreditation.access.entitlement import Entitlement
from accreditation.applications.domain.applications import (
    Agency,
    Application,
    Check,
    Decision,
    Field,
    Finding,
    Outcome,
    State,
)
from accreditation.applications.domain.history import Act, Step
from accreditation.badges.domain.badges import Badge
from accreditation.letters.domain import BadgeAct, LetterKind, find_cause, find_reminders, make_badge_cause
from accreditation.vetting.domain import FindingInput, apply_finding
from tests.support.application_samples import APPROVE, LINH, NOON, REFUSE, SON, application, in_state

ASK = FindingInput(finding=Finding.NEEDS_INFORMATION, fields=(Field.PHOTO,), message="A larger photo, please.")


def step_of(after: Application, act: Act, **details: object) -> Step:
    agency = details.pop("agency", Agency.ACCREDITATION)
    return Step(application_id=after.id, version=after.version, at=NOON, act=act, agency=agency, **details)  # type: ignore[arg-type]


def kind_of(after: Application, act: Act, *earlier: Step, **details: object) -> LetterKind | None:
    cause = find_cause(step_of(after, act, **details), after, earlier)
    return cause.kind if cause else None


def checked(before: Application, finding_input: FindingInput, agency: Agency) -> tuple[Application, Step]:
    officer = LINH if agency is Agency.ACCREDITATION else SON
    after = apply_finding(before, finding_input, agency=agency, officer=officer, at=NOON)
    fields, message = finding_input.fields, finding_input.message
    finding = finding_input.finding
    act = Act.ASKED if finding is Finding.NEEDS_INFORMATION else Act.CHECKED
    return after, step_of(after, act, agency=agency, finding=finding, fields=fields, message=message)


@pytest.mark.parametrize(
    ("act", "state", "kind"),
    [
        (Act.APPEAL_ALLOWED, State.IN_REVIEW, LetterKind.REOPENED),
        (Act.APPEAL_DISMISSED, State.REFUSED, LetterKind.APPEAL_DISMISSED),
        (Act.SUBMITTED, State.SUBMITTED, LetterKind.RECEIVED),
        (Act.HELD, State.ON_HOLD, LetterKind.ON_HOLD),
        (Act.RESUMED, State.IN_REVIEW, LetterKind.RESUMED),
        (Act.REVOKED, State.REFUSED, LetterKind.REVOKED),
        (Act.REOPENED, State.IN_REVIEW, LetterKind.REOPENED),
        (Act.WITHDRAWN, State.WITHDRAWN, LetterKind.WITHDRAWN),
        (Act.CORRECTED, State.IN_REVIEW, None),
        (Act.RENAMED, State.APPROVED, None),
    ],
)
def test_act_is_announced_by_its_letter(act: Act, state: State, kind: LetterKind | None) -> None:
    assert kind_of(in_state(state), act) is kind


def test_first_approval_is_not_announced_and_the_second_is() -> None:
    first, step = checked(application(), APPROVE, Agency.ACCREDITATION)
    assert find_cause(step, first) is None
    second, step = checked(first, APPROVE, Agency.SECURITY)
    cause = find_cause(step, second)
    assert cause is not None
    assert (cause.kind, cause.once, cause.reason) == (LetterKind.APPROVED, f"app_1:{second.version}", None)


def test_refusal_is_announced_with_its_reason() -> None:
    cause = find_cause(*reversed(checked(application(), REFUSE, Agency.SECURITY)))  # type: ignore[arg-type]
    assert cause is not None
    assert (cause.kind, cause.reason) == (LetterKind.REFUSED, "outlet_not_verified")


def test_question_is_announced_with_its_fields_and_message() -> None:
    cause = find_cause(*reversed(checked(application(), ASK, Agency.SECURITY)))  # type: ignore[arg-type]
    assert cause is not None
    assert (cause.kind, cause.agency) == (LetterKind.QUESTION, Agency.SECURITY)
    assert (cause.fields, cause.message) == (ASK.fields, ASK.message)


def test_finding_beside_an_open_question_is_not_announced() -> None:
    asked, _ = checked(application(), ASK, Agency.SECURITY)
    after, step = checked(asked, APPROVE, Agency.ACCREDITATION)
    assert after.state is State.INCOMPLETE
    assert find_cause(step, after) is None


@pytest.mark.parametrize(
    ("finding_input", "other_approves", "kind"),
    [
        (ASK, False, LetterKind.RESUMED),
        (REFUSE, False, LetterKind.REOPENED),
        (APPROVE, False, None),
        (APPROVE, True, LetterKind.REOPENED),
    ],
)
def test_undone_finding_corrects_what_it_announced(
    finding_input: FindingInput, other_approves: bool, kind: LetterKind | None
) -> None:
    before = checked(application(), APPROVE, Agency.SECURITY)[0] if other_approves else application()
    found, step = checked(before, finding_input, Agency.ACCREDITATION)
    checks: dict[Agency, Check] = {
        agency: check for agency, check in found.checks.items() if agency is not Agency.ACCREDITATION
    }
    undone = replace(found, checks=checks, state=State.IN_REVIEW, decision=None, version=found.version + 1)
    assert kind_of(undone, Act.UNDONE, step) is kind


def test_undone_finding_without_history_is_not_announced() -> None:
    assert kind_of(in_state(State.IN_REVIEW), Act.UNDONE) is None


def badge(serial: int = 1, **changes: object) -> Badge:
    entitlement = Entitlement("general", "G", (), NOON, NOON)
    issued = Badge("0" * 16, serial, "G-0001", "app_1", entitlement, "HC1", "", NOON, "system")
    return replace(issued, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("act", "kind", "reason"),
    [
        (BadgeAct.PRINTED, LetterKind.BADGE_READY, None),
        (BadgeAct.SUPERSEDED, LetterKind.BADGE_CHANGED, None),
        (BadgeAct.RENAMED, LetterKind.BADGE_CHANGED, None),
        (BadgeAct.REVOKED, LetterKind.REVOKED, "conduct"),
    ],
)
def test_act_on_a_badge_is_announced(act: BadgeAct, kind: LetterKind, reason: str | None) -> None:
    holder = replace(application(), decision=Decision(Outcome.APPROVED, SON.id, Agency.SECURITY, NOON))
    cause = make_badge_cause(act, badge(reason="conduct"), holder)
    assert (cause.kind, cause.reason, cause.badge) == (kind, reason, "G-0001")


def test_each_issue_and_version_of_a_badge_is_announced_once() -> None:
    changed = replace(application(), version=9)
    issues = [(badge(), application()), (badge(2), application()), (badge(2), changed)]
    assert len({make_badge_cause(BadgeAct.PRINTED, issue, holder).once for issue, holder in issues}) == 3


def test_question_is_due_for_a_reminder_after_the_time_given() -> None:
    asked, _ = checked(application(), ASK, Agency.SECURITY)
    after = timedelta(hours=48)
    assert find_reminders(asked, after=after, now=NOON + after - timedelta(seconds=1)) == []
    (cause,) = find_reminders(asked, after=after, now=NOON + after)
    assert (cause.kind, cause.agency, cause.message) == (LetterKind.REMINDER, Agency.SECURITY, ASK.message)


def test_finding_that_asks_nothing_needs_no_reminder() -> None:
    approved, _ = checked(application(), APPROVE, Agency.SECURITY)
    assert find_reminders(approved, after=timedelta(0), now=NOON + timedelta(days=9)) == []
    asked, _ = checked(approved, ASK, Agency.ACCREDITATION)
    assert len(find_reminders(asked, after=timedelta(0), now=NOON + timedelta(days=9))) == 1
