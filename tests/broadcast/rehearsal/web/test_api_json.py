"""Rehearsals as JSON."""

from dataclasses import replace
from datetime import timedelta

from broadcast.rehearsal.web.api_json import rehearsal_out
from tests.broadcast.rehearsal.test_storage import REHEARSAL
from tests.support.board_samples import MORNING, NOON


def test_clock_of_an_ended_rehearsal_stands() -> None:
    running = replace(REHEARSAL, pace=replace(REHEARSAL.pace, is_paused=False))
    shown = rehearsal_out(running, now=MORNING + timedelta(seconds=10), token="t")
    assert (shown.shown_at, shown.speed) == (NOON + timedelta(minutes=10), 60)
    ended = rehearsal_out(replace(running, ended_at=MORNING), now=NOON, token="")
    assert (ended.shown_at, ended.speed, ended.rate) == (NOON, 0, 60)
