"""Officers' pages on outlets."""

import re

from accreditation.applications.domain.outlets import Outlet
from rostrum import roles
from tests.support.accreditation_pages import Client, SignIn
from tests.support.crew_pages import open_crew, send, services_of
from tests.support.document_files import pdf_with_script

ONE = "/staff/outlets/out_1"


async def act(client: Client, **fields: str) -> tuple[int, str]:
    """Press a button of the outlet's page in its present version."""
    services = services_of(client)
    async with services.transactions.read() as transaction:
        outlet = await services.applications.outlets.get(transaction, "out_1")
    return await send(client, ONE, ONE, {"version": str(outlet.version), **fields})


async def test_list_is_searched_and_leads_to_the_outlet(client: Client, sign_in: SignIn) -> None:
    await open_crew(client)
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    assert ONE in await (await client.get("/staff/outlets?q=sao")).text()
    assert ONE not in await (await client.get("/staff/outlets?q=none")).text()
    assert (await client.get(ONE)).status == 200
    assert (await client.get("/staff/outlets/out_none")).status == 404


async def test_other_roles_are_refused(client: Client, sign_in: SignIn) -> None:
    await open_crew(client)
    await sign_in("security", roles.SECURITY_OFFICER)
    assert [(await client.get(path)).status for path in ("/staff/outlets", ONE)] == [403, 403]


async def test_each_button_does_its_act_once_for_a_version(client: Client, sign_in: SignIn) -> None:
    await open_crew(client)
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    edit = {
        "act": "edit",
        "name": "Sao Mai",
        "aliases": "SM\nSao Mai News",
        "kind": "agency",
        "country": "VN",
        "quota": "3",
    }
    assert await act(client, **edit) == (303, f"{ONE}?did=edit")
    assert (await act(client, **{**edit, "version": "0"}))[0] == 409
    status, html = await act(client, **{**edit, "quota": "many"})
    assert (status, "many" in html) == (422, True)
    late = {"act": "late_places", "late_places": "2", "late_until": "2030-01-01T10:00"}
    assert await act(client, **late) == (303, f"{ONE}?did=late_places")
    assert (await act(client, **{**late, "late_until": ""}))[0] == 422
    invite = {"act": "invite", "focal_name": "Hà", "focal_email": "ha@example.org", "focal_language": "vi"}
    assert await act(client, **invite) == (303, f"{ONE}?did=invite")
    focal = re.findall(r'name="focal" value="(fp_\w+)"', await (await client.get(ONE)).text())[-1]
    assert await act(client, act="replace_link", focal=focal) == (303, f"{ONE}?did=replace_link")
    assert await act(client, act="end", focal=focal) == (303, f"{ONE}?did=end")
    assert (await act(client, act="end", focal=focal))[0] == 409
    assert await act(client, act="block") == (303, f"{ONE}?did=block")
    assert await act(client, act="unblock") == (303, f"{ONE}?did=unblock")
    assert (await act(client, act="nothing"))[0] == 422


async def test_merge_by_name_and_undo(client: Client, sign_in: SignIn) -> None:
    await open_crew(client)
    services = services_of(client)
    async with services.transactions.write() as transaction:
        await services.applications.outlets.add(transaction, Outlet("out_2", "Target", verified=True))
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    assert (await act(client, act="merge", into="Nobody"))[0] == 422
    assert await act(client, act="merge", into="Target") == (303, "/staff/outlets/out_2?did=merge")
    assert (await client.get(ONE)).status == 404
    target = "/staff/outlets/out_2"
    merge = re.findall(r'name="merge" value="(\w+)"', await (await client.get(target)).text())[0]
    undo = {"act": "undo_merge", "version": "0", "merge": merge}
    assert await send(client, target, target, undo) == (303, f"{target}?did=undo_merge")
    assert (await client.get(ONE)).status == 200


async def test_letter_is_shown_as_pictures(client: Client, sign_in: SignIn) -> None:
    page = await open_crew(client)
    await send(client, page, f"{page}/list", {}, {"letter": pdf_with_script()})
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    address = re.findall(rf'href="({ONE}/letters/\w+)"', await (await client.get(ONE)).text())[0]
    viewer = await (await client.get(address)).text()
    assert f'src="{address}/pages/1"' in viewer
    shown = await client.get(f"{address}/pages/1")
    assert (shown.content_type, shown.headers["Cache-Control"]) == ("image/jpeg", "no-store")
    assert b"CANARY" not in await shown.read()
    assert (await client.get(f"{address}/pages/2")).status == 404
    assert (await client.get(f"{ONE}/letters/letter_none")).status == 404
