"""Alerts in the API."""

from tests.conftest import client
from tests.support.board_program import Program, program

__all__ = ["client", "program"]

PATH = "alerts"


async def test_program_drafts_publishes_and_clears_an_exercise(program: Program) -> None:
    assert (await program.act(PATH, status="real", prepared="evacuate"))[0] == 422
    assert await program.act(PATH, status="exercise", texts={"en": {"headline": "Leave"}}) == (422, "alert.incomplete")
    assert (await program.act(PATH, status="exercise", prepared="evacuate", places=["attic"]))[
        1
    ] == "alert.unknown_place"
    assert (await program.act(PATH, status="exercise", prepared="evacuate"))[0] == 200
    [draft] = (await program.read(PATH))["alerts"]
    assert (draft["state"], draft["status"], draft["live"]) == ("draft", "exercise", False)
    acts = f"{PATH}/{draft['id']}/acts"
    assert (await program.act(acts, act="publish", version=2))[1] == "alert.changed"
    assert (await program.act(acts, act="publish", version=1))[0] == 200
    assert (await program.act(acts, act="all_clear", version=2))[0] == 200
    live, clear = (await program.read(PATH))["alerts"]
    assert (live["live"], clear["all_clear"], clear["type"]) == (True, True, "update")
    assert (await program.act(f"{PATH}/{clear['id']}/acts", act="discard", version=1))[0] == 200
    assert (await program.act(f"{PATH}/alt_none/acts", act="discard", version=1))[0] == 404


async def test_token_of_the_author_is_no_second_person(program: Program) -> None:
    await program.act(PATH, status="actual", prepared="shelter")
    [draft] = (await program.read(PATH))["alerts"]
    acts = f"{PATH}/{draft['id']}/acts"
    assert (await program.act(acts, act="publish", version=1))[1] == "alert.second_person"
    assert (await program.act(acts, act="publish", version=1, reason="Fire in the hall"))[0] == 200
