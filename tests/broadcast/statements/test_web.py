"""Pages of statements: operators, a delegation, interpreters, the press."""

import re

from aiohttp import FormData

from broadcast.board.actions.sessions import move_session
from broadcast.board.actions.speakers import give_floor_to_next
from broadcast.board.domain.sessions import Verb
from broadcast.press_room.reading import RECENT_S
from conference.clock import ManualClock
from tests.broadcast.statements.test_domain import PDF
from tests.support.board_pages import Served, hidden

EXPECTED, TICKED = 'id="expected-title"', 'name="announce" value="yes" checked'
STAFF = "/staff/statements/debate-1"


async def link_for(served: Served, speaker: str) -> str:
    """Make a link as an operator, and return its path in English."""
    seen = await served.page(STAFF)
    fields = {"csrf": hidden(seen, "csrf"), "csrf_person": hidden(seen, "csrf_person")}
    response = await served.client.post(STAFF, data={**fields, "act": "make", "speaker": speaker})
    found = re.search(r"/en/statements/(?:hand-in|interpret)/[\w-]+", await response.text())
    assert found is not None
    return found[0]


async def hand_in(served: Served, path: str, content: bytes, *, announce: str = "") -> tuple[int, str]:
    form = FormData()
    form.add_field("announce", announce)
    form.add_field("csrf", hidden(await served.page(path), "csrf"))
    form.add_field("file", content, filename="x.pdf", content_type="application/pdf")
    response = await served.client.post(path, data=form)
    return response.status, await response.text()


async def test_text_goes_from_the_delegation_to_interpreters_and_press(served: Served) -> None:
    await served.sign_in()
    handing_in = await link_for(served, "debate-1-01")
    status, html = await hand_in(served, handing_in, b"PK\x03\x04")
    assert status == 422
    assert "neither a PDF nor plain text" in html
    status, html = await hand_in(served, handing_in, PDF)
    assert (status, "The text was received." in html) == (200, True)
    reading = await link_for(served, "")
    page = await served.page(reading)
    opened = await served.client.post(reading, data={"csrf": hidden(page, "csrf"), "speaker": "debate-1-01"})
    assert (await opened.read(), opened.content_type) == (PDF, "application/pdf")
    await served.page("/en/statements/debate-1/debate-1-01", 404)
    assert "debate-1-01" not in await served.page("/en/statements/debate-1")
    assert "/en/statements/debate-1" not in await served.page("/en/statements")
    await move_session(served.board, "debate-1", Verb.OPEN, operator=served.operator)
    await give_floor_to_next(served.board, "debate-1", operator=served.operator)
    assert "/en/statements/debate-1/debate-1-01" in await served.page("/en/statements/debate-1")
    assert "/en/statements/debate-1" in await served.page("/en/statements")
    public = await served.client.get("/en/statements/debate-1/debate-1-01")
    assert (public.status, await public.read()) == (200, PDF)


async def test_press_learns_of_texts_by_consent_only(served: Served, clock: ManualClock) -> None:
    await served.sign_in()
    handing_in = await link_for(served, "debate-1-01")
    await hand_in(served, handing_in, PDF)
    assert EXPECTED not in await served.page("/en/press")
    _, refused = await hand_in(served, handing_in, b"", announce="yes")
    assert TICKED in refused
    _, received = await hand_in(served, handing_in, PDF, announce="yes")
    assert TICKED in received
    assert "Announced to the press" in await served.page(STAFF)
    assert EXPECTED not in await served.page("/en/press")
    clock.advance(RECENT_S)
    page = (await served.page("/en/press")).split(EXPECTED)[1].split("</section>")[0]
    assert 'href="/en/sessions/debate-1"' in page
    assert "/statements/" not in page
    await hand_in(served, handing_in, PDF)
    clock.advance(RECENT_S)
    assert EXPECTED not in await served.page("/en/press")


async def test_unknown_links_and_sessions_open_nothing(served: Served) -> None:
    await served.page("/en/statements/hand-in/" + "x" * 32, 404)
    await served.page("/en/statements/interpret/" + "x" * 32, 404)
    await served.page("/en/statements/nowhere", 404)
