"""What templates of scripts share."""

from broadcast.scripts.domain.signing import ScriptState
from broadcast.scripts.services import ScriptServices
from broadcast.scripts.web.context import CHIPS, STATES, plan_script, shared_values
from tests.support.scripts import NINE, cue, script_session


def test_every_state_has_a_text_and_a_chip() -> None:
    assert set(STATES) == set(CHIPS) == {state.value for state in ScriptState}


def test_cues_are_planned_from_the_start_of_the_session(services: ScriptServices) -> None:
    (planned,) = plan_script(services, script_session("opening"), (cue("a"),))
    assert planned.starts_at == NINE
    assert [one.code for one in shared_values(services)["spoken_languages"]] == list(services.languages)
