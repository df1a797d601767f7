"""The board in the API: sessions, speakers, announcements, and the operator's acts."""

from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

from broadcast.board.actions.programme import load_programme
from broadcast.board.event_data import programme_of
from broadcast.feed.service import BOARD
from conference.languages import LANGUAGES
from rostrum.roles import DOOR, OPERATOR
from rostrum.runtime import Runtime
from tests.conftest import MORNING, client
from tests.support.api_tokens import add_owner, header_of, make_header

__all__ = ["client"]

Client = TestClient[web.Request, web.Application]
ROOT = "/api/v1"


class Program:
    """A program of an operator."""

    def __init__(self, client: Client, header: Any) -> None:
        self.client, self.header = client, header

    async def read(self, path: str) -> Any:
        return await (await self.client.get(f"{ROOT}/{path}", headers=self.header)).json()

    async def act(self, path: str, **body: Any) -> tuple[int, Any]:
        response = await self.client.post(f"{ROOT}/{path}", json=body, headers=self.header)
        answer = await response.json()
        return response.status, answer.get("changed", answer.get("code"))


@pytest.fixture
async def program(client: Client, runtime: Runtime) -> Program:
    operator = await add_owner(runtime, "son", OPERATOR)
    assert client.app is not None
    await load_programme(client.app[BOARD], programme_of(runtime.event), operator=operator)
    return Program(client, await header_of(runtime, operator))


async def test_session_is_moved_at_the_version_seen(program: Program) -> None:
    one = (await program.read("sessions"))["sessions"][0]
    path = f"sessions/{one['id']}/moves"
    assert await program.act(path, verb="open") == (422, "api.version_missing")
    late = (MORNING + timedelta(days=4000)).isoformat()
    assert await program.act(path, verb="delay", until=late, version=one["version"]) == (422, "field.not_date")
    assert await program.act(path, verb="open", version=one["version"]) == (200, True)
    assert await program.act(path, verb="open", version=one["version"]) == (409, "board.changed")
    moved = next(each for each in (await program.read("sessions"))["sessions"] if each["id"] == one["id"])
    assert (moved["phase"], moved["version"] > one["version"]) == ("in_session", True)
    assert await program.act("sessions/unknown/moves", verb="open", version=1) == (404, "board.unknown_key")


async def test_floor_is_given_and_taken(program: Program, runtime: Runtime) -> None:
    with_speakers = runtime.event.speakers[0].session
    session = next(one for one in (await program.read("sessions"))["sessions"] if one["id"] == with_speakers)
    await program.act(f"sessions/{with_speakers}/moves", verb="open", version=session["version"])
    path = f"sessions/{with_speakers}/speakers"
    listed = await program.read(path)
    assert await program.act(path, act="next", version=listed["version"]) == (200, True)
    now = await program.read(path)
    assert now["speakers"][0]["turn"] == "speaking"
    assert await program.act(path, act="end", version=now["version"]) == (200, True)
    for act in ("give", "skip", "reinstate"):
        unknown = await program.act(path, act=act, speaker="x", version=now["version"] + 9)
        assert unknown[0] in (404, 409)
    assert (await program.read("sessions/unknown/speakers"))["code"] == "board.unknown_key"


async def test_announcement_is_posted_and_withdrawn(program: Program) -> None:
    assert await program.act("announcements", text={"en": "x"}) == (422, "announcement.incomplete")
    text = {code: f"Text {code}" for code in LANGUAGES}
    assert await program.act("announcements", text=text) == (200, True)
    one = (await program.read("announcements"))["announcements"][0]
    assert one["text"]["en"] == "Text en"
    path = f"announcements/{one['id']}/withdrawal"
    assert await program.act(path, version=one["version"]) == (200, True)
    assert (await program.read("announcements"))["announcements"] == []


async def test_other_roles_do_not_operate_the_board(program: Program, runtime: Runtime) -> None:
    program.header = await make_header(runtime, DOOR)
    assert (await program.read("sessions"))["code"] == "role.missing"
    assert await program.act("announcements", text={}) == (403, "role.missing")


async def test_signature_is_recorded_removed_and_undone(program: Program) -> None:
    before = await program.read("signatures")
    path, version = "signatures", before["version"]
    assert await program.act(path, act="record", country="VN") == (422, "api.version_missing")
    assert await program.act(path, act="record", country="XX", version=version) == (422, "signing.unknown_country")
    assert await program.act(path, act="record", country="VN", version=version) == (200, True)
    assert await program.act(path, act="record", country="VN", version=version) == (409, "board.changed")
    signed = await program.read(path)
    assert [one["country"] for one in signed["signatures"]][-1] == "VN"
    assert await program.act("undo", key="tally", version=signed["version"]) == (200, True)
    undone = await program.read(path)
    assert undone["signatures"] == before["signatures"]
    assert (await program.act(path, act="remove", country="VN", version=undone["version"]))[0] == 404
    assert await program.act("undo", key="unknown", version=1) == (404, "board.unknown_key")
