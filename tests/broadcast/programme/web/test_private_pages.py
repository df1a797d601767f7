"""Pages of private sessions: forms for the officer, a list for those who are named, and nothing for others."""

import re
from typing import Any

from aiohttp import ClientResponse

from broadcast.programme.web.private_pages import PRIVATE
from conference.languages import LANGUAGES
from tests.broadcast.programme.web.conftest import add_officer
from tests.support.board_pages import Served, hidden
from tests.support.board_samples import CANARY

HOURS = {"day": "2025-10-28", "starts": "10:00", "ends_day": "2025-10-28", "ends": "11:00"}


def plan(served: Served, **fields: Any) -> dict[str, Any]:
    """The fields of a private session."""
    titles = {f"title.{code}": f"{CANARY} {code}" for code in served.board.languages}
    return {"kind": "bilateral_meeting", "room": served.board.rooms[0].id, **HOURS, **titles, **fields}


async def send(served: Served, session: str, act: str, **fields: Any) -> ClientResponse:
    """Send a form of the page as it stands now."""
    seen = await served.page(f"{PRIVATE}?session={session}")
    form = {"csrf": hidden(seen, "csrf"), "expected": hidden(seen, "expected"), "act": act, **fields}
    return await served.client.post(f"{PRIVATE}/sessions/{session}", data=form, allow_redirects=False)


async def add(served: Served, **fields: Any) -> str:
    """Add a session, and return its id."""
    added = await send(served, "new", "add", **plan(served, **fields))
    assert added.status == 303, await added.text()
    return added.headers["Location"].partition("session=")[2].partition("&")[0]


async def test_officer_adds_moves_cancels_and_names_people(served: Served) -> None:
    await add_officer(served)
    await served.sign_in("hoa")
    session = await add(served)
    other = served.board.rooms[1]
    moved = await send(
        served, session, "change", **plan(served, room=other.id, starts="12:00", ends="13:00", viewers="door")
    )
    assert moved.status == 303
    await served.sign_in("door")
    listed = await served.page(f"{PRIVATE}?session={session}")
    assert (CANARY in listed, other.name["en"] in listed, '<form class="form"' in listed) == (True, True, False)
    assert (await served.client.post(f"{PRIVATE}/sessions/{session}", data={"act": "cancel"})).status == 403
    await served.sign_in("hoa")
    for act in ("cancel", "undo", "cancel", "reinstate"):
        assert (await send(served, session, act)).status == 303
    assert "/acts/undo" not in await served.page(f"{PRIVATE}?session={session}")


async def test_refused_form_keeps_what_was_typed(served: Served) -> None:
    await add_officer(served)
    await served.sign_in("hoa")
    for field, value in (("starts", "25:61"), ("ends", "09:00"), ("title.fr", " ")):
        refused = await send(served, "new", "add", **plan(served, **{field: value, "viewers": "door"}))
        page = await refused.text()
        assert (refused.status, f'id="e-add-{field}"' in page, f"{CANARY} en" in page) == (422, True, True)
        assert re.search(r'value="door" checked', page)
    session = await add(served)
    assert (await send(served, "new", "add", **plan(served))).status == 409
    assert (await send(served, session, "publish")).status == 409
    await send(served, session, "change", **plan(served, starts="09:00"))
    late = await send(served, session, "change", **plan(served, starts="08:00"), expected="1")
    page = await late.text()
    assert (late.status, 'value="08:00"' in page, hidden(page, "expected")) == (409, True, "2")


async def test_private_session_is_in_no_byte_that_others_get(served: Served) -> None:
    """Covers B18."""
    await add_officer(served)
    await served.sign_in("hoa")
    session = await add(served)
    await send(served, session, "change", **plan(served, starts="09:00", viewers="auditor"))
    await send(served, session, "cancel")
    await served.heard()
    await served.sign_in()
    pages = ["/staff/programme?day=2025-10-28", "/staff/programme/programme.csv", "/staff/console", PRIVATE]
    pages += [f"/feed/v1/{code}/board.json" for code in LANGUAGES] + [f"/{code}/" for code in LANGUAGES]
    found = [path for path in pages if CANARY in await served.page(path) or session in await served.page(path)]
    assert found == []


async def test_it_is_made_public_with_an_answer(served: Served) -> None:
    await add_officer(served)
    await served.sign_in("hoa")
    session = await add(served)
    published = await send(served, session, "publish", sure="yes")
    assert (published.status, published.headers["Location"].startswith("/staff/programme?session=")) == (303, True)
    assert CANARY in await served.page("/staff/programme?day=2025-10-28")
