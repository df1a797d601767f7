"""What doors do with the badge of an application that is edited after approval (A15)."""

from dataclasses import replace

import pytest

from accreditation.applications.actions.applying import correct_application
from accreditation.applications.domain.answers import Answers
from accreditation.applications.domain.applications import Agency
from accreditation.applications.domain.seen import SeenVersion
from accreditation.applications.services import ApplicationServices
from accreditation.doors.domain.doors import Verdict
from accreditation.vetting.actions.vetting import record_finding
from rostrum.parts.stores import badge_credentials
from tests.support.application_samples import (
    APPROVE,
    LINH,
    OFFICER_A,
    OFFICER_B,
    REFUSE,
    SON,
    applicant,
    with_findings,
)
from tests.support.scan_office import ScanOffice

CHECKS = with_findings((APPROVE, Agency.ACCREDITATION, LINH), (APPROVE, Agency.SECURITY, SON)).checks
ANSWERS = Answers(applicant(), None, "reporter", "general")
RENAMED = replace(ANSWERS, applicant=applicant(native_name="Nguyễn Thị Hòa"))


@pytest.fixture
def vetting(desk: ApplicationServices) -> ApplicationServices:
    """Application services whose decisions end the badges of the database."""
    return replace(desk, credentials=badge_credentials())


@pytest.mark.usefixtures("each_database")
async def test_spelling_fix_keeps_the_code_until_a_refusal(vetting: ApplicationServices, doors: ScanOffice) -> None:
    """Covers A15."""
    badge = await doors.office.active_badge(checks=CHECKS)
    edited = await correct_application(vetting, RENAMED, secret="secret-of-app_1", seen_version=1)
    assert (edited.is_approved, await doors.verdict(badge.token)) == (False, Verdict.ADMITTED)
    seen = SeenVersion("app_1", edited.version)
    await record_finding(vetting, REFUSE, agency=Agency.ACCREDITATION, seen=seen, staff=OFFICER_A)
    assert await doors.verdict(badge.token) is Verdict.REVOKED


@pytest.mark.usefixtures("each_database")
async def test_category_change_ends_the_code_at_once(vetting: ApplicationServices, doors: ScanOffice) -> None:
    """Covers A15."""
    badge = await doors.office.active_badge(checks=CHECKS)
    pooled = replace(ANSWERS, category="pool")
    edited = await correct_application(vetting, pooled, secret="secret-of-app_1", seen_version=1)
    assert (edited.checks, await doors.verdict(badge.token)) == ({}, Verdict.NOT_APPROVED)
    for agency, officer in ((Agency.ACCREDITATION, OFFICER_A), (Agency.SECURITY, OFFICER_B)):
        seen = SeenVersion("app_1", edited.version)
        approved = await record_finding(vetting, APPROVE, agency=agency, seen=seen, staff=officer)
    assert (approved.is_approved, await doors.verdict(badge.token)) == (True, Verdict.SUPERSEDED)
