"""The register of signatories and the call in the API."""

from typing import Any

from tests.conftest import client
from tests.support.board_program import Program, program

__all__ = ["client", "program"]

PATH = "signatories"


async def read_entry(program: Program, country: str) -> Any:
    """The entry of a State."""
    return next(one for one in (await program.read(PATH))["signatories"] if one["country"] == country)


async def change(program: Program, **body: Any) -> tuple[int, Any]:
    """Send an act; return the status with the entry or the code of the refusal."""
    response = await program.client.post(f"/api/v1/{PATH}", json=body, headers=program.header)
    answer = await response.json()
    return response.status, answer if response.status == 200 else answer["code"]


async def test_signer_and_full_powers_are_recorded_at_the_version_seen(program: Program) -> None:
    entry = await read_entry(program, "VN")
    signer = {"act": "signer", "country": "VN", "name": " Lương  Cường ", "rank": "President"}
    assert await change(program, **signer) == (422, "api.version_missing")
    status, stored = await change(program, **signer, version=entry["version"])
    assert (status, stored["signer"], stored["rank"]) == (200, "Lương Cường", "President")
    assert await change(program, act="check", country="VN", version=entry["version"]) == (
        409,
        "signing.register_changed",
    )
    _, checked = await change(program, act="check", country="VN", version=stored["version"])
    assert checked["powers_checked_at"]
    _, declined = await change(program, act="decline", country="VN", version=checked["version"])
    assert declined["declined_at"]
    assert (await change(program, act="badge", country="VN", badge="D-9", version=declined["version"]))[0] == 422
    assert await read_entry(program, "VN") == declined


async def test_state_is_added_and_moved_once(program: Program) -> None:
    assert await change(program, act="add", country="XX") == (422, "signing.unknown_country")
    known = {one["country"] for one in (await program.read(PATH))["signatories"]}
    new = next(code for code in ("AD", "AG", "MC", "SM") if code not in known)
    header = program.header | {"Idempotency-Key": "add-1"}
    answers = [
        await program.client.post(f"/api/v1/{PATH}", json={"act": "add", "country": new}, headers=header)
        for _ in range(2)
    ]
    assert [one.status for one in answers] == [200, 200]
    assert await change(program, act="add", country=new) == (409, "signing.on_register")
    assert await change(program, act="move", country=new) == (422, "field.missing")
    status, moved = await change(program, act="move", country=new, place=1)
    assert (status, moved["place"]) == (200, 1)


async def test_state_is_called_at_the_version_seen(program: Program) -> None:
    calling = (await program.read(PATH))["calling"]
    first, second = calling["upcoming"][:2]
    assert await program.act(f"{PATH}/call", country=second, version=calling["version"]) == (200, True)
    assert await program.act(f"{PATH}/call", country=first, version=calling["version"]) == (409, "board.changed")
    assert (await program.read(PATH))["calling"]["called"] == second
