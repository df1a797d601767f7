"""Screens in the API, and what their devices ask."""

from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from broadcast.feed.identity.proofs import public_text
from tests.conftest import client
from tests.support.board_program import Program, program

__all__ = ["client", "program"]

PLAN = {"address": "/ar/screens/lobby", "place": "Entrance", "room": ""}


def new_key() -> str:
    return public_text(ec.generate_private_key(ec.SECP256R1()))


async def ask(program: Program, key: str) -> dict[str, Any]:
    response = await program.client.post("/screens/pairing", json={"public_key": key})
    assert response.status == 200
    answer: dict[str, Any] = await response.json()
    return answer


async def test_program_pairs_assigns_and_removes_screens(program: Program) -> None:
    keys = [new_key(), new_key()]
    asked = [await ask(program, key) for key in keys]
    assert [one["state"] for one in asked] == ["waiting", "waiting"]
    assert asked[0]["approve_at"].endswith(f"/staff/screens?code={asked[0]['code']}")
    listed = await program.read("screens")
    assert {one["code"] for one in listed["requests"]} == {one["code"] for one in asked}
    wanted = [{"code": one["code"], "name": "lobby-1", "plan": PLAN} for one in asked]
    response = await program.client.post(
        "/api/v1/screen-requests/acts", json={"act": "approve", "requests": wanted}, headers=program.header
    )
    results = (await response.json())["results"]
    assert [one["error"] for one in results] == [None, "screen.name_taken"]
    assert (await ask(program, keys[0]))["address"] == PLAN["address"]
    acts = "screens/lobby-1/acts"
    assert (await program.act(acts, act="assign", version=1))[1] == "field.missing"
    assert (await program.act(acts, act="assign", version=1, plan={"address": "/staff"}))[1] == "screen.address_wrong"
    assert (await program.act(acts, act="assign", version=1, plan={**PLAN, "place": "x" * 300}))[0] == 422
    assert (await program.act(acts, act="remove", version=1))[1] == "screen.still_paired"
    assert (await program.act(acts, act="assign", version=1, plan={"address": "/fr/screens/lobby"}))[0] == 200
    assert (await program.act(acts, act="unpair", version=1))[1] == "screen.changed"
    await program.act(acts, act="unpair", version=2)
    assert [one["paired"] for one in (await program.read("screens"))["screens"]] == [False]
    assert (await ask(program, keys[0]))["state"] == "waiting"
    await program.act(acts, act="remove", version=3)
    rejected = {"act": "reject", "requests": [{"code": asked[1]["code"]}]}
    assert (await program.act("screen-requests/acts", **rejected))[0] == 200
    assert (await ask(program, keys[1]))["state"] == "rejected"
    assert (await program.read("screens"))["screens"] == []
