"""The phases of a session."""

from datetime import timedelta

import pytest

from broadcast.board.domain.sessions import REFUSALS, TRANSITIONS, Phase, Reason, Verb, allowed_verbs, move
from conference.errors import RuleError
from tests.support.board_samples import MORNING, NOON, session

LATER = NOON + timedelta(hours=1)


def test_every_move_is_either_in_the_table_or_refused_by_name() -> None:
    everything = {(phase, verb) for phase in Phase for verb in Verb}
    assert set(TRANSITIONS) | set(REFUSALS) == everything
    assert not set(TRANSITIONS) & set(REFUSALS)


def test_nothing_leads_out_of_adjourned() -> None:
    assert allowed_verbs(Phase.ADJOURNED) == ()


def test_every_phase_can_be_reached() -> None:
    assert {*TRANSITIONS.values()} == set(Phase)


@pytest.mark.parametrize(("phase", "verb"), TRANSITIONS)
def test_move_leads_where_the_table_says(phase: Phase, verb: Verb) -> None:
    moved = move(session(phase=phase, since=MORNING), verb, now=NOON, until=LATER)
    assert moved.phase is TRANSITIONS[phase, verb]


@pytest.mark.parametrize(("phase", "verb"), REFUSALS)
def test_move_refuses_everything_else_with_its_reason(phase: Phase, verb: Verb) -> None:
    with pytest.raises(RuleError) as refusal:
        move(session(phase=phase), verb, now=NOON, until=LATER)
    assert refusal.value.code == REFUSALS[phase, verb]
    assert refusal.value.params == {"phase": phase.value}


def test_open_says_since_when_and_forgets_the_delay() -> None:
    delayed = move(session(), Verb.DELAY, now=MORNING, until=NOON, reason=Reason.PROTOCOL)
    opened = move(delayed, Verb.OPEN, now=NOON)
    assert (opened.phase, opened.since, opened.until, opened.reason) == (Phase.IN_SESSION, NOON, None, None)


def test_delay_keeps_the_plan_and_says_the_new_time_and_why() -> None:
    delayed = move(session(), Verb.DELAY, now=MORNING, until=NOON, reason=Reason.WEATHER)
    assert (delayed.starts_at, delayed.until, delayed.reason) == (MORNING, NOON, Reason.WEATHER)


def test_second_delay_keeps_since() -> None:
    first = move(session(), Verb.DELAY, now=MORNING, until=NOON)
    second = move(first, Verb.DELAY, now=MORNING + timedelta(minutes=5), until=LATER)
    assert (second.since, second.until) == (MORNING, LATER)


def test_delay_of_a_suspended_session_moves_its_resumption() -> None:
    suspended = move(session(phase=Phase.IN_SESSION, since=MORNING), Verb.SUSPEND, now=NOON, until=None)
    moved = move(suspended, Verb.DELAY, now=NOON, until=LATER)
    assert (moved.phase, moved.since, moved.until) == (Phase.SUSPENDED, NOON, LATER)


def test_resume_counts_from_the_resumption() -> None:
    suspended = session(phase=Phase.SUSPENDED, since=MORNING, until=NOON, reason=Reason.RECESS)
    resumed = move(suspended, Verb.RESUME, now=NOON)
    assert (resumed.since, resumed.until, resumed.reason) == (NOON, None, None)


def test_reinstate_leaves_no_trace_of_the_change() -> None:
    cancelled = move(session(), Verb.CANCEL, now=MORNING, reason=Reason.SECURITY)
    assert move(cancelled, Verb.REINSTATE, now=NOON) == session()


def test_delay_without_a_time_is_refused() -> None:
    with pytest.raises(RuleError, match=r"session\.until_missing"):
        move(session(), Verb.DELAY, now=MORNING)


@pytest.mark.parametrize("verb", [Verb.DELAY, Verb.POSTPONE])
def test_past_time_is_refused(verb: Verb) -> None:
    with pytest.raises(RuleError, match=r"session\.until_past"):
        move(session(), verb, now=NOON, until=NOON)


@pytest.mark.parametrize("verb", [Verb.DELAY, Verb.POSTPONE])
@pytest.mark.parametrize("phase", [Phase.SCHEDULED, Phase.DELAYED])
@pytest.mark.parametrize("before", [timedelta(0), timedelta(minutes=1), timedelta(hours=9)])
def test_start_before_the_planned_one_is_refused(verb: Verb, phase: Phase, before: timedelta) -> None:
    banquet = session(starts_at=LATER, phase=phase)
    with pytest.raises(RuleError, match=r"session\.until_before_start"):
        move(banquet, verb, now=LATER - timedelta(hours=10), until=LATER - before)


def test_resumption_may_be_at_any_time_to_come() -> None:
    suspended = session(starts_at=LATER, phase=Phase.SUSPENDED, since=MORNING)
    assert move(suspended, Verb.DELAY, now=MORNING, until=NOON).until == NOON


def test_verbs_that_take_no_time_ignore_it() -> None:
    assert move(session(), Verb.OPEN, now=MORNING, until=NOON).until is None
