"""Interpretation in the API."""

from tests.conftest import client
from tests.support.board_program import Program, program

__all__ = ["client", "program"]

PATH = "sessions/opening/interpretation"


async def test_program_sets_loses_and_agrees(program: Program) -> None:
    assert (await program.read(PATH))["code"] == "board.unknown_key"
    channels = [{"number": 1, "language": "en"}, {"number": 2, "language": "fr"}]
    offset = (await program.read("sessions"))["offset"]
    assert await program.act(PATH, act="set", channels=channels, version=offset) == (200, True)
    version = (await program.read(PATH))["version"]
    assert await program.act(PATH, act="lose", language="fr", version=version) == (200, True)
    state = await program.read(PATH)
    assert (state["lost"], state["channels"]) == (["fr"], channels)
    twice = {"act": "set", "channels": channels * 2, "version": state["version"]}
    assert await program.act(PATH, **twice) == (409, "interpretation.channel_twice")
    past = {"act": "agree", "until": "2025-10-24T00:00:00Z", "version": state["version"]}
    assert await program.act(PATH, **past) == (409, "interpretation.until_past")
    assert await program.act(PATH, act="restore", language="fr", version=state["version"]) == (200, True)
