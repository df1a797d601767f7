"""Corrections: changed topics, and approvals that remain valid (A15)."""

from dataclasses import replace

import pytest

from accreditation.applications.domain.applications import Agency, Check, Finding, State, Topic
from accreditation.applications.domain.corrections import (
    REVIEWED_TOPICS,
    apply_correction,
    changed_topics,
    state_of_checks,
)
from accreditation.vetting.domain import (
    FindingInput,
    apply_finding,
)
from conference.errors import RuleError
from tests.support.application_samples import (
    APPROVE,
    LINH,
    NOON,
    REFUSE,
    SON,
    applicant,
    application,
    with_findings,
)

A, B = Agency.ACCREDITATION, Agency.SECURITY


ASK = FindingInput(finding=Finding.NEEDS_INFORMATION, topics=(Topic.PHOTO,), message="Sunglasses")
APPROVED = with_findings((APPROVE, A, LINH), (APPROVE, B, SON)).checks
REFUSED = with_findings((REFUSE, B, SON)).checks
ASKED = with_findings((ASK, A, LINH)).checks


def test_two_approving_checks_of_one_officer_stay_in_review() -> None:
    approved = with_findings((APPROVE, A, LINH), (APPROVE, B, SON))
    forged = {agency: replace(check, officer="staff_x") for agency, check in approved.checks.items()}
    assert state_of_checks(forged) is State.IN_REVIEW


def test_correction_keeps_approvals_of_unchanged_topics() -> None:
    asked = with_findings((ASK, A, LINH), (APPROVE, B, SON))
    contact = replace(asked, applicant=applicant(phone="+84900000000"))
    assert apply_correction(asked, contact).checks == {B: asked.checks[B]}
    assert apply_correction(asked, contact).state is State.IN_REVIEW
    new_photo = apply_correction(asked, replace(asked, photo_id="photo_2"))
    assert (new_photo.checks, new_photo.state) == ({}, State.SUBMITTED)
    assert new_photo.data_version == new_photo.version == asked.version + 1


@pytest.mark.parametrize(
    ("change", "topic"),
    [
        ({"applicant": applicant(native_name="Nguyễn Thị Hòa")}, Topic.NAMES),
        ({"applicant": applicant(country="LA")}, Topic.COUNTRY),
        ({"outlet_id": "out_9"}, Topic.OUTLET),
        ({"function": "photographer"}, Topic.FUNCTION),
        ({"category": "pool"}, Topic.FUNCTION),
        ({"photo_id": "photo_9"}, Topic.PHOTO),
        ({"applicant": applicant(email="x@example.org")}, Topic.CONTACT),
    ],
)
def test_change_reopens_only_checks_that_depend_on_it(change: dict[str, object], topic: Topic) -> None:
    asked = with_findings((APPROVE, A, LINH), (replace(ASK, topics=(topic,)), B, SON))
    changed = replace(asked, **change)  # type: ignore[arg-type]
    assert changed_topics(asked, changed) == {topic}
    assert (A in apply_correction(asked, changed).checks) is (topic not in REVIEWED_TOPICS[A])


def test_corrected_topics_are_kept_until_the_next_finding() -> None:
    asked = with_findings((ASK, A, LINH), (APPROVE, B, SON))
    contact = apply_correction(asked, replace(asked, applicant=applicant(phone="+84900000000")))
    assert contact.corrected == {A: {Topic.CONTACT}}
    again = apply_finding(contact, ASK, agency=B, officer=SON, at=NOON)
    photo = apply_correction(again, replace(again, photo_id="photo_2"))
    assert photo.corrected == {A: {Topic.CONTACT, Topic.PHOTO}, B: {Topic.PHOTO}}
    assert apply_finding(photo, APPROVE, agency=A, officer=LINH, at=NOON).corrected == {B: {Topic.PHOTO}}


def test_answer_without_changes_marks_the_application() -> None:
    asked = with_findings((ASK, A, LINH))
    assert apply_correction(asked, asked).corrected == {A: frozenset()}


def test_correction_without_request_is_refused() -> None:
    current = with_findings((APPROVE, A, LINH))
    with pytest.raises(RuleError) as caught:
        apply_correction(current, replace(current, photo_id="photo_2"))
    assert caught.value.code == "application.correct_not_now"


@pytest.mark.parametrize(
    ("checks", "state"),
    [
        ({}, State.SUBMITTED),
        ({A: APPROVED[A]}, State.IN_REVIEW),
        (APPROVED, State.APPROVED),
        (ASKED, State.INCOMPLETE),
        ({A: APPROVED[A], **REFUSED}, State.REFUSED),
        ({**ASKED, **REFUSED}, State.REFUSED),
        ({**ASKED, B: APPROVED[B]}, State.INCOMPLETE),
    ],
    ids=str,
)
def test_state_of_checks_is_that_of_the_strictest_finding(checks: dict[Agency, Check], state: State) -> None:
    assert state_of_checks(checks) is state


def test_unchanged_application_has_no_changed_topic() -> None:
    assert changed_topics(application(), application()) == frozenset()
    assert changed_topics(application(), application(version=9)) == frozenset()


def test_two_changes_report_both_topics() -> None:
    changed = application(photo_id="photo_9", applicant=applicant(country="LA", native_name="A"))
    assert changed_topics(application(), changed) == {Topic.PHOTO, Topic.COUNTRY, Topic.NAMES}


def test_each_agency_reviews_names_and_photo() -> None:
    for topics in REVIEWED_TOPICS.values():
        assert {Topic.NAMES, Topic.PHOTO} <= topics
        assert Topic.CONTACT not in topics
