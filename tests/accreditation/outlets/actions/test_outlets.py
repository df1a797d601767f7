"""Actions of accreditation officers on outlets."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from accreditation.applications.domain.outlets import Outlet, OutletKind
from accreditation.applications.domain.seen import SeenOutlet
from accreditation.outlets.actions.officers import SeenOutletVersion
from accreditation.outlets.actions.outlets import (
    OutletEdit,
    block_outlet,
    confirm_outlet,
    edit_outlet,
    give_late_places,
    merge_outlet,
    undo_merge,
)
from accreditation.outlets.services import OutletServices
from conference.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError, RuleError
from conference.storage.audit import audit_log
from tests.support.application_samples import OFFICER_A, OFFICER_B, OTHER_STAFF, application
from tests.support.application_services import get_application, save_applications
from tests.support.crew_desk import OUTLET, CrewDesk

NBC, NBC_NEWS = SeenOutlet("out_2", "NBC", verified=False), SeenOutlet("out_1", "NBC News", verified=True)


async def add_outlets(outlet_services: OutletServices) -> None:
    async with outlet_services.transactions.write() as transaction:
        await outlet_services.applications.outlets.add(transaction, Outlet("out_1", "NBC News", verified=True))
        await outlet_services.applications.outlets.add(transaction, Outlet("out_2", "NBC"))


async def test_only_accreditation_officers_confirm_outlets(outlet_services: OutletServices) -> None:
    await add_outlets(outlet_services)
    confirmed = await confirm_outlet(outlet_services, NBC, name=" N.B.C. ", staff=OFFICER_A)
    assert (confirmed.name, confirmed.verified) == ("N.B.C.", True)
    with pytest.raises(ConflictError):
        await confirm_outlet(outlet_services, NBC, name="nbc news", staff=OFFICER_A)
    with pytest.raises(InvalidError):
        await confirm_outlet(outlet_services, NBC, name="—", staff=OFFICER_A)
    for person in (OFFICER_B, *OTHER_STAFF):
        with pytest.raises(ForbiddenError):
            await confirm_outlet(outlet_services, NBC, name="NBC", staff=person)


async def test_merged_outlet_moves_aliases_and_applications(outlet_services: OutletServices) -> None:
    await add_outlets(outlet_services)
    await save_applications(outlet_services.applications, application(outlet_id="out_2"))
    merged = await merge_outlet(outlet_services, NBC, target_id="out_1", staff=OFFICER_A)
    assert merged.aliases == ("NBC",)
    assert (await get_application(outlet_services.applications)).outlet_id == "out_1"
    with pytest.raises(RuleError):
        await merge_outlet(outlet_services, NBC_NEWS, target_id="out_1", staff=OFFICER_A)
    with pytest.raises(ForbiddenError):
        await merge_outlet(outlet_services, NBC_NEWS, target_id="out_2", staff=OFFICER_B)


async def read_audit(outlet_services: OutletServices) -> list[tuple[str, str, str, dict[str, object]]]:
    async with outlet_services.transactions.read() as transaction:
        rows = await transaction.connection.execute(select(audit_log).order_by(audit_log.c.seq))
        return [(row.action, row.actor, row.subject, json.loads(row.details)) for row in rows]


async def test_confirmation_keeps_the_typed_name_as_an_alias(outlet_services: OutletServices) -> None:
    await add_outlets(outlet_services)
    confirmed = await confirm_outlet(outlet_services, NBC, name="National Broadcasting", staff=OFFICER_A)
    assert (confirmed.name, confirmed.aliases) == ("National Broadcasting", ("NBC",))
    assert await read_audit(outlet_services) == [("accreditation:outlet:confirmed", "staff_linh", "out_2", {})]


async def test_name_of_another_outlet_is_refused_with_its_name(outlet_services: OutletServices) -> None:
    await add_outlets(outlet_services)
    with pytest.raises(ConflictError) as caught:
        await confirm_outlet(outlet_services, NBC, name="NBC  NEWS", staff=OFFICER_A)
    assert (caught.value.code, caught.value.params) == ("outlet.name_taken", {"name": "NBC News"})
    assert await read_audit(outlet_services) == []


async def test_merge_into_an_unknown_outlet_is_not_found(outlet_services: OutletServices) -> None:
    await add_outlets(outlet_services)
    with pytest.raises(NotFoundError):
        await merge_outlet(outlet_services, NBC, target_id="out_9", staff=OFFICER_A)
    assert await read_audit(outlet_services) == []


async def test_merge_records_target_and_moved_applications(outlet_services: OutletServices) -> None:
    await add_outlets(outlet_services)
    await save_applications(outlet_services.applications, application(outlet_id="out_2"))
    await merge_outlet(outlet_services, NBC, target_id="out_1", staff=OFFICER_A)
    details = {"into": "out_1", "applications": 1, "merge": (await read_audit(outlet_services))[0][3]["merge"]}
    assert await read_audit(outlet_services) == [("accreditation:outlet:merged", "staff_linh", "out_2", details)]


async def test_undone_merge_moves_everything_back(outlet_services: OutletServices, crew_desk: CrewDesk) -> None:
    crew = await crew_desk.add("Lê Văn An")
    async with outlet_services.transactions.write() as transaction:
        await outlet_services.applications.outlets.add(transaction, Outlet("out_5", "Target", verified=True))
    await save_applications(outlet_services.applications, application(outlet_id="out_1"))
    seen = SeenOutlet("out_1", OUTLET.name, verified=True)
    await merge_outlet(outlet_services, seen, target_id="out_5", staff=OFFICER_A)
    async with outlet_services.transactions.read() as transaction:
        assert await outlet_services.members.list_of_outlet(transaction, "out_5") == [
            replace(crew[0], outlet_id="out_5")
        ]
        (merge,) = await outlet_services.merges.list_of_target(transaction, "out_5")
    with pytest.raises(NotFoundError):
        await undo_merge(outlet_services, merge.id, target_id="out_1", staff=OFFICER_A)
    with pytest.raises(ForbiddenError):
        await undo_merge(outlet_services, merge.id, target_id="out_5", staff=OFFICER_B)
    source = await undo_merge(outlet_services, merge.id, target_id="out_5", staff=OFFICER_A)
    assert (source.id, source.name) == ("out_1", OUTLET.name)
    assert await crew_desk.members() == crew
    assert (await get_application(outlet_services.applications)).outlet_id == "out_1"
    with pytest.raises(RuleError, match="merge_undone"):
        await undo_merge(outlet_services, merge.id, target_id="out_5", staff=OFFICER_A)
    assert (await read_audit(outlet_services))[-1][0] == "accreditation:outlet:unmerged"


async def test_edit_saves_what_was_typed_and_refuses_an_outdated_page(outlet_services: OutletServices) -> None:
    await add_outlets(outlet_services)
    edit = OutletEdit(name="NBC", aliases=("N.B.C.", " "), kind=OutletKind.BROADCASTER, country="VN", quota=4)
    seen = SeenOutletVersion("out_2", 0)
    saved = await edit_outlet(outlet_services, seen, edit, staff=OFFICER_A)
    assert (saved.aliases, saved.kind, saved.country, saved.quota) == (("N.B.C.",), OutletKind.BROADCASTER, "VN", 4)
    with pytest.raises(ConflictError, match="changed"):
        await edit_outlet(outlet_services, seen, edit, staff=OFFICER_A)
    seen = SeenOutletVersion("out_2", saved.version)
    with pytest.raises(ConflictError, match="name_taken"):
        await edit_outlet(outlet_services, seen, replace(edit, aliases=("nbc news",)), staff=OFFICER_A)
    with pytest.raises(InvalidError) as refused:
        await edit_outlet(outlet_services, seen, replace(edit, country="ZZ"), staff=OFFICER_A)
    assert refused.value.fields == {"country": "choice.missing"}
    with pytest.raises(ForbiddenError):
        await edit_outlet(outlet_services, seen, edit, staff=OFFICER_B)


async def test_block_ends_with_the_second_act(outlet_services: OutletServices) -> None:
    await add_outlets(outlet_services)
    blocked = await block_outlet(outlet_services, SeenOutletVersion("out_2", 0), is_blocked=True, staff=OFFICER_A)
    assert blocked.blocked_at is not None
    seen = SeenOutletVersion("out_2", blocked.version)
    assert (await block_outlet(outlet_services, seen, is_blocked=False, staff=OFFICER_A)).blocked_at is None
    acts = [action for action, *_ in await read_audit(outlet_services)]
    assert acts == ["accreditation:outlet:blocked", "accreditation:outlet:unblocked"]


async def test_late_places_end_in_the_future(outlet_services: OutletServices) -> None:
    await add_outlets(outlet_services)
    now, seen = outlet_services.applications.clock.now(), SeenOutletVersion("out_2", 0)
    with pytest.raises(InvalidError, match="late_until_past"):
        await give_late_places(outlet_services, seen, number=2, until=now, staff=OFFICER_A)
    until = now + timedelta(hours=1)
    given = await give_late_places(outlet_services, seen, number=2, until=until, staff=OFFICER_A)
    assert (given.late_places, given.late_until) == (2, until)
    seen = SeenOutletVersion("out_2", given.version)
    assert (await give_late_places(outlet_services, seen, number=0, until=now, staff=OFFICER_A)).late_until is None
