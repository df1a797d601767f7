"""Private sessions in the API: for the officer alone, and in no byte that others get."""

from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

from broadcast.board.actions.programme import load_programme
from broadcast.board.event_data import programme_of
from broadcast.feed.service import BOARD, FEED
from conference.languages import LANGUAGES
from rostrum.roles import OPERATOR, PRIVATE_SESSIONS_OFFICER
from rostrum.runtime import Runtime
from tests.conftest import client
from tests.support.api_tokens import add_owner, header_of
from tests.support.board_program import Program
from tests.support.board_samples import CANARY, text

__all__ = ["client"]

HOURS = {"starts_at": "2025-10-25T12:00:00+00:00", "ends_at": "2025-10-25T13:00:00+00:00"}


@pytest.fixture
async def programs(client: TestClient[web.Request, web.Application], runtime: Runtime) -> dict[str, Program]:
    """Programs of an officer of private sessions and of an operator."""
    officer = await add_owner(runtime, "hoa", OPERATOR, PRIVATE_SESSIONS_OFFICER)
    operator = await add_owner(runtime, "son", OPERATOR)
    assert client.app is not None
    await load_programme(client.app[BOARD], programme_of(runtime.event), operator=operator)
    headers = {"officer": await header_of(runtime, officer), "operator": await header_of(runtime, operator)}
    return {name: Program(client, header) for name, header in headers.items()}


async def test_private_session_is_in_no_byte_of_others(programs: dict[str, Program]) -> None:
    """Covers B18."""
    officer, operator = programs["officer"], programs["operator"]
    room = (await operator.read("sessions"))["sessions"][0]["room"]
    body: dict[str, Any] = {"title": text(CANARY), "kind": "bilateral_meeting", "room": room, **HOURS}
    path = "private-sessions/talk/acts"
    assert await operator.act(path, act="add", **body) == (403, "role.missing")
    assert await officer.act(path, act="add", **body) == (200, True)
    assert await officer.act(path, act="change", room=room) == (422, "api.version_missing")
    assert CANARY in repr(await officer.read("private-sessions"))
    client = operator.client
    assert client.app is not None
    await client.app[FEED].hub.refresh()
    move = {"act": "move", "room": room, "starts_at": HOURS["starts_at"], "version": 1}
    some = (await operator.read("sessions"))["sessions"][-1]["id"]
    asked = await client.post(f"/api/v1/sessions/{some}/changes/preview", json=move, headers=operator.header)
    seen = [await asked.text(), repr(await operator.read("sessions")), repr(await operator.read("private-sessions"))]
    for language in LANGUAGES:
        for page in (f"/feed/v1/{language}/board.json", f"/{language}/"):
            seen.append(await (await client.get(page)).text())
    assert '"code":"room:' in seen[0]
    assert [answer for answer in seen if CANARY in answer or '"talk"' in answer or ":talk" in answer] == []


async def test_it_is_published_with_two_permissions_and_an_answer(programs: dict[str, Program]) -> None:
    officer = programs["officer"]
    room = (await officer.read("sessions"))["sessions"][0]["room"]
    body: dict[str, Any] = {"title": text("Talk"), "kind": "bilateral_meeting", "room": room, **HOURS}
    path = "private-sessions/talk/acts"
    await officer.act(path, act="add", **body)
    assert await officer.act(path, act="cancel", version=1) == (200, True)
    assert await officer.act(path, act="publish", version=2, sure=True) == (409, "private.is_cancelled")
    assert await officer.act(path, act="undo", version=2) == (200, True)
    assert await officer.act(path, act="publish", version=3) == (409, "private.unconfirmed")
    assert await officer.act(path, act="publish", version=3, sure=True) == (200, True)
    listed = await officer.read("sessions")
    assert "talk" in {one["id"] for one in listed["sessions"]}
    assert await officer.act("undo", key="session/talk", version=listed["offset"]) == (200, True)
    assert [one["id"] for one in (await officer.read("private-sessions"))["sessions"]] == ["talk"]
