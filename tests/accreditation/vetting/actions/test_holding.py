"""Holds that no officer makes: open applications only, ended without ending an officer's hold."""

from dataclasses import replace

from accreditation.applications.domain.applications import Agency, State
from accreditation.applications.domain.seen import SeenVersion
from accreditation.applications.services import ApplicationServices
from accreditation.vetting.actions.holding import hold_applications, resume_held_applications
from accreditation.vetting.actions.vetting import hold_application
from conference.audit import SYSTEM
from conference.storage.engine import Database
from tests.support.application_samples import OFFICER_A, application
from tests.support.application_services import get_application, save_applications

IDS = ["app_1", "app_2", "app_3", "app_9"]


async def test_open_applications_are_held_and_resumed(each_database: Database, desk: ApplicationServices) -> None:
    rows = [application(one, secret=one) for one in IDS[:3]]
    await save_applications(desk, rows[0], replace(rows[1], state=State.APPROVED), rows[2])
    await hold_application(desk, agency=Agency.ACCREDITATION, seen=SeenVersion("app_3", 1), staff=OFFICER_A)
    async with desk.transactions.write() as transaction:
        await hold_applications(desk, transaction, IDS)
    held = [await get_application(desk, one) for one in IDS[:3]]
    assert [one.state for one in held] == [State.ON_HOLD, State.APPROVED, State.ON_HOLD]
    assert [one.hold.officer for one in held if one.hold] == [SYSTEM, OFFICER_A.id]
    async with desk.transactions.write() as transaction:
        await resume_held_applications(desk, transaction, IDS)
    states = [(await get_application(desk, one)).state for one in IDS[:3]]
    assert states == [State.SUBMITTED, State.APPROVED, State.ON_HOLD]
