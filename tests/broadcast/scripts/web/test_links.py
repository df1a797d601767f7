"""Links for crews as staff make them: the address is shown once."""

import re

from tests.broadcast.scripts.web.conftest import PAGE, ScriptDesk
from tests.support.scripts import write_script

NEW = {"label": "Sound desk", "language": "fr", "days": "2"}


async def test_address_is_shown_once_and_revoked(desk: ScriptDesk) -> None:
    await write_script(desk.services, "Anthem")
    made = await (await desk.post(f"{PAGE}/links", scopes="sound", **NEW)).text()
    address = re.search(r"/fr/cues/[A-Za-z0-9_-]+", made)
    assert address
    listed = await desk.page(f"{PAGE}/links")
    assert "Sound desk" in listed
    assert address[0] not in listed
    link = re.search(r"/links/([^/\"]+)/revocation", listed)
    assert link
    assert (await desk.post(f"{PAGE}/links/{link[1]}/revocation")).status == 303
    assert "Sound desk" not in await desk.page(f"{PAGE}/links")
    await desk.page(address[0], 404)


async def test_wrong_links_keep_what_was_typed(desk: ScriptDesk) -> None:
    await write_script(desk.services, "Anthem")
    refused = await desk.post(f"{PAGE}/links", **NEW)
    assert refused.status == 422
    assert 'value="Sound desk"' in await refused.text()
