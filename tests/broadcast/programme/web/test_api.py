"""Changes of the programme in the API: one act, at the version seen, with its clashes."""

from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

from broadcast.board.actions.programme import load_programme
from broadcast.board.event_data import programme_of
from broadcast.feed.service import BOARD
from rostrum.roles import OPERATOR
from rostrum.runtime import Runtime
from tests.conftest import MORNING, client
from tests.support.api_tokens import add_owner, header_of
from tests.support.board_program import Program

__all__ = ["client"]

LATER = (MORNING + timedelta(hours=6)).isoformat()


@pytest.fixture
async def program(client: TestClient[web.Request, web.Application], runtime: Runtime) -> Program:
    operator = await add_owner(runtime, "son", OPERATOR)
    assert client.app is not None
    await load_programme(client.app[BOARD], programme_of(runtime.event), operator=operator)
    return Program(client, await header_of(runtime, operator))


async def send(program: Program, path: str, **body: Any) -> tuple[int, Any]:
    response = await program.client.post(f"/api/v1/{path}", json=body, headers=program.header)
    return response.status, await response.json()


async def test_programme_is_changed_at_the_version_seen(program: Program) -> None:
    listed = await program.read("sessions")
    one, seen = listed["sessions"][-1], listed["offset"]
    path = f"sessions/{one['id']}/changes"
    assert await program.act(path, act="delay", minutes=5) == (422, "api.version_missing")
    assert await program.act(path, act="dance", version=seen) == (422, "request.invalid")
    assert await program.act(path, act="agree_end", version=seen) == (422, "field.missing")
    assert await program.act(path, act="delay", minutes=5, version=seen) == (200, True)
    assert await program.act(path, act="delay", minutes=5, version=seen) == (409, "board.changed")
    assert await program.act("sessions/none/changes", act="postpone", version=seen) == (404, "board.unknown_key")
    early, late = ((MORNING + timedelta(hours=hours)).isoformat() for hours in (5, 6))
    before = {"act": "move", "starts_at": late, "ends_at": early, "version": seen + 1}
    assert await program.act(path, **before) == (422, "programme.end_before_start")
    no_time = {"act": "agree_end", "ends_at": "2025-10-25T25:61:00+07:00", "version": seen + 1}
    assert await program.act(path, **no_time) == (422, "request.invalid")
    assert await program.act(path, act="cancel", version=seen + 1) == (409, "proposal.two_needed")
    merge = {"act": "merge", "into": "closing", "version": seen + 1}
    assert await program.act(path, **merge) == (409, "proposal.two_needed")
    far = (MORNING + timedelta(days=4000)).isoformat()
    assert await program.act(path, act="move", starts_at=far, version=seen) == (422, "field.not_date")


async def test_clash_is_previewed_and_confirmed_by_its_code(program: Program) -> None:
    listed = await program.read("sessions")
    first, second = listed["sessions"][:2]
    body = {"act": "move", "room": first["room"], "starts_at": LATER, "version": listed["offset"]}
    assert await program.act(f"sessions/{first['id']}/changes", **body) == (200, True)
    body["version"] += 1
    status, preview = await send(program, f"sessions/{second['id']}/changes/preview", **body)
    (clash,) = (one for one in preview["clashes"] if first["id"] in one["sessions"])
    assert (status, clash["kind"], clash["room"]) == (200, "room", first["room"])
    assert await program.act(f"sessions/{second['id']}/changes", **body) == (409, "programme.clashes")
    body["confirmed"] = [one["code"] for one in preview["clashes"]]
    assert await program.act(f"sessions/{second['id']}/changes", **body) == (200, True)
