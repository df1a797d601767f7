"""Passport data for officers: masked, in full for some roles, each full view recorded."""

from dataclasses import replace

import pytest

from accreditation.applications.services import ApplicationServices
from accreditation.vetting.actions.passports import (
    READ,
    may_see_passport,
    read_full_passport,
    summarize_passport,
)
from conference.auth.roles import Staff
from conference.errors import ForbiddenError, NotFoundError
from conference.event import IdentityRules
from tests.accreditation.applications.actions.test_applying import ANSWERS, list_audit_actions, submit
from tests.support.application_samples import OFFICER_A, OFFICER_B, OTHER_STAFF, SECRET
from tests.support.passports import passport_zone

WITH_PASSPORT = replace(ANSWERS, passport=passport_zone(family="THI HOA", given="NGUYEN"))


async def test_summary_is_masked_and_has_the_findings(desk: ApplicationServices) -> None:
    summary = await summarize_passport(desk, await submit(desk, WITH_PASSPORT))
    assert summary.masked is not None
    assert summary.masked.number_end == "67X"
    assert [finding.value for finding in summary.findings] == ["names_swapped"]


async def test_full_view_is_recorded(desk: ApplicationServices) -> None:
    application = await submit(desk, WITH_PASSPORT)
    full = await read_full_passport(desk, application.id, staff=OFFICER_B)
    assert (full.zone.number, full.birth_date) == ("C1234567X", "1974-08-12")
    assert (await list_audit_actions(desk))[-1] == (READ, OFFICER_B.id)


@pytest.mark.parametrize("staff", [OFFICER_A, *OTHER_STAFF[1:]], ids=lambda staff: staff.username)
async def test_other_staff_see_no_full_data(desk: ApplicationServices, staff: Staff) -> None:
    application = await submit(desk, WITH_PASSPORT)
    assert not may_see_passport(desk, staff)
    with pytest.raises(ForbiddenError):
        await read_full_passport(desk, application.id, staff=staff)
    assert (READ, staff.id) not in await list_audit_actions(desk)


async def test_event_names_the_roles_of_full_views(desk: ApplicationServices) -> None:
    rules = replace(desk.rules, identity=IdentityRules(full_view_roles=("accreditation_officer", "badge_desk")))
    services = replace(desk, rules=rules)
    assert may_see_passport(services, OFFICER_A)
    assert not may_see_passport(services, OFFICER_B)
    assert not may_see_passport(services, next(one for one in OTHER_STAFF if one.username == "desk"))


async def test_nothing_to_read_is_not_found(desk: ApplicationServices) -> None:
    application = await submit(desk, secret=SECRET)
    with pytest.raises(NotFoundError):
        await read_full_passport(desk, application.id, staff=OFFICER_B)
