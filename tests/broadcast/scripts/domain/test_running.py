"""A running script: the current cue, the next, the delay."""

from datetime import time, timedelta

import pytest

from broadcast.scripts.domain.cues import plan_cues
from broadcast.scripts.domain.running import CueProgress, RunAct, act_on_run, expect_cues, view_run
from conference.errors import RuleError
from tests.support.scripts import HANOI, NINE, cue

CUES = (cue("a"), cue("b"), cue("c"))
PLANNED = plan_cues(CUES, starts_at=NINE, zone=HANOI)
LATER = NINE + timedelta(minutes=7)
RUNNING = CueProgress(cue_id="a", started_at=NINE)


def test_next_ends_the_cue_that_runs_and_starts_the_following() -> None:
    first = act_on_run(CUES, {}, RunAct.NEXT, "", now=NINE)
    assert first.saved == (RUNNING,)
    second = act_on_run(CUES, {"a": RUNNING}, RunAct.NEXT, "", now=LATER)
    assert second.saved == (
        CueProgress(cue_id="a", started_at=NINE, done_at=LATER),
        CueProgress(cue_id="b", started_at=LATER),
    )


def test_last_cue_is_ended_and_then_nothing_is_left() -> None:
    last = CueProgress(cue_id="c", started_at=NINE)
    ended = act_on_run(CUES, {"c": last}, RunAct.NEXT, "", now=LATER)
    assert [one.done_at for one in ended.saved] == [LATER]
    with pytest.raises(RuleError, match=r"script\.run_over"):
        act_on_run(CUES, {"c": ended.saved[0]}, RunAct.NEXT, "", now=LATER)


def test_named_cue_is_started_ended_and_reset() -> None:
    assert [one.cue_id for one in act_on_run(CUES, {}, RunAct.START, "c", now=NINE).saved] == ["c"]
    assert act_on_run(CUES, {"a": RUNNING}, RunAct.DONE, "a", now=LATER).saved[0].done_at == LATER
    assert act_on_run(CUES, {"a": RUNNING}, RunAct.RESET, "a", now=LATER).removed == ("a",)


@pytest.mark.parametrize(
    ("act", "cue_id", "code"),
    [
        (RunAct.START, "gone", "not_in_script"),
        (RunAct.START, "a", "started_already"),
        (RunAct.DONE, "b", "not_started"),
        (RunAct.RESET, "b", "not_started"),
    ],
)
def test_impossible_acts_are_refused(act: RunAct, cue_id: str, code: str) -> None:
    with pytest.raises(RuleError, match=rf"script\.{code}"):
        act_on_run(CUES, {"a": RUNNING}, act, cue_id, now=LATER)


def test_view_has_the_current_cue_the_following_and_the_delay() -> None:
    progress = {
        "a": CueProgress(cue_id="a", started_at=NINE, done_at=LATER),
        "b": CueProgress(cue_id="b", started_at=LATER),
    }
    view = view_run(PLANNED, progress)
    assert view.current is not None
    assert view.following is not None
    assert (view.current.cue.id, view.following.cue.id) == ("b", "c")
    assert view.late == timedelta(minutes=2)
    assert view_run(PLANNED, {}).following == PLANNED[0]


APPOINTED = plan_cues((*CUES, cue("d", at=time(9, 30))), starts_at=NINE, zone=HANOI)


def minutes_expected(*begun: CueProgress, late: int = 0) -> dict[str, int]:
    """Minutes after nine at which the cues to come are expected."""
    expected = expect_cues(APPOINTED, {one.cue_id: one for one in begun}, late=timedelta(minutes=late))
    return {name: round((at - NINE).total_seconds() / 60) for name, at in expected.items()}


def test_delay_of_the_session_moves_every_cue() -> None:
    assert minutes_expected() == {"a": 0, "b": 5, "c": 10, "d": 30}
    assert minutes_expected(late=20) == {"a": 20, "b": 25, "c": 30, "d": 50}


def test_expected_times_follow_what_has_begun() -> None:
    began_late = CueProgress(cue_id="a", started_at=NINE + timedelta(minutes=20))
    assert minutes_expected(began_late, late=90) == {"b": 25, "c": 30, "d": 50}
    took_long = CueProgress(cue_id="a", started_at=NINE, done_at=NINE + timedelta(minutes=12))
    assert minutes_expected(took_long) == {"b": 12, "c": 17, "d": 30}
    overran = CueProgress(cue_id="c", started_at=NINE + timedelta(minutes=40))
    assert minutes_expected(took_long, overran) == {"d": 45}
