"""Acts on many applications: each row under the rules of one, duplicates and unknown outlets first."""

from dataclasses import replace

import pytest

from accreditation.applications.domain.applications import Agency, Field, Finding, State
from accreditation.applications.domain.history import Act
from accreditation.applications.domain.outlets import Outlet
from accreditation.applications.domain.seen import SeenVersion
from accreditation.applications.services import ApplicationServices
from accreditation.duplicates.actions.comparing import compare_outdated
from accreditation.vetting.actions.bulk import MAX_BULK_ROWS, list_current, review_selection, undo_many, vet_many
from accreditation.vetting.actions.vetting import record_finding
from accreditation.vetting.domain import FindingInput
from conference.errors import ForbiddenError, InvalidError
from tests.accreditation.applications.actions.test_applying import list_audit_actions
from tests.support.application_samples import (
    APPROVE,
    OFFICER_A,
    OFFICER_B,
    OTHER_OFFICER_A,
    applicant,
    application,
)
from tests.support.application_services import get_application, save_applications
from tests.support.duplicates import make_duplicate_services

A, B = Agency.ACCREDITATION, Agency.SECURITY
TOO_MANY = [SeenVersion("x", 1)] * (MAX_BULK_ROWS + 1)


async def save_selection(desk: ApplicationServices) -> list[SeenVersion]:
    """Store one clean application, two of one person, one of an unknown outlet."""
    async with desk.transactions.write() as transaction:
        await desk.outlets.add(transaction, Outlet("out_known", "Nile Gazette", verified=True))
        await desk.outlets.add(transaction, Outlet("out_new", "Delta Post"))
    people = [
        applicant(
            native_name=f"Person {letter}", given_name=letter, email=f"{letter}@example.org", phone=f"+84{number}"
        )
        for number, letter in enumerate("ABD")
    ]
    outlets = ("out_known", "out_known", None, "out_new")
    for number, (one, outlet_id) in enumerate(zip([*people[:2], people[1], people[2]], outlets, strict=True)):
        sample = application(f"app_{number}", secret=f"s{number}", outlet_id=outlet_id, applicant=one)
        await save_applications(desk, sample)
    await compare_outdated(make_duplicate_services(desk))
    return [SeenVersion(f"app_{number}", 1) for number in range(4)]


@pytest.mark.usefixtures("each_database")
async def test_selection_tells_clean_rows_from_those_to_look_at(desk: ApplicationServices) -> None:
    seen = await save_selection(desk)
    rows = await review_selection(desk, [*seen, SeenVersion("app_none", 1)], agency=A, staff=OFFICER_A)
    assert [(row.row.id, row.is_clean) for row in rows] == [
        ("app_0", True),
        ("app_1", False),
        ("app_2", False),
        ("app_3", False),
    ]
    assert [duplicate.application_id for duplicate in rows[1].duplicates] == ["app_2"]
    assert (rows[3].row.is_outlet_unknown, rows[3].duplicates) == (True, ())


async def test_late_application_is_to_look_at(desk: ApplicationServices) -> None:
    await save_applications(desk, application(is_late=True))
    rows = await review_selection(desk, [SeenVersion("app_1", 1)], agency=A, staff=OFFICER_A)
    assert [row.is_clean for row in rows] == [False]


async def test_duplicate_outside_the_selection_is_found(desk: ApplicationServices) -> None:
    seen = await save_selection(desk)
    [row] = await review_selection(desk, seen[1:2], agency=A, staff=OFFICER_A)
    assert not row.is_clean


async def test_selection_is_shown_to_officers_of_the_agency_only(desk: ApplicationServices) -> None:
    with pytest.raises(ForbiddenError):
        await review_selection(desk, [], agency=A, staff=OFFICER_B)
    with pytest.raises(InvalidError):
        await review_selection(desk, TOO_MANY, agency=A, staff=OFFICER_A)


async def test_bulk_returns_the_result_of_each_row(desk: ApplicationServices) -> None:
    rows = [application(f"app_{n}", secret=f"s{n}") for n in range(4)]
    await save_applications(desk, *rows[:3], replace(rows[3], state=State.WITHDRAWN))
    asked = FindingInput(finding=Finding.NEEDS_INFORMATION, fields=(Field.PHOTO,))
    await record_finding(desk, asked, agency=A, seen=SeenVersion("app_1", 1), staff=OTHER_OFFICER_A)
    seen = [
        SeenVersion("app_0", 1),
        SeenVersion("app_1", 1),
        SeenVersion("app_1", 2),
        SeenVersion("app_none", 1),
        SeenVersion("app_3", 1),
        SeenVersion("app_2", 1),
    ]
    results = await vet_many(desk, APPROVE, agency=A, seen=seen, staff=OFFICER_A)
    assert [(r.seen.application_id, r.error.code if r.error else None) for r in results] == [
        ("app_0", None),
        ("app_1", "application.changed"),
        ("app_1", "vetting.found_already"),
        ("app_none", "application.unknown"),
        ("app_3", "application.find_not_now"),
        ("app_2", None),
    ]
    assert [r.application is None for r in results] == [False, True, True, True, True, False]
    listed = await list_current(desk, results, agency=A)
    assert [one.id if one else None for _, one, _ in listed] == ["app_0", "app_1", "app_1", None, "app_3", "app_2"]
    assert [[step.act for step in steps] for _, _, steps in listed] == [[], [Act.ASKED], [], [], [], []]
    checked = ("checked", "staff_linh")
    assert await list_audit_actions(desk) == [("asked", "staff_mai"), checked, checked]


async def test_undo_of_many_takes_back_own_findings_only(desk: ApplicationServices) -> None:
    await save_applications(desk, *(application(f"app_{n}", secret=f"s{n}") for n in (1, 2)))
    for number, officer in ((1, OFFICER_A), (2, OTHER_OFFICER_A)):
        await record_finding(desk, APPROVE, agency=A, seen=SeenVersion(f"app_{number}", 1), staff=officer)
    seen = [SeenVersion("app_1", 2), SeenVersion("app_2", 2)]
    results = await undo_many(desk, agency=A, seen=seen, staff=OFFICER_A)
    assert [r.error.code if r.error else None for r in results] == [None, "vetting.not_your_finding"]
    assert [len((await get_application(desk, f"app_{n}")).checks) for n in (1, 2)] == [0, 1]


async def test_bulk_over_the_maximum_is_refused(desk: ApplicationServices) -> None:
    with pytest.raises(InvalidError):
        await vet_many(desk, APPROVE, agency=A, seen=TOO_MANY, staff=OFFICER_A)
