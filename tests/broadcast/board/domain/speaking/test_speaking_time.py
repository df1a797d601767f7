"""Time limits and timers of statements."""

from datetime import timedelta

import pytest

from broadcast.board.domain.speaking.speaking_time import (
    SpeakerClass,
    SpeakingRules,
    Timer,
    extend_limit,
    limit_of,
    pause_timer,
    resume_timer,
    stop_timer,
    used_time,
)
from conference.errors import RuleError
from tests.support.board_samples import MORNING, text

RULES = SpeakingRules(classes=(SpeakerClass(code="minister", name=text("Minister"), limit_s=300),))


@pytest.mark.parametrize(
    ("speaker_class", "reply", "expected"),
    [("minister", 0, 300), ("guest", 0, 240), ("", 0, None), ("minister", 1, 600), ("minister", 2, 300)],
)
def test_limit_is_of_class_session_or_reply(speaker_class: str, reply: int, expected: int | None) -> None:
    assert limit_of(speaker_class, reply, limits={"guest": 240}, rules=RULES) == expected


def test_session_limit_replaces_that_of_the_event() -> None:
    assert limit_of("minister", 0, limits={"minister": 120}, rules=RULES) == 120


def test_pauses_do_not_count_as_used_time() -> None:
    paused = pause_timer(Timer(limit_s=300), MORNING + timedelta(seconds=100))
    assert used_time(MORNING, paused, until=MORNING + timedelta(hours=1)) == timedelta(seconds=100)
    running = resume_timer(paused, MORNING + timedelta(seconds=130))
    assert used_time(MORNING, running, until=MORNING + timedelta(seconds=200)) == timedelta(seconds=170)
    assert stop_timer(running, MORNING) == running
    assert used_time(MORNING, None, until=MORNING + timedelta(seconds=5)) == timedelta(seconds=5)


def test_timer_is_paused_and_resumed_once() -> None:
    with pytest.raises(RuleError, match=r"speakers\.timer_paused"):
        pause_timer(pause_timer(Timer(), MORNING), MORNING)
    with pytest.raises(RuleError, match=r"speakers\.timer_running"):
        resume_timer(Timer(), MORNING)


def test_limit_is_extended_within_bounds() -> None:
    assert extend_limit(Timer(limit_s=300), 60).limit_s == 360
    with pytest.raises(RuleError, match=r"speakers\.limit_invalid"):
        extend_limit(Timer(limit_s=300), -300)
    with pytest.raises(RuleError, match=r"speakers\.no_limit"):
        extend_limit(Timer(), 60)
