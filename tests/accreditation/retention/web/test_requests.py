"""The officers' page of requests to delete data."""

import re

from accreditation.applications.storage.tables import applications
from rostrum import roles
from rostrum.parts.accreditation import assemble_accreditation
from rostrum.runtime import Runtime
from tests.support.accreditation_pages import Client, SignIn, hidden, office, sign_in
from tests.support.badge_office import Office
from tests.support.rows import count

__all__ = ["office", "sign_in"]

PATH = "/staff/data-requests"


async def ask(client: Client, runtime: Runtime, office: Office, application_id: str) -> str:
    """Ask for the deletion as the holder of a badge; return the address of the page of own data."""
    await office.active_badge(application_id)
    services = assemble_accreditation(runtime).applications
    async with runtime.transactions.read() as transaction:
        application = await services.applications.get(transaction, application_id)
    address = f"/en/applications/{services.links.secret_of(application)}/data"
    page = await (await client.get(address)).text()
    form = {"csrf": hidden(page, "csrf"), "do": "delete", "sure": "yes"}
    assert (await client.post(address, data=form, allow_redirects=False)).status == 303
    return address


async def test_officer_decides_about_requests(
    client: Client, runtime: Runtime, office: Office, sign_in: SignIn
) -> None:
    first, second = [await ask(client, runtime, office, one) for one in ("app_1", "app_2")]
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    page = await (await client.get(PATH)).text()
    ids = dict.fromkeys(re.findall(r'name="id" value="(req_[^"]+)"', page))
    assert len(ids) == 2
    deleted, refused = ids
    form = {"csrf": hidden(page, "csrf")}
    unsure = await client.post(PATH, data=form | {"id": deleted, "do": "delete"})
    assert unsure.status == 422
    assert (await client.post(PATH, data=form | {"id": deleted, "do": "delete", "sure": "yes"})).status == 200
    assert (await client.post(PATH, data=form | {"id": deleted, "do": "refuse"})).status == 409
    assert (await client.post(PATH, data=form | {"id": refused, "do": "refuse", "reason": "inquiry"})).status == 200
    assert await count(runtime.transactions, applications) == 1
    assert [(await client.get(address)).status for address in (first, second)] == [404, 200]


async def test_page_is_for_accreditation_officers(client: Client, sign_in: SignIn) -> None:
    for role in (roles.SECURITY_OFFICER, roles.BADGE_DESK, roles.ADMINISTRATOR):
        await sign_in(role.name, role)
        assert (await client.get(PATH)).status == 403
