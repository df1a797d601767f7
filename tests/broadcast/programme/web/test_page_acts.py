"""Forms of the edit pages: one act each, with clashes while typing, and nothing lost after an error."""

import re
from typing import Any

from aiohttp import ClientResponse

from broadcast.board.actions.read import read_board
from broadcast.board.domain.sessions import Phase, Session
from tests.broadcast.console.test_console import part
from tests.support.board_pages import Served, hidden

HOME = "/staff/programme"
JSON = {"Accept": "application/json"}


async def send(served: Served, path: str, **fields: Any) -> ClientResponse:
    """Send a form of the page as it stands now."""
    seen = await served.page(f"{HOME}?session=opening")
    form = {"csrf": hidden(seen, "csrf"), "expected": hidden(seen, "expected"), **fields}
    headers = JSON if fields.pop("as_program", "") else None
    form.pop("as_program", None)
    return await served.client.post(f"{HOME}/{path}", data=form, headers=headers, allow_redirects=False)


async def sessions(served: Served) -> dict[str, Session]:
    entries = (await read_board(served.board)).entries.values()
    return {entry.state.id: entry.state for entry in entries if isinstance(entry.state, Session)}


async def test_session_is_moved_split_and_undone_by_forms(served: Served) -> None:
    await served.sign_in()
    before = await sessions(served)
    later = {"act": "move", "day": "2025-10-27", "starts": "10:00", "ends_day": "2025-10-27", "ends": "11:00"}
    moved = await send(served, "sessions/opening", **later)
    assert (moved.status, "session=opening" in moved.headers["Location"]) == (303, True)
    assert (await sessions(served))["opening"].planned is not None
    assert (await send(served, "undo", session="opening")).status == 303
    assert await sessions(served) == before
    titles = {f"title.{code}": code for code in served.board.languages}
    room = before["opening"].room
    added = {"act": "add", "kind": "visit", "room": room, "day": "2025-10-27", "starts": "09:00", "ends": "10:30"}
    assert (await send(served, "sessions/new", **added, **titles)).status == 303
    assert (await sessions(served))["visit-day-1"].added


async def test_error_is_told_beside_its_field_and_typed_text_stays(served: Served) -> None:
    await served.sign_in()
    for field, value in (("starts", "25:61"), ("ends", "08:00")):
        form = {"act": "move", "day": "2025-10-27", "starts": "09:00", "ends": "10:00"} | {field: value}
        response = await send(served, "sessions/opening", **form)
        page = await response.text()
        assert (response.status, "aria-invalid" in page or "field-error" in page) == (422, True)
        assert f'value="{value}"' in page
    response = await send(served, "sessions/opening", act="retitle", **{"title.en": "New words"})
    assert (response.status, 'value="New words"' in await response.text()) == (422, True)
    assert (await sessions(served))["opening"].planned is None


async def test_clash_is_told_while_typing_and_needs_its_box(served: Served) -> None:
    await served.sign_in()
    first = {"act": "move", "day": "2025-10-27", "starts": "10:00", "ends_day": "2025-10-27", "ends": "11:00"}
    await send(served, "sessions/opening", **first)
    room = (await sessions(served))["opening"].room
    second = first | {"room": room}
    preview = await (await send(served, "sessions/debate-2/preview", **second, as_program="1")).json()
    (clash,) = preview["clashes"]
    assert "room:" in clash["code"]
    incomplete = await (await send(served, "sessions/debate-2/preview", act="agree_end", as_program="1")).json()
    assert (incomplete["problem"] != "", incomplete.get("clashes", [])) == (True, [])
    refused = await send(served, "sessions/debate-2", **second)
    assert (refused.status, clash["code"] in await refused.text()) == (409, True)
    program = await send(served, "sessions/debate-2", **second, as_program="1")
    assert (program.status, (await program.json())["clashes"][0]["code"]) == (409, clash["code"])
    assert (await send(served, "sessions/debate-2", **second, confirmed=clash["code"])).status == 303


async def test_change_of_another_operator_is_told(served: Served) -> None:
    await served.sign_in()
    form = {"act": "delay", "minutes": "5"}
    assert (await send(served, "sessions/closing", **form)).status == 303
    response = await send(served, "sessions/closing", **form, expected="1")
    page = await response.text()
    assert (response.status, "Operator" in page, 'value="5"' in page) == (409, True, True)
    assert (await send(served, "sessions/closing", **form, expected=hidden(page, "expected"))).status == 303


async def test_cancellation_waits_for_a_second_operator(served: Served) -> None:
    await served.sign_in()
    proposed = await send(served, "sessions/opening", act="cancel", reason="technical")
    assert (proposed.status, "proposed=1" in proposed.headers["Location"]) == (303, True)
    assert (await sessions(served))["opening"].phase is Phase.SCHEDULED
    told = await send(served, "sessions/opening", act="cancel", as_program="1")
    assert (await told.json())["proposed"]
    seen = await served.page("/staff/console")
    first, second = dict.fromkeys(re.findall(r"/proposals/([^/]+)/confirm", seen))
    assert (await served.send(f"proposals/{first}/confirm", seen)).status == 409
    await served.sign_in("layla")
    assert (await served.send(f"proposals/{second}/confirm", await served.page("/staff/console"))).status == 303
    assert (await sessions(served))["opening"].phase is Phase.CANCELLED


async def test_merge_waits_for_a_second_operator(served: Served) -> None:
    await served.sign_in()
    merge = {"act": "merge", "into": "debate-2"}
    assert (await send(served, "sessions/debate-1", act="merge", into="debate-1")).status == 409
    proposed = await send(served, "sessions/debate-1", **merge)
    assert (proposed.status, "proposed=1" in proposed.headers["Location"]) == (303, True)
    assert (await sessions(served))["debate-1"].phase is Phase.SCHEDULED
    await served.sign_in("layla")
    seen = await served.page("/staff/console")
    (proposal,) = set(re.findall(r"/proposals/([^/]+)/confirm", seen))
    told = " ".join(part(seen, "proposals").split())
    assert [(await sessions(served))[name].title["ar"] in told for name in ("debate-1", "debate-2")] == [True, True]
    assert (await served.send(f"proposals/{proposal}/confirm", seen)).status == 303
    merged = (await sessions(served))["debate-1"]
    assert (merged.phase, merged.merged_into) == (Phase.CANCELLED, "debate-2")


async def test_preview_has_the_words_of_screens_in_each_language(served: Served) -> None:
    await served.sign_in()
    fields = {"act": "move", "room": "R313"}
    told = await send(served, "sessions/closing/preview", **fields, as_program="1")
    (outgoing,) = (await told.json())["outgoing"]
    assert len(outgoing["texts"]) == len(served.board.languages)
    room = next(room for room in served.board.rooms if room.id == "R313")
    assert [name in text["lines"][0] for name, text in zip(room.name.values(), outgoing["texts"], strict=True)]
    page = await (await send(served, "sessions/closing/preview", **fields)).text()
    assert (outgoing["texts"][0]["own_name"] in page, 'class="outgoing-act"' in page) == (True, True)
    refused = await send(served, "sessions/closing/preview", act="delay", minutes="x")
    assert (refused.status, 'value="x"' in await refused.text()) == (422, True)
    assert (await sessions(served))["closing"].room != "R313"
