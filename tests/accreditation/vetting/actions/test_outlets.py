"""Actions of accreditation officers on outlets."""

import json

import pytest
from sqlalchemy import select

from accreditation.applications.domain.outlets import Outlet
from accreditation.applications.domain.seen import SeenOutlet
from accreditation.applications.services import ApplicationServices
from accreditation.vetting.actions.outlets import confirm_outlet, merge_outlet
from conference.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError, RuleError
from conference.storage.audit import audit_log
from tests.support.application_samples import OFFICER_A, OFFICER_B, OTHER_STAFF, application
from tests.support.application_services import get_application, save_applications

NBC, NBC_NEWS = SeenOutlet("out_2", "NBC", verified=False), SeenOutlet("out_1", "NBC News", verified=True)


async def add_outlets(desk: ApplicationServices) -> None:
    async with desk.transactions.write() as transaction:
        await desk.outlets.add(transaction, Outlet("out_1", "NBC News", verified=True))
        await desk.outlets.add(transaction, Outlet("out_2", "NBC"))


async def test_only_accreditation_officers_confirm_outlets(desk: ApplicationServices) -> None:
    await add_outlets(desk)
    confirmed = await confirm_outlet(desk, NBC, name=" N.B.C. ", staff=OFFICER_A)
    assert (confirmed.name, confirmed.verified) == ("N.B.C.", True)
    with pytest.raises(ConflictError):
        await confirm_outlet(desk, NBC, name="nbc news", staff=OFFICER_A)
    with pytest.raises(InvalidError):
        await confirm_outlet(desk, NBC, name="—", staff=OFFICER_A)
    for person in (OFFICER_B, *OTHER_STAFF):
        with pytest.raises(ForbiddenError):
            await confirm_outlet(desk, NBC, name="NBC", staff=person)


async def test_merged_outlet_moves_aliases_and_applications(desk: ApplicationServices) -> None:
    await add_outlets(desk)
    await save_applications(desk, application(outlet_id="out_2"))
    merged = await merge_outlet(desk, NBC, target_id="out_1", staff=OFFICER_A)
    assert merged.aliases == ("NBC",)
    assert (await get_application(desk)).outlet_id == "out_1"
    with pytest.raises(RuleError):
        await merge_outlet(desk, NBC_NEWS, target_id="out_1", staff=OFFICER_A)
    with pytest.raises(ForbiddenError):
        await merge_outlet(desk, NBC_NEWS, target_id="out_2", staff=OFFICER_B)


async def read_audit(desk: ApplicationServices) -> list[tuple[str, str, str, dict[str, object]]]:
    async with desk.transactions.read() as transaction:
        rows = await transaction.connection.execute(select(audit_log).order_by(audit_log.c.seq))
        return [(row.action, row.actor, row.subject, json.loads(row.details)) for row in rows]


async def test_confirmation_keeps_the_typed_name_as_an_alias(desk: ApplicationServices) -> None:
    await add_outlets(desk)
    confirmed = await confirm_outlet(desk, NBC, name="National Broadcasting", staff=OFFICER_A)
    assert (confirmed.name, confirmed.aliases) == ("National Broadcasting", ("NBC",))
    assert await read_audit(desk) == [("accreditation:outlet:confirmed", "staff_linh", "out_2", {})]


async def test_name_of_another_outlet_is_refused_with_its_name(desk: ApplicationServices) -> None:
    await add_outlets(desk)
    with pytest.raises(ConflictError) as caught:
        await confirm_outlet(desk, NBC, name="NBC  NEWS", staff=OFFICER_A)
    assert (caught.value.code, caught.value.params) == ("outlet.name_taken", {"name": "NBC News"})
    assert await read_audit(desk) == []


async def test_merge_into_an_unknown_outlet_is_not_found(desk: ApplicationServices) -> None:
    await add_outlets(desk)
    with pytest.raises(NotFoundError):
        await merge_outlet(desk, NBC, target_id="out_9", staff=OFFICER_A)
    assert await read_audit(desk) == []


async def test_merge_records_target_and_moved_applications(desk: ApplicationServices) -> None:
    await add_outlets(desk)
    await save_applications(desk, application(outlet_id="out_2"))
    await merge_outlet(desk, NBC, target_id="out_1", staff=OFFICER_A)
    details = {"into": "out_1", "applications": 1}
    assert await read_audit(desk) == [("accreditation:outlet:merged", "staff_linh", "out_2", details)]
