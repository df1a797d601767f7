"""Steps of an application as its applicant sees them, when to look again, the reference number."""

from dataclasses import replace
from datetime import timedelta

import pytest

from accreditation.applications.domain.applications import Agency, Application, Decision, Outcome, State
from accreditation.applications.domain.progress import (
    BadgeTimes,
    Step,
    find_decision_due,
    progress_of,
    read_reference,
    reference_of,
    remaining_hours,
)
from tests.support.application_samples import NOON, application

LATER = NOON + timedelta(hours=5)
SUBMITTED = replace(application("app_1"), state=State.SUBMITTED, submitted_at=NOON)
APPROVED = replace(
    SUBMITTED, state=State.APPROVED, decision=Decision(Outcome.APPROVED, "staff_a", Agency.SECURITY, LATER)
)


def steps(application: Application, badge: BadgeTimes | None = None) -> list[tuple[Step, bool, bool]]:
    return [(one.step, one.at is not None, one.is_next) for one in progress_of(application, badge)]


def test_first_step_without_a_time_is_next() -> None:
    received, reviewed, printed, collected = Step
    assert steps(SUBMITTED) == [
        (received, True, False), (reviewed, False, True), (printed, False, False), (collected, False, False),
    ]  # fmt: skip
    assert [is_next for _, _, is_next in steps(APPROVED)] == [False, False, True, False]
    assert [is_next for _, _, is_next in steps(APPROVED, BadgeTimes(LATER, None))] == [False, False, False, True]
    assert [is_next for _, _, is_next in steps(APPROVED, BadgeTimes(LATER, LATER))] == [False] * 4


def test_refused_or_withdrawn_application_has_no_next_step() -> None:
    refused = replace(APPROVED, state=State.REFUSED)
    assert steps(refused) == [(Step.RECEIVED, True, False), (Step.REVIEWED, True, False)]
    assert steps(replace(APPROVED, state=State.WITHDRAWN)) == [(Step.RECEIVED, True, False)]


def test_review_is_due_by_its_usual_duration() -> None:
    day = timedelta(days=1)
    assert find_decision_due(SUBMITTED, review=day, decided_by=None) == NOON + day
    assert find_decision_due(replace(SUBMITTED, state=State.IN_REVIEW), review=day, decided_by=None) == NOON + day
    for state in (State.INCOMPLETE, State.ON_HOLD, State.APPROVED, State.REFUSED, State.WITHDRAWN):
        assert find_decision_due(replace(SUBMITTED, state=state), review=day, decided_by=LATER) is None


def test_decision_is_due_by_the_last_moment_of_the_event() -> None:
    day = timedelta(days=1)
    assert find_decision_due(SUBMITTED, review=day, decided_by=LATER) == LATER
    assert find_decision_due(SUBMITTED, review=None, decided_by=LATER) == LATER
    assert find_decision_due(SUBMITTED, review=day, decided_by=NOON + 2 * day) == NOON + day
    assert find_decision_due(SUBMITTED, review=day, decided_by=NOON) == NOON + day
    assert find_decision_due(SUBMITTED, review=None, decided_by=None) is None


def test_review_that_is_not_done_has_its_due_time() -> None:
    due = {one.step: one.due_at for one in progress_of(SUBMITTED, None, decision_due_at=LATER)}
    assert due == dict.fromkeys(Step) | {Step.REVIEWED: LATER}
    assert not any(one.due_at for one in progress_of(APPROVED, None, decision_due_at=LATER))


def test_remaining_hours_leave_out_days_that_have_ended() -> None:
    days = [(NOON + timedelta(days=n), LATER + timedelta(days=n)) for n in (1, 0)]
    assert remaining_hours(days, NOON) == (NOON, LATER + timedelta(days=1))
    assert remaining_hours(days, LATER) == (NOON + timedelta(days=1), LATER + timedelta(days=1))
    assert remaining_hours(days, LATER + timedelta(days=1)) is None


def test_reference_is_the_end_of_the_id_and_is_read_back() -> None:
    number = "app_01m8jy8v3hyp2gtpy1t7bg882p"
    assert reference_of(number) == "T7BG-882P"
    for typed in ("T7BG-882P", "t7bg882p", " T7BG 882P "):
        ending = read_reference(typed)
        assert ending is not None
        assert number.endswith(ending)


@pytest.mark.parametrize("text", ["", "hoa", "Nguyễn-1", "T7BG-882", "a_b%cdef"])
def test_other_texts_are_no_reference(text: str) -> None:
    assert read_reference(text) is None
