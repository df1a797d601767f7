"""Lists of entries, and their order."""

from conference.auth.roles import ADMINISTRATOR
from rostrum.events.drafts import read_draft
from rostrum.runtime import Runtime
from tests.support.accreditation_pages import Client, SignIn, hidden

DOORS = "/staff/setup/sections/doors"


async def test_entry_moves_down_in_the_draft(client: Client, sign_in: SignIn, runtime: Runtime) -> None:
    await sign_in("ada", ADMINISTRATOR)
    page = await (await client.get(DOORS)).text()
    form = {"csrf": hidden(page, "csrf"), "version": hidden(page, "version"), "name": "gate-a", "to": "down"}
    assert (await client.post(DOORS, data=form, allow_redirects=False)).status == 303
    doors = (await read_draft(runtime)).event.doors
    assert [door.id for door in doors[:2]] == [runtime.event.doors[1].id, "gate-a"]
    assert (await client.post(DOORS, data=form, allow_redirects=False)).status == 409
    assert (await client.post(DOORS, data={**form, "name": "none"}, allow_redirects=False)).status == 409
