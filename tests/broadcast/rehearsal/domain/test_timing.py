"""The pace of a rehearsal: faster, paused, set to another time."""

from datetime import timedelta

import pytest

from broadcast.rehearsal.domain import timing
from broadcast.rehearsal.domain.timing import Pace
from conference.errors import InvalidError
from tests.support.board_samples import MORNING, NOON

START = Pace(set_at=MORNING, shown_at=NOON, rate=60)


@pytest.mark.parametrize("rate", [1, 7, 60])
def test_time_runs_at_the_rate(rate: int) -> None:
    pace = Pace(set_at=MORNING, shown_at=NOON, rate=rate)
    assert pace.time_at(MORNING + timedelta(seconds=10)) == NOON + timedelta(seconds=10 * rate)


def test_another_rate_goes_on_from_the_time_shown() -> None:
    at = MORNING + timedelta(minutes=1)
    pace = timing.with_rate(START, 1, now=at)
    assert pace.time_at(at) == START.time_at(at)
    assert pace.time_at(at + timedelta(seconds=5)) == START.time_at(at) + timedelta(seconds=5)


@pytest.mark.parametrize("rate", [-1, 0, 61])
def test_rate_outside_the_bounds_is_refused(rate: int) -> None:
    with pytest.raises(InvalidError, match=r"rehearsal\.rate"):
        timing.with_rate(START, rate, now=MORNING)


def test_paused_time_stands_and_goes_on_at_its_rate() -> None:
    at = MORNING + timedelta(minutes=1)
    stopped = timing.paused(START, now=at)
    assert (stopped.speed, stopped.time_at(NOON)) == (0, START.time_at(at))
    running = timing.resumed(stopped, now=NOON)
    assert running.time_at(NOON + timedelta(seconds=2)) == START.time_at(at) + timedelta(minutes=2)


@pytest.mark.parametrize("is_paused", [False, True])
def test_jump_keeps_rate_and_pause(is_paused: bool) -> None:
    pace = Pace(set_at=MORNING, shown_at=NOON, rate=30, is_paused=is_paused)
    back = timing.jumped(pace, MORNING, now=NOON)
    assert (back.time_at(NOON), back.rate, back.is_paused) == (MORNING, 30, is_paused)


@pytest.mark.parametrize("days", [-32, 32])
def test_jump_to_another_season_is_refused(days: int) -> None:
    with pytest.raises(InvalidError, match=r"rehearsal\.too_far"):
        timing.jumped(START, NOON + timedelta(days=days), now=MORNING)
