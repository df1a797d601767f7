"""Rehearsals and the debrief list in the API."""

import asyncio

from tests.conftest import client
from tests.support.board_program import Program, program

__all__ = ["client", "program"]

HEARD_WITHIN_S = 20.0
START = {"act": "start", "day": "2025-10-25", "at": "2025-10-25T08:00:00+07:00", "rate": 60}


async def read_rate(program: Program, token: str) -> int:
    """Return how many seconds the clock of the rehearsed board advances in a second."""
    async with program.client.get(f"/rehearsal/feed/v1/en/board.json?rehearsal={token}") as response:
        return int((await response.json())["rate"])


async def test_rehearsal_is_started_paced_and_ended(program: Program) -> None:
    assert (await program.read("rehearsal"))["code"] == "rehearsal.none"
    assert await program.act("rehearsal", **START | {"day": None}) == (422, "rehearsal.unknown_day")
    assert await program.act("rehearsal", **START | {"at": None}) == (422, "field.not_time")
    assert await program.act("rehearsal", **START | {"rate": 61}) == (422, "request.invalid")
    assert (await program.act("rehearsal", **START))[0] == 200
    assert await program.act("rehearsal", **START) == (409, "rehearsal.running")
    for act in ({"act": "pause"}, {"act": "rate", "rate": 5}, {"act": "set", "at": "2025-10-25T14:30:00+07:00"}):
        assert (await program.act("rehearsal", **act))[0] == 200
    shown = await program.read("rehearsal")
    assert (shown["shown_at"], shown["rate"], shown["speed"]) == ("2025-10-25T07:30:00Z", 5, 0)
    async with asyncio.timeout(HEARD_WITHIN_S):
        while await read_rate(program, shown["token"]) != 0:  # noqa: ASYNC110 - the board follows the clock of the database
            await asyncio.sleep(0.02)
    for act in ({"act": "resume"}, {"act": "reset", "at": "2025-10-25T09:00:00+07:00"}, {"act": "end"}):
        assert (await program.act("rehearsal", **act))[0] == 200
    assert await program.act("rehearsal", act="end") == (404, "rehearsal.none")


async def test_acts_of_the_board_work_in_the_rehearsal_alone(program: Program) -> None:
    await program.act("rehearsal", **START)
    own = "/rehearsal/api/v1/sessions"
    async with program.client.get(own, headers=program.header) as response:
        [session, *_] = (await response.json())["sessions"]
    body = {"verb": "open", "version": session["version"]}
    async with program.client.post(f"{own}/{session['id']}/moves", json=body, headers=program.header) as response:
        assert response.status == 200
    async with program.client.get(own, headers=program.header) as response:
        assert (await response.json())["sessions"][0]["phase"] == "in_session"
    assert (await program.read("sessions"))["sessions"][0]["phase"] == "scheduled"


async def test_notes_become_items_that_are_done(program: Program) -> None:
    assert await program.act("rehearsal/notes", text="late") == (404, "rehearsal.none")
    await program.act("rehearsal", **START)
    assert (await program.act("rehearsal/notes", text="Too dark", session="opening", cue="cue_1"))[0] == 200
    [note] = (await program.read("rehearsal/notes"))["notes"]
    assert (note["text"], note["cue"], note["shown_at"]) == ("Too dark", "cue_1", "2025-10-25T01:00:00Z")
    assert await program.act("debrief", act="add", text=" ") == (422, "rehearsal.text_missing")
    new = {"act": "add", "text": "More light", "note": note["id"], "deadline": "2025-10-20"}
    assert (await program.act("debrief", **new))[0] == 200
    [item] = (await program.read("debrief"))["items"]
    assert (item["note"], item["deadline"], item["done_at"]) == (note["id"], "2025-10-20", None)
    change = {"act": "change", "item": item["id"], "text": "Two more lamps", "owner": "Stage"}
    assert await program.act("debrief", **change) == (422, "api.version_missing")
    assert (await program.act("debrief", **change, version=1))[0] == 200
    assert await program.act("debrief", act="done", item=item["id"], version=1) == (409, "rehearsal.item_changed")
    for version, act in ((2, "done"), (3, "reopen")):
        assert (await program.act("debrief", act=act, item=item["id"], version=version))[0] == 200
    [item] = (await program.read("debrief"))["items"]
    assert (item["text"], item["owner"], item["version"]) == ("Two more lamps", "Stage", 4)
