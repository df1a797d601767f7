"""The page of the debrief list, over the whole application."""

import re

from aiohttp import ClientResponse

from tests.rostrum.conftest import settings
from tests.support.board_pages import Served, hidden, served

__all__ = ["served", "settings"]

HOME = "/staff/debrief"


async def send(served: Served, path: str = "", **fields: str) -> ClientResponse:
    page = await served.page(HOME)
    form = {"csrf": hidden(page, "csrf"), "csrf_person": hidden(page, "csrf_person"), **fields}
    return await served.client.post(HOME + path, data=form, allow_redirects=False)


async def test_item_is_added_changed_and_done(served: Served) -> None:
    await served.sign_in()
    assert (await send(served, text="Move the <flags>", owner="Protocol", deadline="2025-10-20")).status == 303
    page = await served.page(HOME)
    assert "Move the &lt;flags&gt;" in page
    assert served.runtime.catalogues.text("en", "debrief.overdue") in page
    item = re.findall(r"\?item=([\w-]+)", page)[0]
    edited = await send(served, item=item, version="1", text="Move the flags", owner="Protocol", deadline="")
    assert edited.status == 303
    stale = await send(served, item=item, version="1", text="Keep the flags")
    assert stale.status == 409
    assert "Keep the flags</textarea>" in await stale.text()
    assert (await send(served, "/done", item=item, version="2", act="done")).status == 303
    page = await served.page(HOME)
    assert served.runtime.catalogues.text("en", "debrief.reopen") in page


async def test_invalid_item_keeps_what_was_typed(served: Served) -> None:
    await served.sign_in()
    response = await send(served, text="Check the lights", deadline="31 October", owner="Stage")
    page = await response.text()
    assert response.status == 422
    assert "Check the lights</textarea>" in page
    assert 'value="Stage"' in page
