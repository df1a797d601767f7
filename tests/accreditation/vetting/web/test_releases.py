"""Pages of withheld decisions: what officers see of them, and their release now."""

from dataclasses import replace

import pytest
from msgspec import structs

from conference.clock import ManualClock
from rostrum import roles
from rostrum.runtime import Runtime
from tests.support.accreditation_pages import Client, SignIn, apply, hidden
from tests.support.vetting_pages import load_application
from tests.support.withheld_decisions import decide


@pytest.fixture
async def runtime(runtime: Runtime) -> Runtime:
    return replace(runtime, event=structs.replace(runtime.event, decisions=("10:00", "18:00")))


async def test_officers_see_when_a_decision_is_released_and_release_it(
    client: Client, sign_in: SignIn, clock: ManualClock
) -> None:
    address = await apply(client)
    application = await decide(client, address, "approved")
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    queue = await (await client.get(f"/staff/vetting/accreditation?filter=all&id={application.id}")).text()
    assert queue.count("Decided, released on") == 2
    assert 'href="/staff/decisions"' in queue
    page = await (await client.get("/staff/decisions")).text()
    assert 'href="/staff/decisions/release"' in page
    confirm = await (await client.get("/staff/decisions/release")).text()
    form = {"csrf": hidden(confirm, "csrf"), "count": "2"}
    changed = await client.post("/staff/decisions/release", data=form)
    assert changed.status == 409
    answer = await client.post("/staff/decisions/release", data=form | {"count": "1"})
    assert "decision was released." in await answer.text()
    assert (await load_application(client, address)).is_approved
    clock.advance(1)
    history = await (await client.get(f"/staff/vetting/accreditation?filter=all&id={application.id}")).text()
    assert "Decided, released on" not in history
    assert "Decision released" in history


async def test_page_of_releases_is_for_accreditation_officers(client: Client, sign_in: SignIn) -> None:
    for role in (roles.SECURITY_OFFICER, roles.BADGE_DESK, roles.ADMINISTRATOR):
        await sign_in(role.name, role)
        for path in ("/staff/decisions", "/staff/decisions/release"):
            assert (await client.get(path)).status == 403
