"""The page that controls a rehearsal, over the whole application."""

import re

import pytest
from aiohttp import ClientResponse

from tests.rostrum.conftest import settings
from tests.support.board_pages import Served, hidden, served

__all__ = ["served", "settings"]

HOME = "/staff/rehearsal"
START = {"day": "2025-10-25", "at": "08:00", "rate": "60"}


async def send(served: Served, path: str, **fields: str) -> ClientResponse:
    """Send a form of the page as the person who is signed in."""
    page = await served.page(HOME)
    form = {"csrf": hidden(page, "csrf"), "csrf_person": hidden(page, "csrf_person"), **fields}
    return await served.client.post(HOME + path, data=form, allow_redirects=False)


@pytest.mark.parametrize(
    ("field", "value"),
    [("at", "25:61"), ("day", "2025-10-30"), ("day", "tomorrow"), ("rate", "0"), ("rate", "61"), ("at", "")],
)
async def test_invalid_start_keeps_what_was_typed(served: Served, field: str, value: str) -> None:
    await served.sign_in()
    response = await send(served, "", **(START | {"at": "09:05"} | {field: value}))
    page = await response.text()
    assert response.status == 422
    assert f'id="f-{field}-error"' in page or "error-summary" in page
    assert 'value="09:05"' in page or field == "at"


async def test_second_start_is_refused_in_words(served: Served) -> None:
    await served.sign_in()
    await send(served, "", **START)
    response = await send(served, "", **START)
    refusal = served.runtime.catalogues.text("en", "error.rehearsal.running")
    assert (response.status, refusal in await response.text()) == (409, True)


@pytest.mark.parametrize(
    ("path", "fields", "status"),
    [
        ("/clock", {"act": "set", "at": ""}, 422),
        ("/clock", {"act": "set", "at": "7:70"}, 422),
        ("/clock", {"act": "rate", "rate": "1000"}, 422),
        ("/clock", {"act": "other"}, 422),
        ("/notes", {"text": "  "}, 422),
    ],
)
async def test_invalid_act_is_refused_in_words(served: Served, path: str, fields: dict[str, str], status: int) -> None:
    await served.sign_in()
    await send(served, "", **START)
    response = await send(served, path, **fields)
    assert response.status == status
    assert "error-summary" in await response.text()


@pytest.mark.parametrize("path", ["/clock", "/reset", "/end", "/notes"])
async def test_act_without_a_rehearsal_is_refused_in_words(served: Served, path: str) -> None:
    await served.sign_in()
    response = await send(served, path, act="pause", at="09:00", text="x")
    refusal = served.runtime.catalogues.text("en", "error.rehearsal.none")
    assert (response.status, refusal in await response.text()) == (404, True)


async def test_notes_are_shown_escaped_and_lead_to_the_debrief_list(served: Served) -> None:
    await served.sign_in()
    await send(served, "", **START)
    session = served.runtime.event.public_programme[0].id
    response = await send(served, "/notes", text="<b>Too loud</b>", session=session)
    assert response.headers["Location"] == f"{HOME}?session={session}#notes"
    page = await served.page(HOME)
    assert "&lt;b&gt;Too loud&lt;/b&gt;" in page
    link = re.findall(r'href="(/staff/debrief\?note=[^"#]+)', page)[0]
    assert "&lt;b&gt;Too loud&lt;/b&gt;</textarea>" in await served.page(link)
    ended = await send(served, "/end")
    assert "&lt;b&gt;Too loud" in await served.page(ended.headers["Location"])


async def test_page_needs_the_permission_of_operators(served: Served) -> None:
    await served.sign_in("door")
    for path in (HOME, "/staff/debrief"):
        await served.page(path, 403)
