"""Writing, replacing and withdrawing batches."""

from dataclasses import replace

import pytest

from accreditation.applications.domain.applications import Agency
from accreditation.applications.domain.seen import SeenVersion
from accreditation.applications.services import ApplicationServices
from accreditation.exchange.actions.batches import read_batches, withdraw_batch, write_batch
from accreditation.exchange.domain.batches import BatchState
from accreditation.vetting.actions.vetting import record_finding
from conference.errors import ForbiddenError, InvalidError, NotFoundError, RuleError
from tests.accreditation.applications.actions.test_applying import list_audit_actions
from tests.support.agency_office import AgencyOffice
from tests.support.application_samples import APPROVE, OFFICER_A, OFFICER_B, OTHER_STAFF, application
from tests.support.application_services import save_applications

B = Agency.SECURITY


@pytest.mark.usefixtures("each_database")
async def test_batch_encloses_who_waits_in_no_open_batch(desk: ApplicationServices, agency: AgencyOffice) -> None:
    seen = SeenVersion("app_2", 1)
    await record_finding(desk, APPROVE, agency=B, seen=seen, staff=OFFICER_B)
    written = await agency.write()
    opened = await agency.open(written)
    assert [person.application_id for person in opened.people] == ["app_1", "app_3"]
    assert (opened.manifest.sequence, opened.manifest.batch) == (1, written.batch.id)
    with pytest.raises(RuleError, match=r"batch\.nothing_waits"):
        await agency.write()
    await save_applications(desk, application("app_4", secret="secret 4", photo_id=None))
    second = await agency.write()
    assert [person.application_id for person in (await agency.open(second)).people] == ["app_4"]
    overview = await read_batches(agency.services, B, staff=OFFICER_A)
    assert ([one.sequence for one in overview.batches], overview.waiting, overview.enclosed) == ([2, 1], 0, 3)


async def test_row_has_names_and_no_contact_data(agency: AgencyOffice) -> None:
    written = await agency.write()
    person = (await agency.open(written)).people[0]
    assert (person.native_name, person.latin_name, person.country) == ("Nguyễn Thị Hoa", "THI HOA NGUYEN", "VN")
    assert not {"email", "phone"} & set(person.__struct_fields__)


async def test_replacing_batch_supersedes_the_former(agency: AgencyOffice) -> None:
    first = await agency.write()
    second = await agency.write(supersedes=first.batch.id)
    overview = await read_batches(agency.services, B, staff=OFFICER_A)
    assert [(one.id, one.state, one.supersedes) for one in overview.batches] == [
        (second.batch.id, BatchState.OPEN, first.batch.id),
        (first.batch.id, BatchState.SUPERSEDED, ""),
    ]
    assert second.batch.count == 3
    with pytest.raises(RuleError, match=r"batch\.not_open"):
        await agency.write(supersedes=first.batch.id)


async def test_applications_of_a_withdrawn_batch_wait_again(agency: AgencyOffice) -> None:
    written = await agency.write()
    withdrawn = await withdraw_batch(agency.services, written.batch.id, staff=OFFICER_A)
    assert withdrawn == replace(
        written.batch,
        state=BatchState.WITHDRAWN,
        ended_at=withdrawn.ended_at,
        ended_by=OFFICER_A.id,
    )
    assert (await agency.write()).batch.count == 3
    with pytest.raises(RuleError, match=r"batch\.not_open"):
        await withdraw_batch(agency.services, written.batch.id, staff=OFFICER_A)
    with pytest.raises(NotFoundError):
        await withdraw_batch(agency.services, "batch_none", staff=OFFICER_A)


async def test_batches_are_of_officers_of_the_other_agency(agency: AgencyOffice) -> None:
    written = await agency.write()
    for stranger in (OFFICER_B, *OTHER_STAFF):
        with pytest.raises(ForbiddenError):
            await read_batches(agency.services, B, staff=stranger)
        with pytest.raises(ForbiddenError):
            await write_batch(agency.services, B, days=7, staff=stranger)
        with pytest.raises(ForbiddenError):
            await withdraw_batch(agency.services, written.batch.id, staff=stranger)


async def test_days_and_key_are_checked(agency: AgencyOffice) -> None:
    with pytest.raises(InvalidError, match=r"batch\.days_range"):
        await write_batch(agency.services, B, days=0, staff=OFFICER_A)
    with pytest.raises(RuleError, match=r"batch\.no_key"):
        await write_batch(agency.services, Agency.ACCREDITATION, days=7, staff=OFFICER_B)


async def test_trail_names_the_batch_and_each_application(desk: ApplicationServices, agency: AgencyOffice) -> None:
    await agency.write()
    actions = [action for action, actor in await list_audit_actions(desk) if actor == OFFICER_A.id]
    assert actions == ["accreditation:batch:written", "enclosed", "enclosed", "enclosed"]
