"""What the page of a queue reads: one snapshot, and the first row after an act on an application that is gone."""

from rostrum import roles
from tests.support.accreditation_pages import Client, SignIn, apply
from tests.support.vetting_pages import A, load_application


async def test_unknown_application_is_replaced_only_after_an_act(client: Client, sign_in: SignIn) -> None:
    application = await load_application(client, await apply(client))
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    unknown = {"id": "app_gone", "filter": "all"}
    assert (await client.get(A, params=unknown)).status == 404
    page = await client.get(A, params=unknown | {"done": "app_gone", "did": "approve"})
    assert page.status == 200
    assert application.applicant.native_name in await page.text()
