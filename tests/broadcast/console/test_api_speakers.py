"""Lists of speakers in the API."""

from typing import Any

import pytest

from rostrum.runtime import Runtime
from tests.conftest import client
from tests.support.board_program import Program, program

__all__ = ["client", "program"]

Listed = dict[str, Any]


@pytest.fixture
async def path(program: Program, runtime: Runtime) -> str:
    """The list of a session that is in progress."""
    with_speakers = runtime.event.speakers[0].session
    sessions = (await program.read("sessions"))["sessions"]
    version = next(one["version"] for one in sessions if one["id"] == with_speakers)
    await program.act(f"sessions/{with_speakers}/moves", verb="open", version=version)
    return f"sessions/{with_speakers}/speakers"


async def read_list(program: Program, path: str) -> Listed:
    listed: Listed = await program.read(path)
    return listed


async def test_floor_is_given_and_taken(program: Program, path: str) -> None:
    listed = await read_list(program, path)
    assert await program.act(path, act="next", version=listed["version"]) == (200, True)
    now = await read_list(program, path)
    assert now["speakers"][0]["turn"] == "speaking"
    assert await program.act(path, act="pause", version=now["version"]) == (200, True)
    paused = await read_list(program, path)
    assert (paused["speakers"][0]["is_paused"], paused["speakers"][0]["used_s"]) == (True, 0.0)
    assert await program.act(path, act="end", version=paused["version"]) == (200, True)
    for act in ("give", "skip", "reinstate"):
        unknown = await program.act(path, act=act, speaker="x", version=paused["version"] + 9)
        assert unknown[0] in (404, 409)
    assert (await program.read("sessions/unknown/speakers"))["code"] == "board.unknown_key"


async def test_list_is_ordered_extended_and_limited(program: Program, path: str) -> None:
    listed = await read_list(program, path)
    order = [one["id"] for one in listed["speakers"]][::-1]
    assert await program.act(f"{path}/order", order=order, version=listed["version"]) == (200, True)
    changed = await read_list(program, path)
    assert [one["id"] for one in changed["speakers"]] == order
    assert await program.act(f"{path}/limits", limits={"": 180}, version=changed["version"]) == (200, True)
    version = (await read_list(program, path))["version"]
    names = {"country": "XX"}
    assert await program.act(f"{path}/entries", **names, version=version) == (422, "speakers.entry_invalid")
    refused = await program.act(f"{path}/limits", limits={"king": 180}, version=version)
    assert refused == (422, "speakers.limit_invalid")


async def test_waiting_speakers_are_struck_off_at_the_end(program: Program, path: str) -> None:
    session = path.split("/")[1]
    sessions = (await program.read("sessions"))["sessions"]
    version = next(one["version"] for one in sessions if one["id"] == session)
    moved = await program.act(f"sessions/{session}/moves", verb="adjourn", waiting="struck", version=version)
    assert moved == (200, True)
    assert (await read_list(program, path))["speakers"] == []
