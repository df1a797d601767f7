"""History of an application: changed fields, and what each agency sees of the other's steps."""

from dataclasses import replace
from datetime import date

from accreditation.applications.domain.applications import Agency, Field, Finding, Outcome
from accreditation.applications.domain.history import Act, Change, Step, list_changes, shown_to, shown_to_applicant
from tests.support.application_samples import NOON, applicant, application

STEP = Step(
    application_id="app_1",
    version=2,
    at=NOON,
    act=Act.CHECKED,
    agency=Agency.SECURITY,
    officer="staff_son",
    finding=Finding.NEEDS_INFORMATION,
    fields=(Field.PHOTO,),
    answer_by=date(2025, 10, 24),
    message="No sunglasses",
    note="seen before",
)


def test_changes_are_the_differing_fields_in_form_order() -> None:
    before = application(outlet_id="out_1")
    after = replace(before, photo_id="photo_9", outlet_id=None, applicant=applicant(given_name="HOA", country="LA"))
    assert list_changes(before, after, {"out_1": "Nile Gazette"}) == (
        Change("given_name", "THI HOA", "HOA"),
        Change("country", "VN", "LA"),
        Change("outlet", "Nile Gazette", ""),
        Change("photo", "photo_app_1", "photo_9"),
    )
    assert list_changes(before, replace(before, version=9), {"out_1": "Nile Gazette"}) == ()


def test_agency_sees_only_the_finding_of_the_other_one() -> None:
    assert shown_to(STEP, Agency.SECURITY) == STEP
    hidden = replace(STEP, officer=None, fields=(), answer_by=None, message="", note="")
    assert shown_to(STEP, Agency.ACCREDITATION) == hidden


def test_both_agencies_see_the_applicant_s_steps() -> None:
    step = Step(application_id="app_1", version=3, at=NOON, act=Act.CORRECTED, changes=(Change("country", "VN", "LA"),))
    assert [shown_to(step, agency) for agency in Agency] == [step, step]


def test_applicant_sees_no_officer_note_or_single_finding() -> None:
    refused = replace(STEP, act=Act.CHECKED, finding=Finding.REFUSED, outcome=Outcome.REFUSED, fields=(), message="")
    single = replace(refused, outcome=None, finding=Finding.APPROVED)
    undone = replace(single, act=Act.UNDONE)
    asked = replace(STEP, act=Act.ASKED)
    shown = shown_to_applicant([asked, single, undone, refused], refused.at)
    assert [step.act for step in shown] == [Act.ASKED, Act.CHECKED]
    assert shown[0] == replace(asked, officer=None, note="", finding=None)
    assert shown[1] == replace(refused, officer=None, note="", finding=None, agency=None)
