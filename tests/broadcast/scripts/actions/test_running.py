"""The running of a script by several people."""

import pytest

from broadcast.scripts.actions.reading import read_run_tag, read_running
from broadcast.scripts.actions.running import note_deviation, run_script, withdraw_deviation
from broadcast.scripts.domain.running import RunAct
from broadcast.scripts.services import ScriptServices
from conference.errors import ConflictError, InvalidError, NotFoundError, RuleError
from tests.support.scripts import OPERATES, SIGNS, write_script


async def test_second_of_two_people_is_told_that_the_first_was_faster(services: ScriptServices) -> None:
    await write_script(services, "Anthem", "Speech")
    before = await read_run_tag(services, "opening", staff=OPERATES)
    await run_script(services, "opening", RunAct.NEXT, seen=0, staff=OPERATES)
    assert await read_run_tag(services, "opening", staff=OPERATES) != before
    with pytest.raises(ConflictError, match=r"script\.run_changed"):
        await run_script(services, "opening", RunAct.NEXT, seen=0, staff=SIGNS)
    running = await read_running(services, "opening", staff=SIGNS)
    assert len(running.progress) == 1


async def test_deviations_are_noted_and_withdrawn(services: ScriptServices) -> None:
    script = await write_script(services, "Anthem")
    await note_deviation(services, "opening", script.cues[0].id, "Micro 2 muet", staff=OPERATES)
    (noted,) = (await read_running(services, "opening", staff=SIGNS)).deviations
    assert (noted.text, noted.name) == ("Micro 2 muet", "Operator")
    await withdraw_deviation(services, "opening", noted.id, staff=SIGNS)
    assert (await read_running(services, "opening", staff=SIGNS)).deviations == []
    with pytest.raises(NotFoundError):
        await withdraw_deviation(services, "opening", noted.id, staff=SIGNS)


async def test_empty_notes_and_scripts_are_refused(services: ScriptServices) -> None:
    with pytest.raises(RuleError, match=r"script\.empty"):
        await run_script(services, "opening", RunAct.NEXT, seen=0, staff=OPERATES)
    with pytest.raises(InvalidError):
        await note_deviation(services, "opening", "", "", staff=OPERATES)
