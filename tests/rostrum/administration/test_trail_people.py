"""People are found in the audit log by name, badge number and id, also after their deletion."""

import re

from accreditation.badges.actions.badges import hand_over_badges
from accreditation.badges.domain.badges import IdentityCheck
from conference.storage.audit_list import AuditSearch, search_entries
from rostrum import roles
from rostrum.administration.trail_people import find_people
from rostrum.parts.retention import list_erasers
from rostrum.runtime import Runtime
from tests.support.accreditation_pages import Client, SignIn
from tests.support.badge_office import DESK_CLERK, Office

PATH = "/staff/audit"


async def find(runtime: Runtime, typed: str) -> list[str]:
    async with runtime.transactions.read() as transaction:
        return await find_people(transaction, typed)


async def test_name_and_number_lead_to_the_same_person(runtime: Runtime, office: Office) -> None:
    badge = await office.badge("app_1")
    for typed in ("Nguyễn Thị Hoa", "P-0001", "p-0001", "app_1"):
        assert {"app_1", badge.id} <= set(await find(runtime, typed)), typed
    assert await find(runtime, "Nobody Else") == []


async def test_ids_find_entries_after_the_deletion(
    client: Client, runtime: Runtime, office: Office, sign_in: SignIn
) -> None:
    badge = await office.badge("app_1")
    async with runtime.transactions.write() as transaction:
        for eraser in list_erasers(runtime.event, runtime.clock):
            await eraser.erase_person(transaction, "app_1")
    await sign_in("theo", roles.AUDITOR)
    for typed in ("app_1", "P-0001", badge.id):
        page = await (await client.get(f"{PATH}?person={typed}")).text()
        assert "accreditation:badge:issued" in re.sub(r"<select.*?</select>", "", page, flags=re.DOTALL), typed
    nobody = await (await client.get(f"{PATH}?person=Nguyễn Thị Hoa")).text()
    assert "accreditation:badge:issued" not in re.sub(r"<select.*?</select>", "", nobody, flags=re.DOTALL)


async def test_names_in_details_are_deleted_with_the_person(runtime: Runtime, office: Office) -> None:
    badges = [await office.badge(one) for one in ("app_1", "app_2")]
    await office.print_out(*badges)
    given = {"identity": IdentityCheck.PASSPORT, "proxy": "Trần Văn Đức", "staff": DESK_CLERK}
    await hand_over_badges(office.desk, [badge.id for badge in badges], **given)  # type: ignore[arg-type]
    async with runtime.transactions.write() as transaction:
        for eraser in list_erasers(runtime.event, runtime.clock):
            await eraser.erase_person(transaction, "app_1")
        page = await search_entries(
            transaction.connection, AuditSearch(action="accreditation:badge:collected", limit=5)
        )
    left = {row.entry.subject: dict(row.entry.personal) for row in page.rows}
    assert left == {badges[0].id: {}, badges[1].id: {"proxy": "Trần Văn Đức"}}
