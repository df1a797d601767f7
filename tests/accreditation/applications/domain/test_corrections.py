"""Corrections: changed fields, and approvals that remain valid (A15)."""

from dataclasses import replace

import pytest

from accreditation.applications.domain.applications import Agency, Check, Field, Finding, State
from accreditation.applications.domain.corrections import (
    DEPENDENT_CHECKS,
    apply_correction,
    apply_edit,
    changed_fields,
    keeps_badge,
    list_open_fields,
    state_of_checks,
)
from accreditation.vetting.domain import (
    FindingInput,
    apply_finding,
    apply_hold,
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


ASK = FindingInput(finding=Finding.NEEDS_INFORMATION, fields=(Field.PHOTO, Field.PHONE), message="Sunglasses")
APPROVED = with_findings((APPROVE, A, LINH), (APPROVE, B, SON)).checks
REFUSED = with_findings((REFUSE, B, SON)).checks
ASKED = with_findings((ASK, A, LINH)).checks
BOTH = with_findings((APPROVE, A, LINH), (APPROVE, B, SON))


def test_two_approving_checks_of_one_officer_stay_in_review() -> None:
    approved = with_findings((APPROVE, A, LINH), (APPROVE, B, SON))
    forged = {agency: replace(check, officer="staff_x") for agency, check in approved.checks.items()}
    assert state_of_checks(forged) is State.IN_REVIEW


def test_correction_keeps_approvals_of_unchanged_fields() -> None:
    asked = with_findings((ASK, A, LINH), (APPROVE, B, SON))
    contact = replace(asked, applicant=applicant(phone="+84900000000"))
    assert apply_correction(asked, contact).checks == {B: asked.checks[B]}
    assert apply_correction(asked, contact).state is State.IN_REVIEW
    new_photo = apply_correction(asked, replace(asked, photo_id="photo_2"))
    assert (new_photo.checks, new_photo.state) == ({}, State.SUBMITTED)
    assert new_photo.data_version == new_photo.version == asked.version + 1


CHANGES: dict[Field, dict[str, object]] = {
    Field.NATIVE_NAME: {"applicant": applicant(native_name="Nguyễn Thị Hòa")},
    Field.FAMILY_NAME: {"applicant": applicant(family_name="TRAN")},
    Field.GIVEN_NAME: {"applicant": applicant(given_name="HOA")},
    Field.COUNTRY: {"applicant": applicant(country="LA")},
    Field.OUTLET: {"outlet_id": "out_9"},
    Field.FUNCTION: {"function": "photographer"},
    Field.CATEGORY: {"category": "pool"},
    Field.PHOTO: {"photo_id": "photo_9"},
    Field.PASSPORT_LINE: {"passport_id": "passport_9"},
    Field.EMAIL: {"applicant": applicant(email="x@example.org")},
    Field.PHONE: {"applicant": applicant(phone="+84900000000")},
    Field.LANGUAGE: {"applicant": applicant(language="ar")},
}


@pytest.mark.parametrize("field", Field)
def test_change_reopens_only_checks_that_depend_on_it(field: Field) -> None:
    """Covers A15."""
    asked = with_findings((APPROVE, A, LINH), (replace(ASK, fields=(field,)), B, SON))
    changed = replace(asked, **CHANGES[field])  # type: ignore[arg-type]
    assert changed_fields(asked, changed) == {field}
    assert (A in apply_correction(asked, changed).checks) is (A not in DEPENDENT_CHECKS[field])


@pytest.mark.parametrize("field", Field)
def test_fields_that_no_agency_asks_for_stay(field: Field) -> None:
    """Covers C10."""
    asked = with_findings((replace(ASK, fields=tuple(other for other in Field if other is not field)), A, LINH))
    changed = replace(asked, consent_at=None, is_late=True, **CHANGES[field])  # type: ignore[arg-type]
    corrected = apply_correction(asked, changed)
    assert changed_fields(asked, corrected) == frozenset()
    assert (corrected.consent_at, corrected.is_late) == (asked.consent_at, asked.is_late)


def test_open_fields_are_those_of_both_questions() -> None:
    asked = with_findings((ASK, A, LINH), (replace(ASK, fields=(Field.COUNTRY,)), B, SON))
    assert list_open_fields(asked) == {Field.PHOTO, Field.PHONE, Field.COUNTRY}
    assert list_open_fields(with_findings((ASK, A, LINH), (REFUSE, B, SON))) == frozenset()
    assert list_open_fields(application()) == frozenset()


def test_corrected_fields_are_kept_until_the_next_finding() -> None:
    asked = with_findings((ASK, A, LINH), (APPROVE, B, SON))
    contact = apply_correction(asked, replace(asked, applicant=applicant(phone="+84900000000")))
    assert contact.corrected == {A: {Field.PHONE}}
    again = apply_finding(contact, ASK, agency=B, officer=SON, at=NOON)
    photo = apply_correction(again, replace(again, photo_id="photo_2"))
    assert photo.corrected == {A: {Field.PHONE, Field.PHOTO}, B: {Field.PHOTO}}
    assert apply_finding(photo, APPROVE, agency=A, officer=LINH, at=NOON).corrected == {B: {Field.PHOTO}}


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


def test_unchanged_application_has_no_changed_field() -> None:
    assert changed_fields(application(), application()) == frozenset()
    assert changed_fields(application(), application(version=9)) == frozenset()


def test_two_changes_report_both_fields() -> None:
    changed = application(photo_id="photo_9", applicant=applicant(country="LA", native_name="A"))
    assert changed_fields(application(), changed) == {Field.PHOTO, Field.COUNTRY, Field.NATIVE_NAME}


def test_both_agencies_review_names_category_and_photo() -> None:
    assert set(DEPENDENT_CHECKS) == set(Field)
    both = {field for field, agencies in DEPENDENT_CHECKS.items() if agencies == frozenset(Agency)}
    assert both == {Field.NATIVE_NAME, Field.FAMILY_NAME, Field.GIVEN_NAME, Field.CATEGORY, Field.PHOTO}


@pytest.mark.parametrize("field", Field)
def test_edit_after_approval_reopens_dependent_checks(field: Field) -> None:
    """Covers A15."""
    edited = apply_edit(BOTH, replace(BOTH, **CHANGES[field]))  # type: ignore[arg-type]
    names = {Field.NATIVE_NAME: {A}, Field.GIVEN_NAME: {A}, Field.FAMILY_NAME: {A, B}}
    reopened = names.get(field, DEPENDENT_CHECKS[field])
    assert set(edited.checks) == {A, B} - reopened
    assert edited.corrected == {agency: {field} for agency in reopened}
    assert edited.is_approved is (not reopened)
    assert edited.decision == (None if reopened else BOTH.decision)
    assert keeps_badge(edited) is (B not in reopened)
    assert edited.data_version == edited.version == BOTH.version + 1


def test_edit_that_changes_nothing_or_comes_too_early_is_refused() -> None:
    current = with_findings((APPROVE, A, LINH))
    for case, changed, code in (
        (BOTH, BOTH, "application.unchanged"),
        (current, replace(current, photo_id="photo_2"), "application.edit_not_now"),
    ):
        with pytest.raises(RuleError) as caught:
            apply_edit(case, changed)
        assert caught.value.code == code


def test_badge_ends_with_the_approval_of_security() -> None:
    """Covers A15: what a badge does while an edit is checked again."""
    edited = apply_edit(BOTH, replace(BOTH, function="photographer"))
    asked = apply_finding(edited, ASK, agency=A, officer=LINH, at=NOON)
    refused = apply_finding(edited, REFUSE, agency=A, officer=LINH, at=NOON)
    held = apply_hold(edited, agency=A, officer=LINH, at=NOON)
    again = apply_finding(edited, APPROVE, agency=A, officer=LINH, at=NOON)
    assert [keeps_badge(one) for one in (edited, asked, again, refused, held)] == [True, True, True, False, False]
